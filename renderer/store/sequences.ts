import type { BusEvent, SubscriberRef } from '../../shared/bus-event';
import type { Verb } from '../../shared/message';

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
  for (const event of events) {
    if (event.type !== 'delivered') continue;
    const { topic, deliveryId, messageId, subscriber, attempt, verb } = event;
    const items = more.get(topic) ?? [];
    more.set(topic, items);
    items.push({
      deliveryId,
      messageId,
      subscriber,
      attempt,
      verb,
      afterGap: afterGap && items.length === 0,
    });
  }
  if (more.size === 0) return current;
  const next = new Map(current);
  for (const [topic, items] of more) {
    next.set(topic, [...(current.get(topic) ?? []), ...items].slice(-sequenceLength));
  }
  return next;
}
