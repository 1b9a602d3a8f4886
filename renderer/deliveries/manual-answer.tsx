import { Button } from '@mantine/core';
import { useCommands } from '../app/use-commands';
import { oneLine } from '../format/payload';
import { VisibleText } from '../format/visible-text';
import type { DeliveryRow } from '../store/delivery-row';
import { useBusdeck } from '../store/react';
import type { BusdeckState } from '../store/store';
import classes from './deliveries.module.css';

/** A subscriber holds no more unanswered deliveries than its prefetch, and they are its newest. */
const lookBack = 200;

function oldestWaiting({ history }: BusdeckState, subscriberId: string): DeliveryRow | undefined {
  const list = history.list(subscriberId);
  let oldest: DeliveryRow | undefined;
  for (let index = 0; index < Math.min(list.length, lookBack); index += 1) {
    const row = history.row(list.at(index) ?? '');
    if (row?.outcome === 'in-flight') oldest = row;
  }
  return oldest;
}

/** For a subscriber that leaves the answer to the person: the delivery that has waited longest. */
export function ManualAnswer({ subscriberId }: { subscriberId: string }) {
  const commands = useCommands();
  const row = useBusdeck((s) => oldestWaiting(s, subscriberId));
  if (row === undefined) return null;
  return (
    <section className={classes.manual} aria-label="Answer the delivery that has waited longest">
      <span className={classes.manualPreview}>
        <VisibleText text={oneLine(row.message.preview, 80)} />
      </span>
      <Button size="compact-xs" variant="default" onClick={() => void commands.answer(row.deliveryId, 'ack')}>
        Ack
      </Button>
      <Button
        size="compact-xs"
        variant="default"
        onClick={() => void commands.answer(row.deliveryId, 'fail')}
      >
        Fail
      </Button>
    </section>
  );
}
