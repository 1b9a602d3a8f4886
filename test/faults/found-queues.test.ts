import { type Channel, connect, type Options } from 'amqplib';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { EventBus } from '../../electron/bus/event-bus';
import type { BrokerAccess } from '../support/broker-access';
import { rabbitmqBus, subscribe } from '../support/rabbitmq-bus';
import { randomTopic } from '../support/random-topic';
import { sharedBroker } from '../support/shared-broker';
import { until } from '../support/until';

let broker: BrokerAccess;
let url: string;

beforeAll(async () => {
  broker = await sharedBroker();
  url = broker.url({ vhost: await broker.addVhost() });
});

async function foreign(): Promise<Channel> {
  const connection = await connect(url);
  connection.on('error', () => undefined);
  onTestFinished(() => connection.close());
  const channel = await connection.createChannel();
  channel.on('error', () => undefined);
  return channel;
}

/** A topic whose queue somebody else has made like this, and a bus that knows nothing of it. */
async function found(options: Options.AssertQueue, retry = { maxRetries: 3, delayMs: 0 }) {
  const topic = randomTopic();
  const channel = await foreign();
  await channel.assertQueue(topic, { durable: true, ...options });
  const use = rabbitmqBus({
    connection: { url },
    retry: {
      maxRetries: retry.maxRetries,
      delay: retry.delayMs === 0 ? { type: 'immediate' } : { type: 'fixed', ms: retry.delayMs },
    },
  });
  await use.bus.connect();
  return { ...use, topic, channel };
}

function foundBy(bus: EventBus, topic: string) {
  return bus.foundTopics().find((each) => each.topic === topic);
}

const kinds: Record<string, { options: Options.AssertQueue; made: RegExp; remark: RegExp | undefined }> = {
  durable: { options: {}, made: /^a durable queue$/, remark: undefined },
  'durable, goes with its last consumer': {
    options: { autoDelete: true },
    made: /^a durable queue that ends with its last subscriber$/,
    remark: undefined,
  },
  lazy: {
    options: { arguments: { 'x-queue-mode': 'lazy' } },
    made: /x-queue-mode = lazy/,
    remark: undefined,
  },
  priority: {
    options: { arguments: { 'x-max-priority': 10 } },
    made: /x-max-priority = 10/,
    remark: undefined,
  },
  ttl: {
    options: { arguments: { 'x-message-ttl': 600_000, 'x-dead-letter-exchange': 'late' } },
    made: /x-message-ttl = 600000/,
    remark: /over 600000 ms is moved to the exchange “late”/,
  },
  expires: {
    options: { arguments: { 'x-expires': 3_600_000 } },
    made: /x-expires = 3600000/,
    remark: /ends when nobody has used it for 3600000 ms/,
  },
  'single active consumer': {
    options: { arguments: { 'x-single-active-consumer': true } },
    made: /x-single-active-consumer = true/,
    remark: /One subscriber gets everything/,
  },
  quorum: {
    options: { arguments: { 'x-queue-type': 'quorum' } },
    made: /^a quorum queue/,
    remark: undefined,
  },
  'quorum with a limit': {
    options: { arguments: { 'x-queue-type': 'quorum', 'x-max-length': 100, 'x-overflow': 'reject-publish' } },
    made: /^a quorum queue .*x-max-length = 100/,
    remark: /Over 100 messages a publish is refused/,
  },
};

test.for(Object.entries(kinds))(
  '%s: published to, shared, retried and given up as any other topic',
  async ([, { options, made, remark }]) => {
    const { bus, recorder, topic, channel } = await found(options);
    expect(await bus.publish({ topic, body: Buffer.from('held') })).toMatchObject({ outcome: 'held' });
    expect(foundBy(bus, topic)).toMatchObject({ made: expect.stringMatching(made), givesToAll: false });
    expect(foundBy(bus, topic)?.remarks.join(' ') ?? '').toMatch(remark ?? /^$/);
    const one = await subscribe(bus, topic, ({ message, attempt }) => {
      const text = message.body.toString();
      if (text === 'bad' || (text === 'once' && attempt === 1)) throw new Error('on purpose');
    });
    for (const text of ['once', 'bad']) await bus.publish({ topic, body: Buffer.from(text) });
    await bus.broadcast({ topic, body: Buffer.from('b') });
    await recorder.seen('acked', 3);
    await recorder.seen('deadLettered', 1);
    expect(recorder.of('acked').map(({ attempt }) => attempt)).toContain(2);
    expect(recorder.of('deadLettered')).toMatchObject([{ attempts: 4, reason: 'max-retries' }]);
    expect(await bus.replay(topic, { ids: 'all' })).toBe(1);
    await recorder.seen('deadLettered', 2);
    await one.close();
    if (!options.autoDelete) expect(await channel.checkQueue(topic)).toMatchObject({ messageCount: 0 });
    expect(bus.status.state).toBe('ready');
  },
);

test('with delayed retries too, by way of the wait queue', async () => {
  const { bus, recorder, topic } = await found({}, { maxRetries: 1, delayMs: 30 });
  await subscribe(bus, topic, ({ attempt }) => {
    if (attempt === 1) throw new Error('on purpose');
  });
  await bus.publish({ topic, body: Buffer.from('x') });
  expect(await recorder.seen('acked', 1)).toMatchObject([{ attempt: 2 }]);
});

test('what is published over the limit: refused, or the oldest thrown away, as the queue has it', async () => {
  const full = await found({ arguments: { 'x-max-length': 1, 'x-overflow': 'reject-publish' } });
  await full.bus.publish({ topic: full.topic, body: Buffer.from('1') });
  await expect(full.bus.publish({ topic: full.topic, body: Buffer.from('2') })).rejects.toMatchObject({
    code: 'overloaded',
  });
  const passing = await found({
    arguments: {
      ...{ 'x-max-length': 1, 'x-overflow': 'reject-publish-dlx' },
      ...{ 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'too-many' },
    },
  });
  await passing.channel.assertQueue('too-many', { durable: true });
  await passing.bus.publish({ topic: passing.topic, body: Buffer.from('1') });
  await expect(passing.bus.publish({ topic: passing.topic, body: Buffer.from('2') })).rejects.toMatchObject({
    code: 'overloaded',
  });
  expect(await passing.channel.checkQueue('too-many')).toMatchObject({ messageCount: 1 });
  const dropping = await found({ arguments: { 'x-max-length': 1 } });
  for (const text of ['1', '2'])
    await dropping.bus.publish({ topic: dropping.topic, body: Buffer.from(text) });
  expect(foundBy(dropping.bus, dropping.topic)?.remarks).toEqual([
    'Over 1 message the oldest are thrown away by the broker.',
  ]);
  const got: string[] = [];
  await subscribe(dropping.bus, dropping.topic, ({ message }) => void got.push(message.body.toString()));
  await dropping.recorder.seen('acked', 1);
  expect(got).toEqual(['2']);
});

test('the higher priority first, and a retry keeps its own', async () => {
  const { bus, recorder, topic } = await found({ arguments: { 'x-max-priority': 5 } });
  for (const priority of [1, 5, 3]) {
    await bus.publish({ topic, body: Buffer.from(String(priority)), properties: { priority } });
  }
  const got: string[] = [];
  await subscribe(bus, topic, ({ message, attempt }) => {
    got.push(message.body.toString());
    if (attempt === 1) throw new Error('on purpose');
  });
  await recorder.seen('acked', 3);
  expect(got.filter((_, i) => i % 2 === 0)).toEqual(['5', '3', '1']);
});

test('a single active consumer: the second subscriber takes over when the first is gone', async () => {
  const { bus, recorder, topic } = await found({ arguments: { 'x-single-active-consumer': true } });
  const first = await subscribe(bus, topic);
  const second = await subscribe(bus, topic);
  for (let i = 0; i < 4; i += 1) await bus.publish({ topic, body: Buffer.from('x') });
  const acked = await recorder.seen('acked', 4);
  expect(new Set(acked.map(({ subscriber }) => subscriber.id))).toEqual(new Set([first.id]));
  await first.close();
  await bus.publish({ topic, body: Buffer.from('y') });
  expect((await recorder.seen('acked', 5)).at(-1)?.subscriber.id).toBe(second.id);
});

test('it is deleted under its subscriber: the next is the bus’s own', async () => {
  const { bus, recorder, topic, channel } = await found({});
  await subscribe(bus, topic);
  await bus.publish({ topic, body: Buffer.from('1') });
  await recorder.seen('acked', 1);
  await channel.deleteQueue(topic);
  await until('the bus has made its own', async () => (await bus.inspect(topic))?.consumers === 1);
  expect(foundBy(bus, topic)).toBeUndefined();
  await bus.publish({ topic, body: Buffer.from('2') });
  await recorder.seen('acked', 2);
});

test('it is deleted before anybody subscribes: the next is the bus’s own', async () => {
  const { bus, recorder, topic, channel } = await found({});
  await bus.publish({ topic, body: Buffer.from('1') });
  expect(foundBy(bus, topic)).toBeDefined();
  await channel.deleteQueue(topic);
  await subscribe(bus, topic);
  expect(foundBy(bus, topic)).toBeUndefined();
  await bus.publish({ topic, body: Buffer.from('2') });
  await recorder.seen('acked', 1);
});

test('the exchange of broadcasts with other properties is used, too', async () => {
  const { bus, recorder, topic, channel } = await found({});
  await channel.assertExchange(`broadcast_${topic}`, 'fanout', { durable: true });
  await bus.broadcast({ topic, body: Buffer.from('nobody there') });
  await subscribe(bus, topic);
  await bus.broadcast({ topic, body: Buffer.from('x') });
  expect(await recorder.seen('acked', 1)).toMatchObject([{ verb: 'broadcast' }]);
});

const stream = { arguments: { 'x-queue-type': 'stream', 'x-max-length-bytes': 10_000_000 } };

test('a stream: each subscriber gets each message published since it came, in order', async () => {
  const { bus, recorder, topic } = await found(stream);
  expect(await bus.publish({ topic, body: Buffer.from('before') })).toMatchObject({ outcome: 'routed' });
  expect(foundBy(bus, topic)).toMatchObject({ made: /^a stream/, givesToAll: true });
  const got: Record<string, string[]> = { one: [], two: [] };
  for (const name of ['one', 'two']) {
    await subscribe(bus, topic, ({ message }) => void got[name]?.push(message.body.toString()));
  }
  for (const text of ['1', '2', '3']) await bus.publish({ topic, body: Buffer.from(text) });
  await recorder.seen('acked', 6);
  expect(got).toEqual({ one: ['1', '2', '3'], two: ['1', '2', '3'] });
  expect(new Set(recorder.of('delivered').map(({ verb }) => verb))).toEqual(new Set(['broadcast']));
  expect(await bus.inspect(topic)).toEqual({ ownConsumers: 2, outlivesSubscribers: true });
});

test('a stream: one that fails is tried again in its place, then a dead letter of this subscriber alone', async () => {
  const { bus, recorder, topic } = await found(stream, { maxRetries: 2, delayMs: 20 });
  const got: string[] = [];
  let broken = true;
  const failing = await subscribe(bus, topic, ({ message, attempt }) => {
    got.push(`${message.body} ${attempt}`);
    if (broken && message.body.toString() === '1') throw new Error('on purpose');
  });
  const other = await subscribe(bus, topic);
  for (const text of ['1', '2']) await bus.publish({ topic, body: Buffer.from(text) });
  await recorder.seen('acked', 3);
  expect(got).toEqual(['1 1', '1 2', '1 3', '2 1']);
  expect(recorder.of('deadLettered')).toMatchObject([{ attempts: 3, subscriber: { id: failing.id } }]);
  broken = false;
  expect(await bus.replay(topic, { ids: 'all' })).toBe(1);
  await recorder.seen('acked', 4);
  expect(got.at(-1)).toBe('1 1');
  expect(recorder.of('acked').filter(({ subscriber }) => subscriber.id === other.id)).toHaveLength(2);
});

test('a stream: after a crash it goes on with what was not answered, and one that kills is given up', async () => {
  const { bus, recorder, topic } = await found(stream);
  const got: string[] = [];
  const one = await subscribe(bus, topic, async ({ message }) => {
    const text = message.body.toString();
    got.push(text);
    if (text !== 'kills') return;
    one.crash();
    await new Promise(() => undefined);
  });
  await one.isolate();
  await bus.publish({ topic, body: Buffer.from('1') });
  await recorder.seen('acked', 1);
  for (const text of ['kills', '2', '3']) await bus.publish({ topic, body: Buffer.from(text) });
  await recorder.seen('deadLettered', 1);
  await recorder.seen('acked', 3);
  expect(got.filter((text) => text === 'kills')).toHaveLength(4);
  expect(recorder.of('deadLettered')).toMatchObject([{ reason: 'interrupted' }]);
  // Nothing that was done is done once more.
  expect(got.filter((text) => text === '1')).toHaveLength(1);
  expect(new Set(got)).toEqual(new Set(['1', 'kills', '2', '3']));
});

test('a stream: the link is lost before anything came, and nothing of what is published meanwhile is missed', async () => {
  const { bus, recorder, topic, channel } = await found(stream);
  const one = await subscribe(bus, topic);
  await one.isolate();
  const states = () => recorder.of('subscriberChanged').map(({ state }) => state);
  one.crash();
  channel.sendToQueue(topic, Buffer.from('meanwhile'));
  await until('it is back', () => states().includes('recovering') && states().at(-1) === 'consuming');
  await until('it has come', () => recorder.of('acked').length > 0);
});

test('a stream: what is in hand while the subscriber is given a link of its own goes along', async () => {
  const { bus, recorder, topic } = await found(stream);
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const got: string[] = [];
  const one = await subscribe(bus, topic, async ({ message }) => {
    got.push(message.body.toString());
    if (got.length === 1) await opened;
  });
  for (const text of ['1', '2']) await bus.publish({ topic, body: Buffer.from(text) });
  await until('the first is in hand', () => got.length === 1);
  await one.isolate();
  open();
  await recorder.seen('acked', 2);
  expect(got).toEqual(['1', '1', '2']);
  expect(recorder.of('interrupted').length).toBeGreaterThan(0);
});
