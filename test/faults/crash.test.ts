import { setTimeout as pause } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import type { Subscription } from '../../electron/bus/subscription';
import type { BrokerAccess } from '../support/broker-access';
import { rabbitmqBus, subscribe } from '../support/rabbitmq-bus';
import { randomTopic } from '../support/random-topic';
import { sharedBroker } from '../support/shared-broker';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

let broker: BrokerAccess;
let vhost: string;
let url: string;

beforeAll(async () => {
  broker = await sharedBroker();
  vhost = await broker.addVhost();
  url = broker.url({ vhost });
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

test('a subscriber that crashes again and again has one link at the end, and its messages come to an end', async () => {
  await using proxy = await TcpProxy.start(broker);
  const connection = { url: broker.url({ vhost, port: proxy.port }), keepAlive: 'anchor' } as const;
  const { bus, recorder } = rabbitmqBus({ connection });
  await bus.connect();
  const topic = randomTopic();
  const subscription = await crashing(bus, topic);
  for (let n = 0; n < 5; n += 1) await bus.publish({ topic, body: Buffer.from(String(n)) });
  await recorder.seen('deadLettered', 5);
  expect(recorder.of('delivered')).toHaveLength(20);
  await until('it is back', () => subscription.state === 'consuming');
  // Two that all share, the keep-alive's, and its own.
  await until('no other link is left', () => proxy.open === 4);
  expect(await bus.inspect(topic)).toMatchObject({ consumers: 1, ownConsumers: 1 });
});

test('a subscriber removed at any moment while it gets a link of its own leaves nothing behind', async () => {
  const other = await broker.addVhost();
  const { bus: alone } = rabbitmqBus({ connection: { url: broker.url({ vhost: other }) } });
  await alone.connect();
  // Not to wait for something, but to meet each moment of it.
  for (let ms = 0; ms < 20; ms += 1) {
    const topic = randomTopic();
    const subscription = await subscribe(alone, topic);
    const isolated = subscription.isolate().catch(() => undefined);
    await pause(ms);
    await subscription.close(0);
    await isolated;
    await until('nobody consumes', async () => ((await alone.inspect(topic))?.consumers ?? 0) === 0);
  }
  const queues = await broker.list('list_queues', '--vhost', other, 'name', 'exclusive');
  expect(queues.filter(({ exclusive }) => exclusive === true)).toEqual([]);
});

test('a subscriber that is refused a link of its own goes on where it was', async () => {
  const user = randomTopic();
  const everything = { configure: '.*', write: '.*', read: '.*' };
  await broker.addUser(user, 'secret', { vhost, ...everything });
  const { bus, recorder } = rabbitmqBus({
    connection: { url: broker.url({ vhost, user, password: 'secret' }) },
  });
  await bus.connect();
  const topic = randomTopic();
  const subscription = await subscribe(bus, topic);
  await broker.permit(user, vhost, { ...everything, configure: '^(?!amq\\.gen).*' });
  await expect(subscription.isolate()).rejects.toMatchObject({ code: 'access-refused' });
  expect(subscription.state).toBe('consuming');
  await bus.publish({ topic, body: Buffer.from('p') });
  await bus.broadcast({ topic, body: Buffer.from('b') });
  await recorder.seen('acked', 2);
  await subscription.close(0);
  await until('nobody consumes', async () => ((await bus.inspect(topic))?.consumers ?? 0) === 0);
});
