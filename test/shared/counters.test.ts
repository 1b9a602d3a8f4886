import { expect, test } from 'vitest';
import type { BusFact, DeliveryRef } from '../../shared/bus/bus-event';
import { Counters, noSubscriberCounters, noTopicCounters } from '../../shared/bus/counters';
import type { MessageSummary } from '../../shared/bus/message';

const subscriber = { id: 's', name: 'S' };
const message: MessageSummary = {
  id: 'm',
  topic: 't',
  verb: 'publish',
  headers: {},
  properties: {},
  size: 0,
  preview: { format: 'empty', text: '', truncated: false },
};
const about = { messageId: 'm', topic: 't', verb: 'publish' as const };
const error = { code: 'internal' as const, message: 'x' };
const ref = (attempt: number): DeliveryRef => ({ ...about, subscriber, attempt, deliveryId: `d${attempt}` });
const delivered = (attempt: number): BusFact => ({
  type: 'delivered',
  ...ref(attempt),
  message,
  redelivered: false,
  foreign: false,
  interrupted: 0,
});

function countersOf(...facts: BusFact[]): Counters {
  const counters = new Counters();
  for (const fact of facts) counters.add(fact);
  return counters;
}

test('a life from publish over a retry to the dead letter and its replay', () => {
  const counters = countersOf(
    { type: 'subscriberAdded', subscriber, topic: 't', prefetch: 1 },
    { type: 'published', message },
    { type: 'confirmed', ...about, latencyMs: 1 },
    { type: 'held', ...about },
    delivered(1),
    { type: 'failed', ...ref(1), error, handlerMs: 1 },
    { type: 'retryScheduled', ...ref(1), nextAttempt: 2, delayMs: 0 },
    delivered(2),
    { type: 'failed', ...ref(2), error, handlerMs: 1 },
    { type: 'deadLettered', ...ref(2), reason: 'max-retries', attempts: 2, error },
    { type: 'replayed', ...about, edited: false },
    delivered(1),
    { type: 'acked', ...ref(1), handlerMs: 1 },
    delivered(1),
  );
  expect(counters.subscribers.get('s')).toEqual({
    ...noSubscriberCounters(),
    received: 4,
    acked: 1,
    failed: 2,
    retried: 1,
    dead: 1,
    inFlight: 1,
  });
  expect(counters.topics.get('t')).toEqual({
    ...noTopicCounters(),
    published: 1,
    held: 1,
    delivered: 4,
    acked: 1,
    failed: 2,
    retried: 1,
    dead: 1,
    replayed: 1,
  });
});

test('only what the broker took counts as published or broadcast; returns and failures of sending are counted apart', () => {
  const counters = countersOf(
    { type: 'published', message: { ...message, verb: 'broadcast' } },
    { type: 'returned', ...about, detail: 'NO_ROUTE' },
    { type: 'published', message },
    { type: 'publishFailed', ...about, error },
    { type: 'published', message: { ...message, verb: 'broadcast' } },
    { type: 'confirmed', ...about, verb: 'broadcast', latencyMs: 1 },
  );
  expect(counters.topics.get('t')).toEqual({
    ...noTopicCounters(),
    broadcast: 1,
    returned: 1,
    publishFailed: 1,
  });
});

test('only an interruption of a delivery that had begun here ends one that is in flight', () => {
  const interrupted = { type: 'interrupted' as const, ...about, subscriber, attempt: 1, count: 1 };
  const counters = countersOf(delivered(1), interrupted);
  expect(counters.subscribers.get('s')).toMatchObject({ received: 1, inFlight: 1, interrupted: 0 });
  counters.add({ ...interrupted, deliveryId: 'd1' });
  expect(counters.subscribers.get('s')).toMatchObject({ received: 1, inFlight: 0, interrupted: 1 });
});

test('takeChanges gives each change once, as copies', () => {
  const counters = countersOf(delivered(1));
  const first = counters.takeChanges();
  expect([...first.subscribers.keys(), ...first.topics.keys()]).toEqual(['s', 't']);
  expect(counters.takeChanges()).toEqual({ subscribers: new Map(), topics: new Map() });
  counters.add({ type: 'acked', ...ref(1), handlerMs: 1 });
  expect(first.subscribers.get('s')?.acked).toBe(0);
  expect(counters.takeChanges().subscribers.get('s')?.acked).toBe(1);
});

test('a topic may be called __proto__', () => {
  const counters = countersOf({ type: 'held', ...about, topic: '__proto__' });
  expect(counters.topics.get('__proto__')?.held).toBe(1);
  expect(counters.takeChanges().topics.get('__proto__')?.held).toBe(1);
});
