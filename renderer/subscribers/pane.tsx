import { ActionIcon, Tooltip } from '@mantine/core';
import { useInViewport } from '@mantine/hooks';
import {
  IconChevronDown,
  IconChevronUp,
  IconEraser,
  IconPlayerPause,
  IconPlayerPlay,
  IconX,
} from '@tabler/icons-react';
import { memo, useState } from 'react';
import type { Behaviour } from '../../shared/bus/behaviour';
import type { SubscriberInfo } from '../../shared/bus/bus-event';
import { SubscriberMark } from '../badges/subscriber-badge';
import { useCommands } from '../commands/use-commands';
import { DeliveryList } from '../deliveries/delivery-list';
import { ManualAnswer } from '../deliveries/manual-answer';
import { turnNote } from '../format/capability-words';
import { plural } from '../format/numbers';
import { VisibleText, visible } from '../format/visible-text';
import { ErrorBoundary } from '../layout/error-boundary';
import { keysLabel } from '../shortcuts/keys';
import { showOnBroker } from '../store/broker-look';
import { subscriberCounts } from '../store/counters';
import { paneLayout } from '../store/pane-layout';
import { StoreContext, useBusdeck, useBusdeckStore } from '../store/react';
import type { BusdeckStore } from '../store/store';
import { subscriberColour } from '../theme/subscriber-colours';
import { BehaviourInput } from './behaviour-input';
import classes from './pane.module.css';
import { PaneCounters } from './pane-counters';
import { startPaneDrag, usePaneDrop } from './pane-drag';
import { PaneRetry } from './pane-retry';
import { PaneShare } from './pane-share';
import { stateLooks } from './subscriber-states';
import { usePaneKeys } from './use-pane-keys';

interface PaneProps {
  readonly subscriberId: string;
  /** The store for as long as the pane is scrolled out of sight: fifty panes would otherwise be drawn for nine. */
  readonly slowStore: BusdeckStore;
  /** Its place in the grid, from 1; none on the shelf. */
  readonly column?: number;
  readonly row?: number;
  /** Only its frame: it is out of sight. */
  readonly bare?: boolean;
  /** Its place among all of them, from 1, since not all are drawn. */
  readonly place?: number;
  readonly of?: number;
  /** Only its name and what it counts. */
  readonly folded?: boolean;
}

/** One subscriber: who it is, what it does, what it got. */
export const Pane = memo(function Pane({
  subscriberId,
  slowStore,
  column,
  row,
  place,
  of,
  folded = false,
  bare = false,
}: PaneProps) {
  const { ref, inViewport } = useInViewport();
  const store = useBusdeckStore();
  const info = useBusdeck((s) => s.subscribers.byId.get(subscriberId));
  const colour = useBusdeck((s) => s.subscribers.colours.get(subscriberId) ?? 0);
  const onKeyDown = usePaneKeys(subscriberId);
  const drop = usePaneDrop(subscriberId);
  const commands = useCommands();
  if (info === undefined) return null;
  return (
    <article
      ref={ref}
      className={classes.pane}
      style={{ '--subscriber': subscriberColour(colour), gridColumn: column, gridRow: row }}
      aria-label={`Subscriber ${visible(info.name)} of ${visible(info.topic)}`}
      data-testid="pane"
      data-name={info.name}
      data-topic={info.topic}
      data-subscriber-id={info.id}
      data-state={info.state}
      data-folded={folded || undefined}
      data-part="pane"
      aria-posinset={place}
      aria-setsize={of}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      {...drop}
    >
      {!bare && (
        <ErrorBoundary
          what={`The pane of ${visible(info.name)}`}
          of={info}
          ways={[{ label: 'Empty this list', run: () => commands.clearPane(info.id) }]}
        >
          <StoreContext value={inViewport ? store : slowStore}>
            <PaneHead info={info} folded={folded} />
            {!folded && (
              <>
                <PaneShare subscriberId={info.id} topic={info.topic} />
                <PaneCounters subscriberId={info.id} />
                <PaneBehaviour info={info} />
                {info.behaviour.rule.type === 'manual' && <ManualAnswer subscriberId={info.id} />}
                <DeliveryList subscriberId={info.id} name={info.name} topic={info.topic} />
              </>
            )}
          </StoreContext>
        </ErrorBoundary>
      )}
    </article>
  );
});

function PaneHead({ info, folded }: { info: SubscriberInfo; folded: boolean }) {
  const commands = useCommands();
  const { word, icon: StateIcon, tone } = stateLooks[info.state];
  const paused = info.state === 'paused';
  const turn = turnNote(useBusdeck((s) => s.session.connection.capabilities));
  const pauseLabel = paused
    ? 'Take deliveries again'
    : ['Take no new deliveries for now.', turn].filter((part) => part !== undefined).join(' ');
  return (
    <header className={classes.head}>
      <div className={classes.title}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: dragging is the mouse's way; the keys are Alt with the arrows */}
        <span
          className={classes.grip}
          draggable
          title={`Drag to move, or ${keysLabel('alt+ArrowLeft')} and ${keysLabel('alt+ArrowRight')}`}
          onDragStart={(event) => startPaneDrag(event, info.id)}
        >
          <SubscriberMark subscriberId={info.id} />
        </span>
        <h2 className={classes.name} title={visible(info.name)}>
          <VisibleText text={info.name} />
        </h2>
        {folded && <FoldedCount subscriberId={info.id} />}
        <Tooltip label={folded ? 'Show the whole pane' : 'Fold it: it goes on counting'}>
          <ActionIcon
            size={22}
            aria-label={`${folded ? 'Unfold' : 'Fold'} ${info.name}`}
            aria-expanded={!folded}
            data-testid="pane-fold"
            onClick={() => paneLayout.toggleFolded(info)}
          >
            {folded ? <IconChevronDown size={14} aria-hidden /> : <IconChevronUp size={14} aria-hidden />}
          </ActionIcon>
        </Tooltip>
        <Tooltip label={pauseLabel}>
          <ActionIcon
            size={22}
            aria-label={paused ? `Resume ${info.name}` : `Pause ${info.name}`}
            data-testid="pane-pause"
            onClick={() => void commands.pause(info.id, !paused)}
          >
            {paused ? <IconPlayerPlay size={14} aria-hidden /> : <IconPlayerPause size={14} aria-hidden />}
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Empty this list; the counters stay">
          <ActionIcon
            size={22}
            aria-label={`Clear the deliveries of ${info.name}`}
            data-testid="pane-clear"
            onClick={() => commands.clearPane(info.id)}
          >
            <IconEraser size={14} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Unsubscribe and close this pane">
          <ActionIcon
            size={22}
            aria-label={`Remove ${info.name}`}
            data-testid="pane-remove"
            onClick={() => void commands.remove(info.id)}
          >
            <IconX size={14} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
      <div className={classes.about}>
        <button
          type="button"
          className={classes.topic}
          title={`Show ${visible(info.topic)} on the broker`}
          data-testid="pane-topic"
          onClick={() => showOnBroker(info.topic)}
        >
          <VisibleText text={info.topic} />
        </button>
        {!folded && <PaneRetry info={info} />}
        <span className={classes.state} data-tone-state={tone}>
          <StateIcon size={12} aria-hidden />
          {word}
        </span>
      </div>
      {info.reason !== undefined && (
        <p className={classes.reason} data-tone-state={tone} data-selectable>
          <VisibleText text={info.reason} />
        </p>
      )}
    </header>
  );
}

function FoldedCount({ subscriberId }: { subscriberId: string }) {
  const received = useBusdeck((s) => subscriberCounts(s.counts, subscriberId).received);
  return <span className={classes.foldedCount}>{plural(received, 'delivery', 'deliveries')}</span>;
}

function PaneBehaviour({ info }: { info: SubscriberInfo }) {
  const commands = useCommands();
  const [refusal, setRefusal] = useState<string>();
  async function change(behaviour: Behaviour): Promise<void> {
    setRefusal(undefined);
    const answer = await commands.setBehaviour(info.id, behaviour);
    if (!answer.ok) setRefusal(answer.error.message);
  }
  return (
    <div className={classes.behaviour}>
      <BehaviourInput
        behaviour={info.behaviour}
        accessibleName={`Behaviour of ${visible(info.name)}`}
        refusal={refusal}
        onCommit={(behaviour) => void change(behaviour)}
      />
    </div>
  );
}
