import type { BusEvent, SendType, SubscriberType, TopicType } from '../../shared/bus/bus-event';
import {
  type DeadLetter,
  type DeadLetterPage,
  deadLettersListed,
  mostDeadLettersListed,
} from '../../shared/bus/dead-letter';
import type { ErrorInfo } from '../../shared/bus/errors';

export interface DeadLetterList {
  /** The oldest ones. */
  readonly letters: readonly DeadLetter[];
  /** How many there are, listed or not. */
  readonly total: number;
  /** Why the last look failed; the letters are then those of the look before. */
  readonly error?: ErrorInfo;
}

export interface DeadLetters {
  readonly byTopic: ReadonlyMap<string, DeadLetterList>;
  /** Topics whose list is out of date; somebody else fetches it. */
  readonly stale: ReadonlySet<string>;
  /** How many are asked for, where it is more than at first. */
  readonly asked: ReadonlyMap<string, number>;
}

export const noDeadLetters: DeadLetters = { byTopic: new Map(), stale: new Set(), asked: new Map() };

/** How many of a topic's letters the next look asks for. */
export function askedOf({ asked }: DeadLetters, topic: string): number {
  return asked.get(topic) ?? deadLettersListed;
}

export function askForMore(current: DeadLetters, topic: string): DeadLetters {
  const asked = new Map(current.asked).set(
    topic,
    Math.min(askedOf(current, topic) + deadLettersListed, mostDeadLettersListed),
  );
  return markStale({ ...current, asked }, [topic]);
}

export function appendDeadLetters(current: DeadLetters, events: readonly BusEvent[]): DeadLetters {
  const touched: string[] = [];
  for (const event of events) {
    switch (event.type) {
      case 'deadLettered':
      case 'retryReturned':
      case 'replayed':
      case 'discarded':
        if (!current.stale.has(event.topic)) touched.push(event.topic);
        break;
      default:
        event.type satisfies
          | SendType
          | SubscriberType
          | TopicType
          | 'delivered'
          | 'tapped'
          | 'acked'
          | 'failed'
          | 'retryScheduled'
          | 'interrupted'
          | 'connection';
        break;
    }
  }
  return markStale(current, touched);
}

export function markStale(current: DeadLetters, topics: readonly string[]): DeadLetters {
  if (topics.every((topic) => current.stale.has(topic))) return current;
  return { ...current, stale: new Set([...current.stale, ...topics]) };
}

/** Takes the stale topics for fetching: what becomes stale from now on needs another look. */
export function takeStale(current: DeadLetters): DeadLetters {
  return { ...current, stale: new Set() };
}

export function withLetters(
  current: DeadLetters,
  topic: string,
  { letters, total }: DeadLetterPage,
): DeadLetters {
  const byTopic = new Map(current.byTopic);
  const asked = new Map(current.asked);
  if (total > deadLettersListed) return { ...current, byTopic: byTopic.set(topic, { letters, total }) };
  // A list that has become short is no longer asked for in full length.
  asked.delete(topic);
  if (letters.length === 0) byTopic.delete(topic);
  else byTopic.set(topic, { letters, total });
  return { ...current, byTopic, asked };
}

export function withFailedLook(current: DeadLetters, topic: string, error: ErrorInfo): DeadLetters {
  const known = current.byTopic.get(topic);
  return {
    ...current,
    byTopic: new Map(current.byTopic).set(topic, {
      letters: known?.letters ?? [],
      total: known?.total ?? 0,
      error,
    }),
  };
}

export function countLetters({ byTopic }: DeadLetters): number {
  let count = 0;
  for (const { total } of byTopic.values()) count += total;
  return count;
}
