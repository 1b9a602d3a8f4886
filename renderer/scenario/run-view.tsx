import { Button } from '@mantine/core';
import {
  type Icon,
  IconCheck,
  IconCircle,
  IconCircleDashed,
  IconPlayerPlay,
  IconX,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useStore } from 'zustand';
import type { ScenarioPlay } from '../../shared/ipc/requests-scenario';
import type {
  ExpectationState,
  JudgedExpectation,
  ScenarioState,
  StepState,
  ToldStep,
} from '../../shared/scenario/outcome';
import { useCommands } from '../commands/use-commands';
import { plural } from '../format/numbers';
import { duration } from '../format/time';
import { VisibleText } from '../format/visible-text';
import { useBusdeckStore } from '../store/react';
import { scenarioLook } from '../store/scenario';
import classes from './scenario.module.css';

interface RunViewProps {
  /** Of the scenario's own file. */
  readonly onShowLine: (line: number) => void;
}

/** How far the run is, step by step, and what holds of what it expects. */
export function RunView({ onShowLine }: RunViewProps) {
  const commands = useCommands();
  const play = useStore(scenarioLook, (look) => look.play);
  if (play === undefined) {
    return (
      <p className={classes.hint}>
        Run it, or take one step after the other: the panes show what happens, and here each expectation turns
        green or red.
      </p>
    );
  }
  const { outcome, canTidy, earlier } = play;
  const { steps, expectations, error } = outcome;
  return (
    <div className={classes.run} data-testid="scenario-outcome" data-state={stateOf(play)} data-run={play.id}>
      <div className={classes.verdict}>
        <Mark tone={verdictTones[stateOf(play)]} icon={verdictIcons[stateOf(play)]} />
        <strong role="status">{verdictWords(play)}</strong>
        {play.state === 'over' && canTidy && (
          <Button
            variant="default"
            size="compact-xs"
            className={classes.tidy ?? ''}
            data-testid="scenario-tidy"
            title="Its subscribers, and the dead letters of its messages. The next run does it, too."
            onClick={() => void commands.tidyScenario()}
          >
            Remove what it left
          </Button>
        )}
      </div>
      {error !== undefined && (
        <p className={classes.bad} role="alert">
          <VisibleText text={error} />
        </p>
      )}
      {earlier.length > 0 && (
        <ul className={classes.earlier} aria-label="Rows before">
          {earlier.map(({ row, state }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows are never moved
            <li key={index} data-tone={verdictTones[state]}>
              <VisibleText text={row} />: {state}
            </li>
          ))}
        </ul>
      )}
      <h3 className={classes.title}>Steps</h3>
      <ol className={classes.list} aria-label="Steps">
        {steps.map((step, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: steps are never moved
          <StepRow key={index} step={step} onShowLine={onShowLine} />
        ))}
      </ol>
      <h3 className={classes.title}>Expectations</h3>
      <ul className={classes.list} aria-label="Expectations">
        {expectations.map((expectation, index) => (
          <ExpectationRow
            // biome-ignore lint/suspicious/noArrayIndexKey: expectations are never moved
            key={index}
            expectation={expectation}
            onShowLine={onShowLine}
          />
        ))}
      </ul>
    </div>
  );
}

type Shown = ScenarioState | 'paused';

const stateOf = ({ state, outcome }: ScenarioPlay): Shown => (state === 'paused' ? 'paused' : outcome.state);

const verdictIcons: Record<Shown, Icon> = {
  running: IconPlayerPlay,
  paused: IconCircleDashed,
  passed: IconCheck,
  failed: IconX,
  stopped: IconCircle,
};
const verdictTones: Record<Shown, string> = {
  running: 'in-flight',
  paused: 'in-flight',
  passed: 'acked',
  failed: 'failed',
  stopped: 'tapped',
};

function verdictWords(play: ScenarioPlay): string {
  const { outcome, row, rows } = play;
  const held = outcome.expectations.filter(({ state }) => state === 'held').length;
  const of = `${held} of ${plural(outcome.expectations.length, 'expectation')} held`;
  const which = rows > 1 ? `Row ${row + 1} of ${rows}: ` : '';
  switch (stateOf(play)) {
    case 'running':
      return `${which}running, ${of}`;
    case 'paused':
      return `${which}waits for its next step, ${of}`;
    case 'passed':
      return `${which}passed in ${duration(outcome.durationMs)}, ${of}`;
    case 'failed':
      return `${which}failed after ${duration(outcome.durationMs)}, ${of}`;
    case 'stopped':
      return `${which}stopped, ${of}`;
  }
}

function Mark({ tone, icon: MarkIcon }: { tone: string | undefined; icon: Icon }) {
  return (
    <span className={classes.mark} data-tone={tone}>
      <MarkIcon size={14} stroke={2.25} aria-hidden />
    </span>
  );
}

const stepIcons: Record<StepState, Icon> = {
  waiting: IconCircle,
  running: IconPlayerPlay,
  done: IconCheck,
  failed: IconX,
};
const stepTones: Record<StepState, string> = {
  waiting: 'tapped',
  running: 'in-flight',
  done: 'acked',
  failed: 'failed',
};

function StepRow({ step, onShowLine }: { step: ToldStep } & RunViewProps) {
  const { title, state, line, file, error } = step;
  return (
    <li>
      <button
        type="button"
        className={classes.row}
        data-testid="scenario-step-row"
        data-state={state}
        aria-current={state === 'running' ? 'step' : undefined}
        onClick={() => line !== undefined && file === undefined && onShowLine(line)}
      >
        <Mark tone={stepTones[state]} icon={stepIcons[state]} />
        <span className={classes.what}>
          <VisibleText text={title} />
          {error !== undefined && (
            <span className={classes.bad}>
              <VisibleText text={error} />
            </span>
          )}
        </span>
        <span className={classes.state} data-tone={stepTones[state]}>
          {state}
        </span>
      </button>
    </li>
  );
}

const expectationIcons: Record<ExpectationState, Icon> = {
  waiting: IconCircleDashed,
  held: IconCheck,
  broken: IconX,
};
const expectationTones: Record<ExpectationState, string> = {
  waiting: 'tapped',
  held: 'acked',
  broken: 'failed',
};

function ExpectationRow({
  expectation: { title, state, expected, seen, messages, line },
  onShowLine,
}: { expectation: JudgedExpectation } & RunViewProps) {
  const commands = useCommands();
  const { actions } = useBusdeckStore();
  const [isOpen, setOpen] = useState(false);
  const showTrace = (messageId: string) => {
    actions.showTab('trace');
    commands.choose({ messageId });
  };
  function choose(): void {
    setOpen(!isOpen);
    if (isOpen) return;
    if (line !== undefined) onShowLine(line);
    const [first] = messages;
    if (first !== undefined) showTrace(first);
  }
  return (
    <li>
      <button
        type="button"
        className={classes.row}
        data-testid="expectation"
        data-state={state}
        aria-expanded={isOpen}
        onClick={choose}
      >
        <Mark tone={expectationTones[state]} icon={expectationIcons[state]} />
        <span className={classes.what}>
          <VisibleText text={title} />
          {(state !== 'held' || isOpen) && (
            <span className={classes.seen}>
              expected <VisibleText text={expected} />; seen <VisibleText text={seen} />
            </span>
          )}
        </span>
        <span className={classes.state} data-tone={expectationTones[state]}>
          {state}
        </span>
      </button>
      {isOpen && messages.length > 0 && (
        <div className={classes.traces}>
          Traces:
          {messages.map((id) => (
            <Button
              key={id}
              variant="default"
              size="compact-xs"
              data-testid="expectation-trace"
              data-message-id={id}
              onClick={() => showTrace(id)}
            >
              {id.slice(0, 8)}
            </Button>
          ))}
        </div>
      )}
    </li>
  );
}
