import { expect, test } from 'vitest';
import { Rejection } from '../../electron/bus/delivery';
import { defaultRetryPolicy, type RetryPolicy } from '../../shared/bus/connection';
import type { ContractSubject } from '../backend-contract';
import { Latch } from '../support/latch';
import { randomTopic } from '../support/random-topic';
import { until } from '../support/until';
import { fail, textOf, useBus } from './use-bus';

const retries = (maxRetries: number): RetryPolicy => ({ maxRetries, delay: { type: 'immediate' } });

export function retriesContract(subject: ContractSubject): void {
  test('a message that always fails runs four times and is then a dead letter', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    const one = await subscriber({ topic, handler: () => fail('no stock') });
    const { messageId } = await bus.publish({ topic, body: Buffer.from('x') });
    await recorder.seen('deadLettered', 1);
    expect(one.attempts).toEqual([1, 2, 3, 4]);
    expect(recorder.life(messageId)).toEqual([
      'delivered 1',
      'failed 1',
      'retryScheduled 2',
      'delivered 2',
      'failed 2',
      'retryScheduled 3',
      'delivered 3',
      'failed 3',
      'retryScheduled 4',
      'delivered 4',
      'failed 4',
      'deadLettered 4',
    ]);
    expect(recorder.of('deadLettered')).toMatchObject([
      { messageId, reason: 'max-retries', attempts: 4, error: { message: 'no stock' } },
    ]);
    expect(new Set(one.deliveries.map(({ id }) => id)).size).toBe(4);
    expect((await bus.inspect(topic))?.ready ?? 0).toBe(0);
  });

  test('a message that fails twice is acked on its third attempt', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    const one = await subscriber({ topic, handler: ({ attempt }) => (attempt < 3 ? fail() : undefined) });
    const { messageId } = await bus.publish({ topic, body: Buffer.from('x') });
    await recorder.seen('acked', 1);
    expect(one.attempts).toEqual([1, 2, 3]);
    expect(recorder.of('acked')).toMatchObject([{ messageId, attempt: 3 }]);
    expect(await bus.deadLetters(topic)).toEqual({ letters: [], total: 0 });
  });

  test('attempts are counted over all subscribers of the topic, not for each', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    const three = [];
    for (let i = 0; i < 3; i += 1) three.push(await subscriber({ topic, handler: () => fail() }));
    const ids = [];
    for (let i = 0; i < 10; i += 1)
      ids.push((await bus.publish({ topic, body: Buffer.from('x') })).messageId);
    await recorder.seen('deadLettered', 10);
    for (const id of ids) {
      const attempts = recorder.of('delivered').filter(({ messageId }) => messageId === id);
      expect(attempts.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4]);
    }
    expect(three.flatMap(({ deliveries }) => deliveries)).toHaveLength(40);
  });

  test('one failing message changes the attempts of no other', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    const handler = (delivery: Parameters<typeof textOf>[0]) => {
      if (textOf(delivery).startsWith('bad')) fail();
    };
    const one = await subscriber({ topic, handler });
    const bodies = ['good 1', 'bad 1', 'good 2', 'good 3', 'bad 2', 'good 4'];
    for (const body of bodies) await bus.publish({ topic, body: Buffer.from(body) });
    await recorder.seen('deadLettered', 2);
    await recorder.seen('acked', 4);
    const attempts = Object.fromEntries(bodies.map((body): [string, number[]] => [body, []]));
    for (const delivery of one.deliveries) attempts[textOf(delivery)]?.push(delivery.attempt);
    expect(attempts).toEqual({
      'good 1': [1],
      'bad 1': [1, 2, 3, 4],
      'good 2': [1],
      'good 3': [1],
      'bad 2': [1, 2, 3, 4],
      'good 4': [1],
    });
  });

  test('a retry goes to another subscriber that is free', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    await subscriber({ topic, handler: () => fail() });
    const good = await subscriber({ topic });
    for (let i = 1; i <= 20; i += 1) {
      await bus.publish({ topic, body: Buffer.from(String(i)) });
      await recorder.seen('acked', i);
    }
    expect(good.texts).toEqual(Array.from({ length: 20 }, (_, i) => String(i + 1)));
    expect(Math.max(...good.attempts)).toBe(2);
    expect(recorder.of('deadLettered')).toEqual([]);
  });

  test('a broadcast is tried again only where it failed', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    const first = await subscriber({ topic });
    const failing = await subscriber({ topic, handler: ({ attempt }) => (attempt < 3 ? fail() : undefined) });
    const third = await subscriber({ topic });
    await bus.broadcast({ topic, body: Buffer.from('x') });
    await recorder.seen('acked', 3);
    await bus.broadcast({ topic, body: Buffer.from('y') });
    await recorder.seen('acked', 6);
    expect(first.texts).toEqual(['x', 'y']);
    expect(failing.attempts).toEqual([1, 2, 3, 1, 2, 3]);
    expect(third.texts).toEqual(['x', 'y']);
    for (const { message } of failing.deliveries) expect(message.verb).toBe('broadcast');
  });

  test('a broadcast that two subscribers give up on makes two dead letters', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    await subscriber({ topic, name: 'a', handler: () => fail() });
    await subscriber({ topic, name: 'b' });
    await subscriber({ topic, name: 'c', handler: () => fail() });
    const { messageId } = await bus.broadcast({ topic, body: Buffer.from('x') });
    await recorder.seen('deadLettered', 2);
    await recorder.seen('acked', 1);
    const letters = await until('both are there', async () => {
      const { letters: found } = await bus.deadLetters(topic);
      return found.length === 2 && found;
    });
    expect(letters.map(({ lastBy }) => lastBy).sort()).toEqual(['a', 'c']);
    expect(letters.map(({ message: { id, verb } }) => `${verb} ${id}`)).toEqual([
      `broadcast ${messageId}`,
      `broadcast ${messageId}`,
    ]);
  });

  test.for([0, 1, 5])('with %i retries a message runs once more than that', async (maxRetries) => {
    const { bus, recorder, subscriber } = await useBus(subject, { retry: retries(maxRetries) });
    const topic = randomTopic();
    const one = await subscriber({ topic, handler: () => fail() });
    await bus.publish({ topic, body: Buffer.from('x') });
    const [dead] = await recorder.seen('deadLettered', 1);
    expect(one.attempts).toEqual(Array.from({ length: maxRetries + 1 }, (_, i) => i + 1));
    expect(dead?.attempts).toBe(maxRetries + 1);
  });

  test('a subscription’s own policy comes before its topic’s, and that before the bus’s', async () => {
    const [byTopic, other] = [randomTopic(), randomTopic()];
    const { bus, recorder, subscriber } = await useBus(subject, {
      retry: retries(2),
      retryByTopic: new Map([[byTopic, retries(1)]]),
    });
    const own = await subscriber({ topic: byTopic, retry: retries(0), handler: () => fail() });
    await bus.publish({ topic: byTopic, body: Buffer.from('x') });
    await recorder.seen('deadLettered', 1);
    await own.subscription.close();
    const topics = await subscriber({ topic: byTopic, handler: () => fail() });
    const bus2 = await subscriber({ topic: other, handler: () => fail() });
    await bus.publish({ topic: byTopic, body: Buffer.from('x') });
    await bus.publish({ topic: other, body: Buffer.from('x') });
    await recorder.seen('deadLettered', 3);
    expect([own, topics, bus2].map(({ attempts }) => attempts)).toEqual([[1], [1, 2], [1, 2, 3]]);
  });

  test('a rejected message is a dead letter at once', async () => {
    const { bus, recorder, subscriber } = await useBus(subject, { retry: defaultRetryPolicy });
    const topic = randomTopic();
    const one = await subscriber({
      topic,
      handler: () => {
        throw new Rejection('no such order');
      },
    });
    const { messageId } = await bus.publish({ topic, body: Buffer.from('x') });
    await recorder.seen('deadLettered', 1);
    expect(one.attempts).toEqual([1]);
    expect(recorder.life(messageId)).toEqual(['delivered 1', 'failed 1', 'deadLettered 1']);
    expect((await bus.deadLetters(topic)).letters).toMatchObject([
      { reason: 'rejected', attempts: 1, error: 'no such order' },
    ]);
  });

  test('messages published meanwhile are handled between a message’s attempts', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    const latch = new Latch();
    const one = await subscriber({
      topic,
      handler: async (delivery) => {
        if (textOf(delivery) !== 'bad') return;
        await latch.opened;
        fail();
      },
    });
    await bus.publish({ topic, body: Buffer.from('bad') });
    await until('it runs', () => one.deliveries.length === 1);
    await bus.publish({ topic, body: Buffer.from('next') });
    latch.open();
    await recorder.seen('deadLettered', 1);
    expect(one.texts).toEqual(['bad', 'next', 'bad', 'bad', 'bad']);
  });

  test('a subscriber goes by its own policy, else by its topic’s, else by the bus’s', async () => {
    const policy = (maxRetries: number) => ({ maxRetries, delay: { type: 'immediate' } }) as const;
    const topic = randomTopic();
    const { bus, recorder, subscriber } = await useBus(subject, {
      retry: policy(2),
      retryByTopic: new Map([[topic, policy(1)]]),
    });
    const runs = async (at: string, count: number) => {
      const before = recorder.of('deadLettered').length;
      await bus.publish({ topic: at, body: Buffer.from('x') });
      const dead = await recorder.seen('deadLettered', before + 1);
      expect(dead.at(-1)?.attempts).toBe(count);
    };
    const elsewhere = randomTopic();
    const other = await subscriber({ topic: elsewhere, handler: () => fail() });
    expect(other.subscription.retry).toEqual({ from: 'connection', policy: policy(2) });
    await runs(elsewhere, 3);
    const { subscription } = await subscriber({ topic, handler: () => fail() });
    expect(subscription.retry).toEqual({ from: 'topic', policy: policy(1) });
    await runs(topic, 2);
    // From the next failure on.
    subscription.setRetry(policy(0));
    expect(subscription.retry).toEqual({ from: 'subscriber', policy: policy(0) });
    await runs(topic, 1);
    subscription.setRetry(undefined);
    bus.setTopicRetry(topic, { maxRetries: 1, delay: { type: 'fixed', ms: 60 } });
    await runs(topic, 2);
    expect(recorder.of('retryScheduled').at(-1)).toMatchObject({ topic, delayMs: 60 });
    bus.setTopicRetry(topic, undefined);
    expect(subscription.retry).toEqual({ from: 'connection', policy: policy(2) });
    await runs(topic, 3);
  });
}
