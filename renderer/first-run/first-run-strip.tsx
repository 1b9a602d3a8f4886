import { ActionIcon, Button, Tooltip } from '@mantine/core';
import {
  type Icon,
  IconArrowBackUp,
  IconArrowsSplit2,
  IconMailX,
  IconRefresh,
  IconX,
} from '@tabler/icons-react';
import { useStore } from 'zustand';
import { useCommands } from '../commands/use-commands';
import { type DemonstrationName, firstRun } from '../store/first-run';
import { useBusdeck, useBusdeckStore } from '../store/react';
import type { BusdeckState } from '../store/store';
import { demonstrations, replayDemonstration, startDemonstration } from './demonstrations';
import classes from './first-run.module.css';

const icons: Record<DemonstrationName, Icon> = {
  'round-robin': IconRefresh,
  broadcast: IconArrowsSplit2,
  failure: IconMailX,
};

/** For somebody who sees the window for the first time: three things to watch, one click each. */
export function FirstRunStrip() {
  const store = useBusdeckStore();
  const commands = useCommands();
  const { dismissed, shown } = useStore(firstRun.store);
  // On somebody's broker nothing is sent for show.
  const onMemory = useBusdeck(
    (s) => s.session.connection.kind === 'memory' && s.session.connection.state === 'ready',
  );
  if (dismissed || !onMemory) return null;
  return (
    <section
      className={classes.strip}
      aria-label="First steps"
      data-testid="first-run"
      data-part="first-run"
      tabIndex={-1}
    >
      <span className={classes.title}>New here? Watch it work:</span>
      <div className={classes.buttons}>
        {demonstrations.map(({ name, title, words }) => {
          const DemoIcon = icons[name];
          return (
            <Tooltip key={name} label={words}>
              <Button
                size="compact-xs"
                variant={shown === name ? 'light' : 'default'}
                leftSection={<DemoIcon size={13} aria-hidden />}
                data-testid={`demo-${name}`}
                onClick={({ detail: clicks }) => {
                  // A double click is one wish; by keyboard there is no count.
                  if (clicks <= 1) void startDemonstration(name, store, commands);
                }}
              >
                {title}
              </Button>
            </Tooltip>
          );
        })}
      </div>
      <Told shown={shown} />
      <Tooltip label="Do not show this again">
        <ActionIcon
          className={classes.dismiss ?? ''}
          aria-label="Do not show the first steps again"
          data-testid="first-run-dismiss"
          onClick={firstRun.dismiss}
        >
          <IconX size={14} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </section>
  );
}

/** What there is to see now. */
function Told({ shown }: { shown: DemonstrationName | undefined }) {
  const store = useBusdeckStore();
  const commands = useCommands();
  const failure = useStore(firstRun.store, (s) => s.failure);
  const letterId = useBusdeck((s) => (failure === undefined ? undefined : letterOf(s, failure)));
  const acked = useBusdeck(
    (s) =>
      s.trace?.messageId === failure?.messageId &&
      s.trace?.events.some(({ type }) => type === 'replayed') === true,
  );
  return (
    <>
      <span className={classes.told} role="status">
        {tell(shown, letterId !== undefined, acked)}
      </span>
      {failure !== undefined && letterId !== undefined && (
        <Button
          size="compact-xs"
          leftSection={<IconArrowBackUp size={13} aria-hidden />}
          data-testid="demo-replay"
          onClick={() => void replayDemonstration({ ...failure, id: letterId }, store, commands)}
        >
          Replay it
        </Button>
      )}
    </>
  );
}

function tell(shown: DemonstrationName | undefined, isDead: boolean, isReplayed: boolean): string {
  switch (shown) {
    case undefined:
      return '';
    case 'round-robin':
      return 'Each pane gets every third message. Distribution shows the sequence.';
    case 'broadcast':
      return 'All three got it. The trace shows each delivery.';
    case 'failure':
      if (isDead) return 'Four attempts failed: it is in the dead letters now.';
      return isReplayed
        ? 'Replayed and acked: the trace goes on where it ended.'
        : 'Watch the trace: it fails and is tried again.';
  }
}

function letterOf({ deadLetters }: BusdeckState, { topic, messageId }: { topic: string; messageId: string }) {
  return deadLetters.byTopic.get(topic)?.letters.find(({ message }) => message.id === messageId)?.id;
}
