import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconChevronRight, IconInfoCircle } from '@tabler/icons-react';
import { Fragment } from 'react';
import { useStore } from 'zustand';
import type { ChosenSteps, ReadingStep, ReadingSummary } from '../../shared/window/reading';
import { VisibleText } from '../format/visible-text';
import { chooseReading, chosenFor, chosenReadings } from '../store/chosen-readings';
import classes from './decoding-row.module.css';
import { choicesFor, stepWords } from './step-words';

interface DecodingRowProps {
  readonly topic: string;
  readonly reading: ReadingSummary;
}

/** How a payload is read, step by step: each can be changed, and what is chosen holds for the topic. */
export function DecodingRow({ topic, reading }: DecodingRowProps) {
  const { steps, problems, notes, remarks } = reading;
  const chosen = useStore(chosenReadings, ({ readings }) => chosenFor(readings, topic));
  const choose = (next: ChosenSteps) => chooseReading(topic, next);
  return (
    <div className={classes.decoding}>
      <fieldset
        className={classes.row}
        aria-label="How the payload is read"
        data-testid="payload-decoding"
        data-chain={steps.join(',')}
        data-chosen={chosen.join(',')}
      >
        {steps.map((step, index) => (
          // The same packing may stand there twice.
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place.
          <Fragment key={index}>
            {index > 0 && <IconChevronRight size={12} className={classes.arrow} aria-hidden />}
            <StepMenu
              step={step}
              isChosen={chosen[index] === step}
              onChoose={(next) => choose([...steps.slice(0, index), next])}
            />
          </Fragment>
        ))}
        {remarks.length > 0 && (
          <Tooltip label={remarks.join(' ')} multiline maw={320}>
            <ActionIcon aria-label={remarks.join(' ')} size={22}>
              <IconInfoCircle size={14} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )}
        <span className={classes.ways}>
          {steps[0] !== 'bytes' && (
            <Button size="compact-xs" variant="subtle" color="gray" onClick={() => choose(['bytes'])}>
              Raw bytes
            </Button>
          )}
          {chosen.length > 0 && (
            <Tooltip label="What was chosen for this topic is forgotten: it is guessed again">
              <Button size="compact-xs" variant="subtle" color="gray" onClick={() => choose([])}>
                Automatic
              </Button>
            </Tooltip>
          )}
        </span>
      </fieldset>
      <div role="status" className={classes.words}>
        {problems.map((problem) => (
          <p key={problem} className={classes.problem} data-testid="payload-problem">
            <IconAlertTriangle size={13} aria-hidden />
            <VisibleText text={problem} />
          </p>
        ))}
        {notes.map((note) => (
          <p key={note} className={classes.note}>
            <VisibleText text={note} />
          </p>
        ))}
      </div>
    </div>
  );
}

interface StepMenuProps {
  readonly step: ReadingStep;
  readonly isChosen: boolean;
  readonly onChoose: (step: ReadingStep) => void;
}

function StepMenu({ step, isChosen, onChoose }: StepMenuProps) {
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button
          size="compact-xs"
          variant={isChosen ? 'light' : 'default'}
          aria-label={`${stepWords[step]}, ${isChosen ? 'chosen' : 'found'}; change`}
        >
          {stepWords[step]}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu ?? ''}>
        {choicesFor(step).map(({ title, steps }) => (
          <Fragment key={title}>
            <Menu.Label>{title}</Menu.Label>
            {steps.map((each) => (
              <Menu.Item
                key={each}
                rightSection={each === step ? <IconCheck size={13} aria-label="now" /> : undefined}
                onClick={() => onChoose(each)}
              >
                {stepWords[each]}
              </Menu.Item>
            ))}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
