import { type KeyboardEvent, useRef, useState } from 'react';
import { outcomeWords } from '../badges/outcome-badge';
import { useCommands } from '../commands/use-commands';
import { visible } from '../format/visible-text';
import { useBusdeck, useDelivery } from '../store/react';
import type { SequenceItem } from '../store/sequences';
import { subscriberColour } from '../theme/subscriber-colours';
import classes from './distribution.module.css';

const none: readonly SequenceItem[] = [];

/** Who got which message, a cell for each delivery, the newest at the right. */
export function SequenceStrip({ topic }: { topic: string }) {
  const items = useBusdeck((s) => s.sequences.get(topic)) ?? none;
  const commands = useCommands();
  const strip = useRef<HTMLDivElement>(null);
  // One cell at a time is a stop for Tab; the arrows go on from there.
  const [activeId, setActiveId] = useState<string>();
  if (items.length === 0) return <p className={classes.quiet}>Nothing delivered yet.</p>;
  const last = items.length - 1;
  const known = items.findIndex(({ deliveryId }) => deliveryId === activeId);
  const active = known < 0 ? last : known;

  function onKeyDown(event: KeyboardEvent): void {
    const targets: Record<string, number> = {
      ArrowLeft: active - 1,
      ArrowRight: active + 1,
      Home: 0,
      End: last,
    };
    const target = targets[event.key];
    if (target === undefined) return;
    event.preventDefault();
    const index = Math.max(0, Math.min(last, target));
    setActiveId(items[index]?.deliveryId);
    strip.current?.querySelectorAll<HTMLElement>('button')[index]?.focus();
  }

  return (
    <div className={classes.sequence}>
      <div
        ref={strip}
        className={classes.cells}
        role="toolbar"
        aria-label={`Latest deliveries of ${visible(topic)}, the newest last`}
        data-testid="sequence"
        onKeyDown={onKeyDown}
      >
        {items.map((item, index) => (
          <Cell
            key={item.deliveryId}
            item={item}
            focusable={index === active}
            onChoose={() => {
              setActiveId(item.deliveryId);
              commands.choose({ messageId: item.messageId, deliveryId: item.deliveryId });
            }}
          />
        ))}
      </div>
    </div>
  );
}

interface CellProps {
  readonly item: SequenceItem;
  readonly focusable: boolean;
  readonly onChoose: () => void;
}

function Cell({ item, focusable, onChoose }: CellProps) {
  const { deliveryId, messageId, subscriber, attempt, verb, afterGap } = item;
  const row = useDelivery(deliveryId);
  const colour = useBusdeck((s) => s.subscribers.colours.get(subscriber.id) ?? 0);
  const chosen = useBusdeck((s) => s.selection?.messageId === messageId);
  const outcome = row?.outcome;
  const what = outcome === undefined ? '' : `, ${outcomeWords[outcome]}`;
  const words = `${visible(subscriber.name)}, attempt ${attempt}${what}, ${verb} ${messageId}`;
  return (
    <button
      type="button"
      className={classes.cell}
      style={{ '--subscriber': subscriberColour(colour) }}
      tabIndex={focusable ? 0 : -1}
      aria-label={words}
      title={afterGap ? `${words}\nSome deliveries before it were left out under load.` : words}
      data-testid="sequence-cell"
      data-name={subscriber.name}
      data-attempt={attempt}
      data-outcome={outcome}
      data-chosen={chosen || undefined}
      data-gap={afterGap || undefined}
      onClick={onChoose}
    >
      {attempt > 1 && <span className={classes.cellAttempt}>{attempt}</span>}
    </button>
  );
}
