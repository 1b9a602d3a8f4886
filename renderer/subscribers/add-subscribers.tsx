import { Alert, Autocomplete, Button, Collapse, NumberInput, Popover, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { type SyntheticEvent, useState } from 'react';
import { ackAlways } from '../../shared/bus/behaviour';
import type { ErrorInfo } from '../../shared/bus/errors';
import { maxPrefetch } from '../../shared/bus/limits';
import { topicProblem } from '../../shared/bus/message';
import { useCommands } from '../commands/use-commands';
import { useTopicNames } from '../commands/use-topic-names';
import { NumberField } from '../format/number-field';
import { RetryChoiceFields } from '../retry/retry-choice-fields';
import { keyLabel } from '../shortcuts/keys';
import { useShortcut } from '../shortcuts/use-shortcut';
import { useBusdeck, useBusdeckStore } from '../store/react';
import { inheritedRetry, type RetryChoice } from '../store/retry-choice';
import type { BusdeckState } from '../store/store';
import classes from './add-subscribers.module.css';
import { BehaviourInput } from './behaviour-input';
import { freeName } from './free-name';

export function AddSubscribers() {
  const [open, setOpen] = useState(false);
  const [openings, setOpenings] = useState(0);

  function toggle(): void {
    if (!open) setOpenings((before) => before + 1);
    setOpen(!open);
  }

  useShortcut('addSubscriber', () => {
    if (!open) toggle();
  });
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={300} trapFocus returnFocus>
      <Popover.Target>
        <Button
          data-testid="add-subscriber"
          variant="default"
          className={classes.add ?? ''}
          leftSection={<IconPlus size={14} aria-hidden />}
          title={keyLabel('addSubscriber')}
          onClick={toggle}
        >
          Add
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Add subscribers">
        {/* A form of its own each time: one that is reopened while it fades out would keep what was typed. */}
        <AddForm key={openings} onDone={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function AddForm({ onDone }: { onDone: () => void }) {
  const commands = useCommands();
  const store = useBusdeckStore();
  const [topic, setTopic] = useState(() => store.getState().draft.topic);
  const topics = useTopicNames(topic);
  const [name, setName] = useState(() => freeName(store.getState().subscribers));
  const [count, setCount] = useState(1);
  const [behaviour, setBehaviour] = useState(ackAlways);
  const [behaviourIsValid, setBehaviourIsValid] = useState(true);
  const [prefetch, setPrefetch] = useState(() => preferredPrefetch(store.getState()));
  const session = useBusdeck((s) => s.session);
  const [chosenRetry, setRetry] = useState<RetryChoice>();
  const retry = chosenRetry ?? inheritedRetry(session, topic);
  const [more, setMore] = useState(false);
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState<ErrorInfo>();
  const wrongTopic = topicProblem(topic);

  async function create(event: SyntheticEvent): Promise<void> {
    event.preventDefault();
    setAsked(true);
    if (wrongTopic !== undefined || !behaviourIsValid || busy) return;
    setBusy(true);
    setRefused(undefined);
    const answer = await commands.addSubscribers({ topic, name, count, prefetch, behaviour }, retry);
    setBusy(false);
    if (answer.ok) onDone();
    else setRefused(answer.error);
  }

  return (
    <form className={classes.form} onSubmit={(event) => void create(event)} aria-label="Add subscribers">
      <div className={classes.fields}>
        <Autocomplete
          data-testid="subscriber-topic"
          label="Topic"
          data={topics}
          openOnFocus={false}
          // The topic that stands there is a proposal: typing replaces it.
          onFocus={(event) => event.currentTarget.select()}
          comboboxProps={{ withinPortal: false }}
          value={topic}
          error={asked ? wrongTopic : undefined}
          spellCheck={false}
          onChange={setTopic}
        />
        <div className={classes.pair}>
          <TextInput
            data-testid="subscriber-name"
            label="Name"
            value={name}
            maxLength={64}
            spellCheck={false}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <NumberInput
            data-testid="subscriber-count"
            label="How many"
            min={1}
            max={50}
            // What is too much is said, not made less without a word.
            clampBehavior="none"
            allowDecimal={false}
            value={count}
            onChange={(value) => typeof value === 'number' && setCount(value)}
          />
        </div>
        <BehaviourInput
          label="Behaviour"
          accessibleName="Behaviour of the new subscribers"
          behaviour={behaviour}
          onCommit={setBehaviour}
          onValidity={setBehaviourIsValid}
        />
        <Button
          variant="subtle"
          size="compact-xs"
          className={classes.more ?? ''}
          aria-expanded={more}
          onClick={() => setMore((before) => !before)}
        >
          {more ? 'Less' : 'More'}
        </Button>
        <Collapse expanded={more}>
          <div className={classes.form}>
            <NumberField
              testId="subscriber-prefetch"
              label="Prefetch"
              description="How many deliveries it may hold unanswered"
              min={1}
              max={maxPrefetch}
              value={prefetch}
              onChange={setPrefetch}
            />
            <RetryChoiceFields
              topic={topic}
              choice={retry}
              whose={count > 1 ? `these ${count}` : 'this one'}
              onChange={setRetry}
            />
          </div>
        </Collapse>
      </div>
      {refused !== undefined && (
        <Alert color="red" role="alert" p="xs">
          {refused.message}
        </Alert>
      )}
      <Button type="submit" data-testid="subscriber-create" loading={busy}>
        {count > 1 ? `Add ${count} subscribers` : 'Add subscriber'}
      </Button>
    </form>
  );
}

/** The saved connection says what a subscriber begins with, and else the settings do. */
function preferredPrefetch({ session, settings }: BusdeckState): number {
  return session.profile?.prefetch ?? settings.preferences.prefetch;
}
