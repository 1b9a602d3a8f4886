import { type Channel, connect, type GetMessage } from 'amqplib';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { AmqpTap } from '../support/amqp-tap';
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

/** A second program at the same broker, without any of the bus's code. */
async function foreign(): Promise<Channel> {
  const connection = await connect(url);
  connection.on('error', () => undefined);
  onTestFinished(() => connection.close());
  const channel = await connection.createChannel();
  channel.on('error', () => undefined);
  return channel;
}

const fail = () => {
  throw new Error('on purpose');
};

test('a dead broadcast remembers after its retries that it was one', async () => {
  const topic = randomTopic();
  const { bus, recorder } = rabbitmqBus({ connection: { url } });
  await bus.connect();
  await subscribe(bus, topic, fail);
  await bus.broadcast({ topic, body: Buffer.from('x') });
  await recorder.seen('deadLettered', 1);
  const letter = (await (await foreign()).get(`eventbus.dead.${topic}`, { noAck: true })) as GetMessage;
  expect(letter.properties.headers).toMatchObject({
    'eventbus-attempt': 4,
    'eventbus-exchange': `broadcast_${topic}`,
    'eventbus-queue': expect.stringMatching(/^amq\.gen-/),
  });
});

test('what a publish and a broadcast look like to others', async () => {
  const topic = randomTopic();
  const { bus } = rabbitmqBus({ connection: { url } });
  await bus.connect();
  const channel = await foreign();
  await channel.assertQueue(topic, { durable: false, autoDelete: true });
  await channel.assertExchange(`broadcast_${topic}`, 'fanout', { durable: false });
  const { queue } = await channel.assertQueue('', { exclusive: true });
  await channel.bindQueue(queue, `broadcast_${topic}`, '');
  const properties = { contentType: 'text/plain', correlationId: 'c', priority: 3 };
  const message = { topic, body: Buffer.of(0, 255), headers: { tenant: 'a' }, properties };
  const receipts = [await bus.publish(message), await bus.broadcast(message)];
  for (const [index, name] of [topic, queue].entries()) {
    const got = (await channel.get(name, { noAck: true })) as GetMessage;
    expect(got.content).toEqual(Buffer.of(0, 255));
    expect(got.fields).toMatchObject({ exchange: ['', `broadcast_${topic}`][index], routingKey: topic });
    expect(got.properties).toMatchObject({ ...properties, messageId: receipts[index]?.messageId });
    expect(got.properties.headers).toMatchObject({ tenant: 'a' });
    for (const header of Object.keys(got.properties.headers ?? {})) {
      expect(header).toMatch(/^(tenant|eventbus-.*)$/);
    }
  }
});

test('a retried copy keeps what it came with, and leaves out what would lose or double it', async () => {
  const topic = randomTopic();
  const { bus, recorder } = rabbitmqBus({
    connection: { url },
    retry: { maxRetries: 1, delay: { type: 'immediate' } },
  });
  await bus.connect();
  const channel = await foreign();
  const { queue: copied } = await channel.assertQueue('cc', { exclusive: true });
  await subscribe(bus, topic, fail);
  const headers = {
    tenant: 'a',
    number: 7,
    nested: { list: [1, 'two', null] },
    CC: [copied],
    'x-death': [{ queue: 'old', count: 3 }],
    'x-first-death-reason': 'expired',
    'x-last-death-queue': 'old',
  };
  channel.sendToQueue(topic, Buffer.of(1, 254), {
    headers,
    contentType: 'application/x-thing',
    contentEncoding: 'gzip',
    correlationId: 'c',
    replyTo: 'r',
    messageId: 'their id',
    type: 't',
    appId: 'a',
    userId: 'guest',
    timestamp: 1_700_000_000,
    priority: 5,
    expiration: '60000',
  });
  await recorder.seen('deadLettered', 1);
  const letter = (await channel.get(`eventbus.dead.${topic}`, { noAck: true })) as GetMessage;
  expect(letter.content).toEqual(Buffer.of(1, 254));
  expect(letter.properties).toMatchObject({
    contentType: 'application/x-thing',
    contentEncoding: 'gzip',
    correlationId: 'c',
    replyTo: 'r',
    messageId: 'their id',
    type: 't',
    appId: 'a',
    timestamp: 1_700_000_000,
    priority: 5,
  });
  expect(letter.properties.expiration).toBeUndefined();
  expect(letter.properties.userId).toBeUndefined();
  expect(letter.properties.headers).toMatchObject({ tenant: 'a', number: 7, nested: headers.nested });
  expect(Object.keys(letter.properties.headers ?? {}).filter((name) => /^x-|^B?CC$/.test(name))).toEqual([]);
  // The sender's CC copied the original once; the retry and the dead letter must not do so again.
  expect(await channel.checkQueue(copied)).toMatchObject({ messageCount: 1 });
});

test('over the wire: prefetch before consuming, mandatory, nothing declared twice, ack after the copy’s confirm, channels closed before connections', async () => {
  const topic = randomTopic();
  await using proxy = await TcpProxy.start(broker);
  const tap = new AmqpTap(proxy);
  const { bus, recorder } = rabbitmqBus({ connection: { url: broker.url({ vhost, port: proxy.port }) } });
  await bus.connect();
  expect(proxy.accepted).toBe(2);
  await subscribe(bus, topic, ({ attempt, message }) => {
    if (attempt === 1 && message.verb === 'publish') fail();
  });
  const orderOf = (name: string) => tap.methods.findIndex((method) => method.name === name);
  expect(orderOf('basic.qos')).toBeGreaterThan(-1);
  expect(orderOf('basic.qos')).toBeLessThan(orderOf('basic.consume'));

  await bus.broadcast({ topic, body: Buffer.from('x') });
  await recorder.seen('acked', 1);
  await bus.publish({ topic, body: Buffer.from('x') });
  await recorder.seen('acked', 2);
  const before = tap.methods.length;
  for (let i = 0; i < 10; i += 1) {
    await bus.publish({ topic, body: Buffer.from('x') });
    await bus.broadcast({ topic, body: Buffer.from('x') });
  }
  await recorder.seen('acked', 22);
  const since = tap.methods.slice(before);
  const names = new Set(since.filter(({ direction }) => direction === 'toServer').map(({ name }) => name));
  expect([...names].sort()).toEqual(['basic.ack', 'basic.publish']);
  for (const { publish } of tap.methods.filter(({ name }) => name === 'basic.publish')) {
    expect(publish?.mandatory).toBe(true);
  }

  const acks = (from: number) =>
    tap.methods.slice(from).filter(({ name, direction }) => name === 'basic.ack' && direction === 'toServer');
  // Two for each of 11 publishes, which failed once, and one for each of 11 broadcasts: an ack may pass after its event.
  await until('all acks so far are on the wire', () => acks(0).length === 33);

  // One message alone: deliver, copy, confirm, ack, deliver, ack.
  const alone = tap.methods.length;
  await bus.publish({ topic, body: Buffer.from('x') });
  await recorder.seen('acked', 23);
  await until('both acks are on the wire', () => acks(alone).length === 2);
  const story = tap.methods.slice(alone).map(({ name, direction }) => `${name} ${direction}`);
  const copySent = story.lastIndexOf('basic.publish toServer');
  expect(story.slice(0, copySent)).not.toContain('basic.ack toServer');
  expect(story.indexOf('basic.ack toServer')).toBeGreaterThan(story.indexOf('basic.ack toClient', copySent));

  await bus.close();
  const ending = tap.methods.filter(
    ({ name, direction }) => direction === 'toServer' && name.endsWith('.close'),
  );
  for (const connection of [1, 2]) {
    const closes = ending.filter((method) => method.connection === connection).map(({ name }) => name);
    expect(closes.at(-1)).toBe('connection.close');
    expect(closes).toContain('channel.close');
  }
});
