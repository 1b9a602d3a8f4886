import type { BusEvent, SubscriberRef } from '../../shared/bus/bus-event';
import type { Verb } from '../../shared/bus/message';

/** One delivery in the sequence of a topic. */
export interface SequenceItem {
  readonly deliveryId: string;
  readonly messageId: string;
  readonly subscriber: SubscriberRef;
  readonly attempt: number;
  readonly verb: Verb;
  /** Deliveries before it were left out of the stream, under load. */
  readonly afterGap: boolean;
}

/** The latest deliveries of each topic, the oldest first. */
export type Sequences = ReadonlyMap<string, readonly SequenceItem[]>;

export const noSequences: Sequences = new Map();

/** As many as a strip can show and a person can follow. */
export const sequenceLength = 60;

export function appendSequences(
  current: Sequences,
  events: readonly BusEvent[],
  afterGap: boolean,
): Sequences {
  const more = new Map<string, SequenceItem[]>();
  // From the newest back: of a flood only its end is looked at closely.
  for (let index = events.length - 1; index >= 0; index -= 1) {
    const event = events[index];
    if (event?.type !== 'delivered') continue;
    const items = more.get(event.topic) ?? [];
    if (items.length >= sequenceLength) continue;
    if (items.length === 0) more.set(event.topic, items);
    const { deliveryId, messageId, subscriber, attempt, verb } = event;
    items.push({ deliveryId, messageId, subscriber, attempt, verb, afterGap: false });
  }
  if (more.size === 0) return current;
  const next = new Map(current);
  for (const [topic, items] of more) {
    const fresh = items
      .reverse()
      .map((item, index) => (index === 0 && afterGap ? { ...item, afterGap } : item));
    next.set(topic, [...(current.get(topic) ?? []), ...fresh].slice(-sequenceLength));
  }
  return next;
}
