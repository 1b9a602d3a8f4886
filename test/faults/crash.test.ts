import { beforeAll, expect, test } from 'vitest';
import type { Subscription } from '../../electron/bus/subscription';
import { rabbitmqBus, subscribe } from '../support/rabbitmq-bus';
import { randomTopic } from '../support/random-topic';
import { sharedBroker } from '../support/shared-broker';
import { until } from '../support/until';

let url: string;

beforeAll(async () => {
  const broker = await sharedBroker();
  url = broker.url({ vhost: await broker.addVhost() });
});

/** A subscriber that dies with each message in hand, by the end of a connection of its own, and comes back. */
async function crashing(bus: ReturnType<typeof rabbitmqBus>['bus'], topic: string): Promise<Subscription> {
  const subscription: Subscription = await bus.subscribe({
    topic,
    name: 'crashing',
    handler: () => {
      subscription.crash();
      return new Promise(() => undefined);
    },
  });
  await subscription.isolate();
  return subscription;
}

test('a message that kills its subscriber is started at most 4 times, then it is dead with the reason', async () => {
  const { bus, recorder } = rabbitmqBus({ connection: { url, keepAlive: 'anchor' } });
  await bus.connect();
  const topic = randomTopic();
  await crashing(bus, topic);
  const { messageId } = await bus.publish({ topic, body: Buffer.from('poison') });
  const [dead] = await recorder.seen('deadLettered', 1);
  expect(dead).toMatchObject({ messageId, reason: 'interrupted', attempts: 1 });
  expect(recorder.of('delivered').length).toBeLessThanOrEqual(4);
  // Crashes are counted apart: none of its runs was an attempt that failed.
  expect(recorder.of('failed')).toEqual([]);
  expect((await bus.deadLetters(topic)).letters).toMatchObject([{ reason: 'interrupted' }]);
});

test('the only subscriber crashes: with the keep-alive nothing is lost', async () => {
  const { bus, recorder } = rabbitmqBus({ connection: { url, keepAlive: 'anchor' } });
  await bus.connect();
  const topic = randomTopic();
  const only = await crashing(bus, topic);
  const sent = new Set<string>();
  for (let n = 0; n < 20; n += 1) {
    sent.add((await bus.publish({ topic, body: Buffer.from(String(n)) })).messageId);
  }
  await until('it crashed', () => recorder.of('interrupted').length > 0);
  await only.close(0);
  await subscribe(bus, topic);
  await until('each was acked or is dead', async () => {
    const acked = recorder.of('acked').map(({ messageId }) => messageId);
    const dead = recorder.of('deadLettered').map(({ messageId }) => messageId);
    return new Set([...acked, ...dead]).size === sent.size;
  });
});

test('the only subscriber crashes: without the keep-alive its queue is gone, as the brokers’ rules say', async () => {
  const { bus, recorder } = rabbitmqBus({ connection: { url } });
  await bus.connect();
  const topic = randomTopic();
  const only = await crashing(bus, topic);
  await bus.publish({ topic, body: Buffer.from('lost') });
  await until('it crashed', () => recorder.of('interrupted').length > 0);
  // It is back on a new queue: what it held went with the old one.
  await until('it is back', () => only.state === 'consuming');
  expect(await bus.inspect(topic)).toMatchObject({ ready: 0 });
  expect(recorder.of('acked')).toEqual([]);
});

test('broadcasts that a subscriber has in hand and in line go along when it gets a link of its own', async () => {
  const { bus, recorder } = rabbitmqBus({ connection: { url } });
  await bus.connect();
  const topic = randomTopic();
  const handed: string[] = [];
  let isHeld = true;
  const subscription = await bus.subscribe({
    topic,
    name: 'slow',
    handler: async ({ message }) => {
      handed.push(Buffer.from(message.body).toString());
      if (isHeld) await new Promise(() => undefined);
    },
  });
  for (const n of ['1', '2', '3']) await bus.broadcast({ topic, body: Buffer.from(n) });
  await until('it has the first in hand', () => handed.length === 1);
  isHeld = false;
  await subscription.isolate();
  await recorder.seen('acked', 3);
  expect(handed).toEqual(['1', '1', '2', '3']);
  expect(recorder.of('interrupted')).toHaveLength(1);
  expect(recorder.of('delivered').map(({ interrupted }) => interrupted)).toEqual([0, 1, 0, 0]);
});

test('broadcasts that wait for another attempt go along too, or are dead letters when it is removed', async () => {
  const retry = { maxRetries: 1, delay: { type: 'fixed', ms: 600_000 } } as const;
  const { bus, recorder } = rabbitmqBus({ connection: { url }, retry });
  await bus.connect();
  const topic = randomTopic();
  const subscription = await subscribe(bus, topic, ({ attempt, message }) => {
    if (attempt === 1 || Buffer.from(message.body).toString() === 'bad') throw new Error('no');
  });
  await bus.broadcast({ topic, body: Buffer.from('good') });
  await recorder.seen('retryScheduled', 1);
  await subscription.isolate();
  expect(await recorder.seen('acked', 1)).toMatchObject([{ attempt: 2 }]);

  const { messageId } = await bus.broadcast({ topic, body: Buffer.from('bad') });
  await recorder.seen('retryScheduled', 2);
  await subscription.close();
  expect((await bus.deadLetters(topic)).letters).toMatchObject([
    { message: { id: messageId, verb: 'broadcast' }, reason: 'subscriber-gone', attempts: 1 },
  ]);
});
