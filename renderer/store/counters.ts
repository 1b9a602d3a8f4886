import {
  type CounterChanges,
  noSubscriberCounters,
  type SubscriberCounters,
} from '../../shared/bus/counters';

/** Exact numbers from the main process, which sees every event even when the window does not. */
export type Counts = CounterChanges;

export const noCounts: Counts = { subscribers: new Map(), topics: new Map() };

export function appendCounts(current: Counts, changes: CounterChanges): Counts {
  if (changes.subscribers.size === 0 && changes.topics.size === 0) return current;
  return {
    subscribers: merge(current.subscribers, changes.subscribers),
    topics: merge(current.topics, changes.topics),
  };
}

function merge<Value>(current: ReadonlyMap<string, Value>, changes: ReadonlyMap<string, Value>) {
  return changes.size === 0 ? current : new Map([...current, ...changes]);
}

const zeroSubscriber: Readonly<SubscriberCounters> = noSubscriberCounters();

export function subscriberCounts(counts: Counts, id: string): Readonly<SubscriberCounters> {
  return counts.subscribers.get(id) ?? zeroSubscriber;
}
