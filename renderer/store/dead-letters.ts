import type { BusEvent } from '../../shared/bus-event';
import type { DeadLetter } from '../../shared/dead-letter';
import type { ErrorInfo } from '../../shared/errors';

export interface DeadLetterList {
  readonly letters: readonly DeadLetter[];
  /** Why the last look failed; the letters are then those of the look before. */
  readonly error?: ErrorInfo;
}

export interface DeadLetters {
  readonly byTopic: ReadonlyMap<string, DeadLetterList>;
  /** Topics whose list is out of date; somebody else fetches it. */
  readonly stale: ReadonlySet<string>;
}

export const noDeadLetters: DeadLetters = { byTopic: new Map(), stale: new Set() };

export function appendDeadLetters(current: DeadLetters, events: readonly BusEvent[]): DeadLetters {
  const touched: string[] = [];
  for (const event of events) {
    switch (event.type) {
      case 'deadLettered':
      case 'replayed':
      case 'discarded':
        if (!current.stale.has(event.topic)) touched.push(event.topic);
        break;
      default:
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
  letters: readonly DeadLetter[],
): DeadLetters {
  const byTopic = new Map(current.byTopic);
  if (letters.length === 0) byTopic.delete(topic);
  else byTopic.set(topic, { letters });
  return { ...current, byTopic };
}

export function withFailedLook(current: DeadLetters, topic: string, error: ErrorInfo): DeadLetters {
  const known = current.byTopic.get(topic);
  return {
    ...current,
    byTopic: new Map(current.byTopic).set(topic, { letters: known?.letters ?? [], error }),
  };
}

export function countLetters({ byTopic }: DeadLetters): number {
  let count = 0;
  for (const { letters } of byTopic.values()) count += letters.length;
  return count;
}
