import { expect, test } from 'vitest';
import { RetryLater } from '../../electron/bus/delivery';
import type { RetryDelay, RetryPolicy } from '../../shared/bus/connection';
import type { ContractSubject } from '../backend-contract';
import { slackMs } from '../support/busy-machine';
import { randomTopic } from '../support/random-topic';
import type { Recorder } from '../support/recorder';
import { fail, textOf, useBus } from './use-bus';

const delayed = (delay: RetryDelay, maxRetries = 3): RetryPolicy => ({ maxRetries, delay });

/** A clock of the operating system may tick once between two parts of one delay. */
const tickMs = 2;

/** The times from each failure of a message to its next delivery, ms. */
function gaps(recorder: Recorder, messageId: string): number[] {
  const found: number[] = [];
  let failedAt: number | undefined;
  for (const event of recorder.events) {
    if (event.type === 'failed' && event.messageId === messageId) failedAt = event.at;
    // Of a broadcast, somebody else's first attempt may come in between.
    if (event.type === 'delivered' && event.messageId === messageId && event.attempt > 1) {
      found.push(event.at - (failedAt ?? Number.NaN));
    }
  }
  return found;
}

function expectGaps(found: number[], due: number[]): void {
  expect(found).toHaveLength(due.length);
  for (const [i, ms] of due.entries()) {
    expect(found[i]).toBeGreaterThanOrEqual(ms - tickMs);
    expect(found[i]).toBeLessThan(ms + slackMs);
  }
}

export function delaysContract(subject: ContractSubject): void {
  test('a fixed delay lies between every two attempts', async () => {
    const { bus, recorder, subscriber } = await useBus(subject, {
      retry: delayed({ type: 'fixed', ms: 120 }),
    });
    const topic = randomTopic();
    const one = await subscriber({ topic, handler: () => fail() });
    const { messageId } = await bus.publish({ topic, body: Buffer.from('x') });
    await recorder.seen('deadLettered', 1);
    expect(one.attempts).toEqual([1, 2, 3, 4]);
    expect(recorder.of('retryScheduled').map(({ delayMs }) => delayMs)).toEqual([120, 120, 120]);
    expectGaps(gaps(recorder, messageId), [120, 120, 120]);
  });

  test('an exponential delay grows up to its cap', async () => {
    const delay: RetryDelay = { type: 'exponential', first: 60, factor: 3, max: 200, jitter: 0 };
    const { bus, recorder, subscriber } = await useBus(subject, { retry: delayed(delay) });
    const topic = randomTopic();
    await subscriber({ topic, handler: () => fail() });
    const { messageId } = await bus.publish({ topic, body: Buffer.from('x') });
    await recorder.seen('deadLettered', 1);
    expect(recorder.of('retryScheduled').map(({ delayMs }) => delayMs)).toEqual([60, 180, 200]);
    expectGaps(gaps(recorder, messageId), [60, 180, 200]);
  });

  test('jitter shortens a delay and never lengthens it', async () => {
    const delay: RetryDelay = { type: 'exponential', first: 200, factor: 1, max: 200, jitter: 0.5 };
    const { bus, recorder, subscriber } = await useBus(subject, { retry: delayed(delay, 1) });
    const topic = randomTopic();
    await subscriber({ topic, handler: () => fail(), prefetch: 10 });
    const sends = Array.from({ length: 10 }, () => bus.publish({ topic, body: Buffer.from('x') }));
    const receipts = await Promise.all(sends);
    await recorder.seen('deadLettered', 10);
    const planned = recorder.of('retryScheduled').map(({ delayMs }) => delayMs);
    expect(Math.min(...planned)).toBeGreaterThanOrEqual(100);
    expect(Math.max(...planned)).toBeLessThanOrEqual(200);
    expect(new Set(planned).size).toBeGreaterThan(1);
    for (const { messageId } of receipts) {
      const scheduled = recorder.of('retryScheduled').find((event) => event.messageId === messageId);
      expectGaps(gaps(recorder, messageId), [scheduled?.delayMs ?? Number.NaN]);
    }
  });

  test('a handler says itself how long to wait, whatever the policy says', async () => {
    const { bus, recorder, subscriber } = await useBus(subject, {
      retry: { maxRetries: 2, delay: { type: 'immediate' } },
    });
    const topic = randomTopic();
    const one = await subscriber({
      topic,
      handler: ({ attempt }) => {
        if (attempt === 1) throw new RetryLater(150, 'later');
        fail();
      },
    });
    const { messageId } = await bus.publish({ topic, body: Buffer.from('x') });
    await recorder.seen('deadLettered', 1);
    // It is an attempt like any other.
    expect(one.attempts).toEqual([1, 2, 3]);
    expect(recorder.of('failed')[0]?.error).toEqual({ code: 'handler-failed', message: 'later' });
    expect(recorder.of('retryScheduled').map(({ delayMs }) => delayMs)).toEqual([150, 0]);
    expectGaps(gaps(recorder, messageId), [150, 0]);
  });

  test('what a handler puts off for once comes back to the one that failed, where it was broadcast', async () => {
    const { bus, recorder, subscriber } = await useBus(subject, {
      retry: { maxRetries: 1, delay: { type: 'immediate' } },
    });
    const topic = randomTopic();
    const other = await subscriber({ topic });
    const one = await subscriber({
      topic,
      handler: ({ attempt }) => {
        if (attempt === 1) throw new RetryLater(120);
      },
    });
    const { messageId } = await bus.broadcast({ topic, body: Buffer.from('x') });
    await recorder.seen('acked', 2);
    expect(other.attempts).toEqual([1]);
    expect(one.attempts).toEqual([1, 2]);
    expectGaps(gaps(recorder, messageId), [120]);
  });

  test('put off on the last attempt it is a dead letter', async () => {
    const { bus, recorder, subscriber } = await useBus(subject, {
      retry: { maxRetries: 0, delay: { type: 'immediate' } },
    });
    const topic = randomTopic();
    await subscriber({
      topic,
      handler: () => {
        throw new RetryLater(60_000);
      },
    });
    await bus.publish({ topic, body: Buffer.from('x') });
    await recorder.seen('deadLettered', 1);
    expect(recorder.of('retryScheduled')).toEqual([]);
  });

  test.for([-1, 1.5, Number.NaN, 86_400_001])('no delay that a handler may ask for: %o', (ms) => {
    expect(() => new RetryLater(ms)).toThrow('A retry may wait');
  });

  test('a short delay is not held up by a longer one that began before it', async () => {
    const delay: RetryDelay = { type: 'exponential', first: 50, factor: 10, max: 500, jitter: 0 };
    const { bus, recorder, subscriber } = await useBus(subject, { retry: delayed(delay, 2) });
    const topic = randomTopic();
    const one = await subscriber({ topic, handler: () => fail() });
    await bus.publish({ topic, body: Buffer.from('early') });
    // Its second failure starts the wait of 500 ms.
    await recorder.seen('failed', 2);
    await bus.publish({ topic, body: Buffer.from('late') });
    await recorder.seen('deadLettered', 2);
    const runs = one.deliveries.map((delivery) => `${textOf(delivery)} ${delivery.attempt}`);
    expect(runs).toEqual(['early 1', 'early 2', 'late 1', 'late 2', 'early 3', 'late 3']);
  });

  test('a subscriber takes other messages while one waits for its next attempt', async () => {
    const { bus, recorder, subscriber } = await useBus(subject, {
      retry: delayed({ type: 'fixed', ms: 300 }, 1),
    });
    const topic = randomTopic();
    const one = await subscriber({
      topic,
      handler: (delivery) => (textOf(delivery) === 'bad' ? fail() : undefined),
    });
    await bus.publish({ topic, body: Buffer.from('bad') });
    await recorder.seen('failed', 1);
    for (let i = 0; i < 5; i += 1) await bus.publish({ topic, body: Buffer.from(`good ${i}`) });
    await recorder.seen('deadLettered', 1);
    expect(one.texts).toEqual(['bad', 'good 0', 'good 1', 'good 2', 'good 3', 'good 4', 'bad']);
  });

  test('a broadcast’s delayed retry comes back to the subscriber that failed, and to no other', async () => {
    const { bus, recorder, subscriber } = await useBus(subject, {
      retry: delayed({ type: 'fixed', ms: 100 }),
    });
    const topic = randomTopic();
    const first = await subscriber({ topic });
    const failing = await subscriber({ topic, handler: ({ attempt }) => (attempt < 3 ? fail() : undefined) });
    const { messageId } = await bus.broadcast({ topic, body: Buffer.from('x') });
    await recorder.seen('acked', 2);
    expect(first.attempts).toEqual([1]);
    expect(failing.attempts).toEqual([1, 2, 3]);
    expectGaps(gaps(recorder, messageId), [100, 100]);
  });

  test('what waits for its delay when the subscriber goes reaches the next one', async () => {
    const { bus, recorder, subscriber } = await useBus(subject, {
      // Long enough for the other to be there, and this one to be gone, before it is due.
      retry: delayed({ type: 'fixed', ms: 800 }),
    });
    const topic = randomTopic();
    const failing = await subscriber({ topic, handler: () => fail() });
    await bus.publish({ topic, body: Buffer.from('x') });
    await recorder.seen('retryScheduled', 1);
    const next = await subscriber({ topic });
    await failing.subscription.close();
    await recorder.seen('acked', 1);
    expect(next.attempts).toEqual([2]);
  });
}
