import { ActionIcon, Tooltip } from '@mantine/core';
import { IconEraser, IconEye, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, memo } from 'react';
import type { TapInfo, TapSees } from '../../shared/bus/tap';
import { useCommands } from '../commands/use-commands';
import { DeliveryList } from '../deliveries/delivery-list';
import { count, plural } from '../format/numbers';
import { VisibleText, visible } from '../format/visible-text';
import { ErrorBoundary } from '../layout/error-boundary';
import { typesText } from '../shortcuts/types-text';
import { useBusdeck, usePaneList } from '../store/react';
import classes from './pane.module.css';
import { stateLooks } from './subscriber-states';

interface TapPaneProps {
  readonly tapId: string;
  readonly column: number;
  readonly row: number;
}

const seesWords: Record<TapSees, string> = {
  everything: 'publishes, broadcasts and who gets them',
  'what is sent': 'publishes and broadcasts',
  broadcasts: 'broadcasts',
};

/** Watches a topic beside those who take its messages; it has no share and answers nothing. */
export const TapPane = memo(function TapPane({ tapId, column, row }: TapPaneProps) {
  const commands = useCommands();
  const tap = useBusdeck((s) => s.session.taps.find(({ id }) => id === tapId));
  if (tap === undefined) return null;

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (typesText(event.target)) return;
    if (event.key === 'Delete') void commands.untap(tapId);
    else if (event.key.toLowerCase() === 'c') commands.clearPane(tapId);
    else return;
    event.preventDefault();
  }

  return (
    <article
      className={classes.pane}
      style={{ gridColumn: column, gridRow: row }}
      aria-label={`Tap on ${visible(tap.topic)}`}
      data-testid="pane"
      data-tapped="true"
      data-topic={tap.topic}
      data-subscriber-id={tap.id}
      data-state={tap.state}
      data-missed={tap.missed}
      data-part="pane"
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      <ErrorBoundary
        what={`The tap on ${visible(tap.topic)}`}
        of={tap}
        ways={[{ label: 'Empty this list', run: () => commands.clearPane(tapId) }]}
      >
        <TapHead tap={tap} />
        <DeliveryList subscriberId={tapId} name={`the tap on ${tap.topic}`} topic={tap.topic} />
      </ErrorBoundary>
    </article>
  );
});

function TapHead({ tap }: { tap: TapInfo }) {
  const commands = useCommands();
  const seen = usePaneList(tap.id).added;
  const isTraced = useBusdeck((s) => s.session.connection.kind !== 'memory') && tap.sees === 'everything';
  const { word, icon: StateIcon, tone } = stateLooks[tap.state === 'watching' ? 'consuming' : tap.state];
  return (
    <header className={classes.head}>
      <div className={classes.title}>
        <IconEye size={14} aria-hidden className={classes.tapMark} />
        <h2 className={classes.name} title={`Tap on ${visible(tap.topic)}`}>
          Tap on <VisibleText text={tap.topic} />
        </h2>
        <Tooltip label="Empty this list">
          <ActionIcon
            size={22}
            aria-label={`Clear the tap on ${tap.topic}`}
            data-testid="pane-clear"
            onClick={() => commands.clearPane(tap.id)}
          >
            <IconEraser size={14} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={isTraced ? 'Close it; the last one switches tracing off' : 'Close it'}>
          <ActionIcon
            size={22}
            aria-label={`Close the tap on ${tap.topic}`}
            data-testid="pane-remove"
            onClick={() => void commands.untap(tap.id)}
          >
            <IconX size={14} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
      <div className={classes.about}>
        <span className={classes.tapSees}>
          {count(seen)} seen: {seesWords[tap.sees]}
        </span>
        <span className={classes.state} data-tone-state={tone}>
          <StateIcon size={12} aria-hidden />
          {tap.state === 'watching' ? 'watching' : word}
        </span>
      </div>
      {isTraced && (
        <p className={classes.reason} data-tone-state="warning">
          The broker is tracing, which costs it something.
        </p>
      )}
      {tap.reason !== undefined && (
        <p className={classes.reason} data-tone-state={tone} data-selectable>
          <VisibleText text={tap.reason} />
        </p>
      )}
      {tap.missed > 0 && (
        <p className={classes.reason} data-tone-state="warning">
          {plural(tap.missed, 'more was', 'more were')} dropped before this tap could read them.
        </p>
      )}
    </header>
  );
}
