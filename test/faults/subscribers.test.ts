import { type Channel, connect } from 'amqplib';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { BrokerAccess } from '../support/broker-access';
import { Latch } from '../support/latch';
import { rabbitmqBus, subscribe } from '../support/rabbitmq-bus';
import { randomTopic } from '../support/random-topic';
import { sharedBroker } from '../support/shared-broker';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

let broker: BrokerAccess;
let vhost: string;

beforeAll(async () => {
  broker = await sharedBroker();
  vhost = await broker.addVhost();
});

async function foreign(): Promise<Channel> {
  const connection = await connect(broker.url({ vhost }));
  connection.on('error', () => undefined);
  onTestFinished(() => connection.close());
  return connection.createChannel();
}

const fail = () => {
  throw new Error('on purpose');
};

test('a subscriber removed while it is set up leaves no consumer behind', async () => {
  const { bus, recorder } = rabbitmqBus({ connection: { url: broker.url({ vhost }) } });
  await bus.connect();
  const topic = randomTopic();
  const subscription = bus.prepare({ topic, name: 'late', handler: () => undefined });
  const opening = subscription.open();
  await subscription.close(0);
  await opening;
  await until('nobody consumes', async () => ((await bus.inspect(topic))?.consumers ?? 0) === 0);
  await bus.publish({ topic, body: Buffer.from('x') });
  expect(recorder.of('delivered')).toEqual([]);
  expect(recorder.of('subscriberRemoved')).toHaveLength(1);
});

test('a subscriber that is refused after a reconnect says why; the others come back', async () => {
  await using proxy = await TcpProxy.start(broker);
  const { bus } = rabbitmqBus({ connection: { url: broker.url({ vhost, port: proxy.port }) } });
  await bus.connect();
  const [taken, free] = [randomTopic(), randomTopic()];
  const refused = await subscribe(bus, taken);
  const lucky = await subscribe(bus, free);
  await proxy.refuse();
  proxy.cut();
  await until('it noticed', () => bus.status.state === 'reconnecting');
  const channel = await foreign();
  await until('the old queue is gone', async () => {
    await channel.assertQueue(taken, { exclusive: true, durable: false });
    return true;
  });
  await proxy.accept();
  bus.reconnectNow();
  await until('the other is back', () => lucky.state === 'consuming');
  await until('it says why', () => refused.state === 'failed');
  expect(refused.reason).toContain('has it for itself');
  await channel.deleteQueue(taken);
});

test('broadcasts that wait for another attempt are dead letters when their subscriber is removed', async () => {
  const retry = { maxRetries: 2, delay: { type: 'fixed', ms: 600_000 } } as const;
  const { bus, recorder } = rabbitmqBus({ connection: { url: broker.url({ vhost }) }, retry });
  await bus.connect();
  const topic = randomTopic();
  const subscription = await subscribe(bus, topic, fail);
  const { messageId } = await bus.broadcast({ topic, body: Buffer.from('x') });
  await recorder.seen('retryScheduled', 1);
  await until('it waits', async () => {
    const queues = await broker.list('list_queues', '--vhost', vhost, 'name', 'messages_ready', 'exclusive');
    return queues.some(({ messages_ready, exclusive }) => exclusive === true && messages_ready === 1);
  });
  await subscription.close();
  expect((await bus.deadLetters(topic)).letters).toMatchObject([
    { message: { id: messageId, verb: 'broadcast' }, reason: 'subscriber-gone', attempts: 1 },
  ]);
});

test('broadcasts that fail at the same moment all wait in one place, and none is lost when their subscriber is removed', async () => {
  const retry = { maxRetries: 2, delay: { type: 'fixed', ms: 600_000 } } as const;
  const { bus, recorder } = rabbitmqBus({ connection: { url: broker.url({ vhost }) }, retry });
  await bus.connect();
  const topic = randomTopic();
  const all = new Latch();
  const subscription = await subscribe(
    bus,
    topic,
    async () => {
      await all.opened;
      fail();
    },
    { prefetch: 10 },
  );
  for (let n = 0; n < 10; n += 1) await bus.broadcast({ topic, body: Buffer.from(String(n)) });
  await recorder.seen('delivered', 10);
  all.open();
  await recorder.seen('retryScheduled', 10);
  await subscription.close();
  expect((await bus.deadLetters(topic)).total).toBe(10);
});

test('a deleted fanout exchange is declared again, and every subscriber bound to it', async () => {
  const { bus, recorder } = rabbitmqBus({ connection: { url: broker.url({ vhost }) } });
  await bus.connect();
  const topic = randomTopic();
  await subscribe(bus, topic);
  await subscribe(bus, topic);
  await (await foreign()).deleteExchange(`broadcast_${topic}`);
  expect((await bus.broadcast({ topic, body: Buffer.from('x') })).outcome).toBe('routed');
  await recorder.seen('acked', 2);
});

test('the keep-alive that is not permitted stays off and says so; everything else works', async () => {
  const user = randomTopic();
  await broker.addUser(user, 'secret', { vhost, configure: '^(?!amq\\.gen).*', write: '.*', read: '.*' });
  const url = broker.url({ vhost, user, password: 'secret' });
  const { bus } = rabbitmqBus({ connection: { url, keepAlive: 'anchor' } });
  await bus.connect();
  expect(bus.status).toMatchObject({ state: 'ready', keepAlive: { on: false } });
  expect((await bus.publish({ topic: randomTopic(), body: Buffer.from('x') })).outcome).toBe('held');
});

test('a subscriber that is refused leaves no queue behind that would take broadcasts', async () => {
  const [user, topic] = [randomTopic(), randomTopic()];
  await broker.addUser(user, 'secret', { vhost, configure: '.*', write: '.*', read: `^(?!${topic}$).*` });
  const { bus } = rabbitmqBus({ connection: { url: broker.url({ vhost, user, password: 'secret' }) } });
  await bus.connect();
  await expect(subscribe(bus, topic)).rejects.toMatchObject({ code: 'access-refused' });
  expect((await bus.broadcast({ topic, body: Buffer.from('x') })).outcome).toBe('returned');
});
