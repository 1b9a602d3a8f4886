import type { BusEvent } from '../../shared/bus/bus-event';

/** Whether the session's state is another one after the event. */
export function changesState({ type }: BusEvent): boolean {
  return (
    type === 'connection' ||
    type === 'subscriberAdded' ||
    type === 'subscriberChanged' ||
    type === 'subscriberRemoved'
  );
}
