import { type Channel, connect, type Options } from 'amqplib';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { BrokerAccess } from '../support/broker-access';
import { factsOf } from '../support/broker-facts';
import { rabbitmqBus, subscribe } from '../support/rabbitmq-bus';
import { randomTopic } from '../support/random-topic';
import { sharedBroker } from '../support/shared-broker';

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

/** A topic whose subscriber fails each message's first run; what a foreign program sends there. */
async function failOnce() {
  const { bus, recorder } = rabbitmqBus({
    connection: { url },
    retry: { maxRetries: 1, delay: { type: 'immediate' } },
  });
  await bus.connect();
  const topic = randomTopic();
  let runs = 0;
  const subscription = await subscribe(bus, topic, () => {
    runs += 1;
    if (runs === 1) throw new Error('on purpose');
  });
  const channel = await foreign();
  const send = (options: Options.Publish, body = Buffer.from('x')) =>
    channel.sendToQueue(topic, body, options);
  return { bus, recorder, subscription, topic, send };
}

test.for<[string, unknown]>([
  ['text', 'three'],
  ['negative', -3],
  ['a fraction', 1.5],
  ['an object', { a: 1 }],
  ['true', true],
  ['null', null],
])('an attempt header of a stranger’s that is %s counts as absent', async ([, value]) => {
  const { recorder, send } = await failOnce();
  send({ headers: { 'eventbus-attempt': value, 'eventbus-interrupted': value } });
  await recorder.seen('acked', 1);
  expect(recorder.of('delivered').map(({ attempt, interrupted }) => [attempt, interrupted])).toEqual([
    [1, 0],
    [2, 0],
  ]);
});

test.for<[string, number]>([
  ['0', 0],
  ['huge', 2 ** 40],
])(
  'an attempt header of a stranger’s that is %s neither starts below 1 nor stops the bus',
  async ([, value]) => {
    const { bus, recorder, send, topic } = await failOnce();
    send({ headers: { 'eventbus-attempt': value } });
    await recorder.seen('failed', 1);
    expect(recorder.of('delivered')[0]?.attempt).toBeGreaterThanOrEqual(1);
    await bus.publish({ topic, body: Buffer.from('y') });
    await recorder.seen('acked', value === 0 ? 2 : 1);
  },
);

test('a stranger’s message with user_id, CC and expiration is retried like any other', async () => {
  const { recorder, send } = await failOnce();
  send({ userId: 'guest', CC: ['nowhere'], expiration: '600000', messageId: 'theirs' });
  await recorder.seen('acked', 1);
  expect(recorder.life('theirs')).toEqual([
    'delivered 1',
    'failed 1',
    'retryScheduled 2',
    'delivered 2',
    'acked 2',
  ]);
});

test('an empty message id is no id', async () => {
  const { recorder, send } = await failOnce();
  send({ messageId: '' });
  await recorder.seen('acked', 1);
  const ids = new Set(recorder.of('delivered').map(({ messageId }) => messageId));
  expect(ids.size).toBe(1);
  expect([...ids][0]).not.toBe('');
});

test('a stranger’s headers that are nearly as large as they may be are retried with the bus’s own beside them', async () => {
  const { recorder, send } = await failOnce();
  send({ messageId: 'theirs', headers: { big: 'x'.repeat(60_000) } });
  await recorder.seen('acked', 1);
  expect(recorder.life('theirs').at(-1)).toBe('acked 2');
});

test('a stranger’s headers too large for a copy: a dead letter that says what it leaves out, and the next is taken', async () => {
  const { bus, recorder, send, topic } = await failOnce();
  const body = Buffer.from([0xff, 0, 0x7b]);
  const headers = { tenant: 'a', big: 'x'.repeat(65_400) };
  send({ messageId: 'theirs', headers, correlationId: 'c' }, body);
  const [dead] = await recorder.seen('deadLettered', 1);
  expect(dead).toMatchObject({ messageId: 'theirs', reason: 'too-large', attempts: 1 });
  expect(recorder.life('theirs')).toEqual(['delivered 1', 'failed 1', 'deadLettered 1']);
  const { letters } = await bus.deadLetters(topic);
  expect(letters).toMatchObject([
    {
      message: { id: 'theirs', headers: { tenant: 'a' }, properties: { correlationId: 'c' } },
      reason: 'too-large',
      error: expect.stringMatching(
        /^It cannot be tried again: its headers have \d+ bytes.* It failed with: on purpose Left out of this dead letter: big \(\d+ bytes\)\.$/,
      ),
    },
  ]);
  expect(letters[0]?.message.headers).toEqual({ tenant: 'a' });
  expect(Buffer.compare(letters[0]?.body ?? Buffer.alloc(0), body)).toBe(0);
  // Handled as it came, it is acked like any other; and so is what is replayed.
  send({ messageId: 'another', headers });
  await recorder.seen('acked', 1);
  expect(await bus.replay(topic, { ids: 'all' })).toBe(1);
  await recorder.seen('acked', 2);
});

test.for(['eventbus-first-at', 'eventbus-error', 'eventbus-else'])(
  'a stranger’s header that is too large and called %s: a dead letter all the same',
  async (name) => {
    const { bus, recorder, send, topic } = await failOnce();
    send({ messageId: 'theirs', headers: { [name]: 'x'.repeat(65_400) } });
    await recorder.seen('deadLettered', 1);
    expect((await bus.deadLetters(topic)).letters).toMatchObject([
      { message: { id: 'theirs' }, reason: 'too-large' },
    ]);
  },
);

test('a stranger’s headers too large for a copy, and interrupted once: a dead letter, and no subscriber is stuck', async () => {
  const { bus, recorder } = rabbitmqBus({ connection: { url } });
  await bus.connect();
  const topic = randomTopic();
  const holding = await subscribe(bus, topic, ({ signal }) => {
    return new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  });
  const channel = await foreign();
  channel.sendToQueue(topic, Buffer.from('x'), {
    messageId: 'theirs',
    headers: { big: 'x'.repeat(65_400) },
  });
  await recorder.seen('delivered', 1);
  const other = await subscribe(bus, topic);
  await holding.close(0);
  const [dead] = await recorder.seen('deadLettered', 1);
  expect(dead).toMatchObject({ messageId: 'theirs', reason: 'too-large', subscriber: { id: other.id } });
  await bus.publish({ topic, body: Buffer.from('y') });
  await recorder.seen('acked', 1);
  expect(other.state).toBe('consuming');
});

const double = (value: number) => ({ '!': 'double', value });

test.for<[string, Record<string, unknown>]>([
  ['a number below 64 bits', { n: double(-1e300) }],
  ['a large number with a fraction', { n: double(1_700_000_000_000_000.5) }],
  ['such a number in a list in a table', { list: [{ n: double(-1e300) }] }],
  ['the last of all times', { at: { '!': 'timestamp', value: 2n ** 64n - 1n } }],
  ['a table whose key marks a type to amqplib', { table: Object.create({ '!': 'decimal', value: 1 }) }],
  ['an id that no property can bear', { 'eventbus-id': 'i'.repeat(300) }],
])('a stranger’s header that amqplib reads but does not write is retried: %s', async ([, headers]) => {
  const { recorder, send, bus, topic } = await failOnce();
  send({ headers });
  await recorder.seen('acked', 1);
  const [first, second] = recorder.of('delivered');
  expect(second).toMatchObject({ attempt: 2, messageId: first?.messageId });
  expect(Object.keys(second?.message.headers ?? {})).toEqual(Object.keys(first?.message.headers ?? {}));
  expect((await bus.publish({ topic, body: Buffer.from('y') })).outcome).toBe('routed');
});

test('a header of our own that amqplib would not write by itself arrives, and takes no other message with it', async () => {
  const { bus, recorder, topic } = await failOnce();
  const headers = { low: -1e300, fraction: 1_700_000_000_000_000.5, whole: 2 ** 53 };
  const inputs = [{}, {}, headers, {}, {}].map((each) => ({
    topic,
    body: Buffer.from('x'),
    headers: each,
  }));
  const receipts = await Promise.all(inputs.map((input) => bus.publish(input)));
  expect(receipts.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 5 }, () => 'routed'));
  await recorder.seen('acked', 5);
  expect(recorder.of('delivered').map(({ message }) => message.headers)).toContainEqual(headers);
});

test.for<[string, Buffer<ArrayBuffer>]>([
  ['JSON 100,000 deep', Buffer.from('['.repeat(100_000))],
  ['JSON with __proto__', Buffer.from('{"__proto__":{"polluted":true}}')],
  ['JSON with double keys', Buffer.from('{"a":1,"a":2}')],
  ['a script', Buffer.from('<script>alert(1)</script>')],
  ['control and bidi characters', Buffer.from('\u202e\u0007\u0000\u200f')],
])('a body that is %s is only bytes', async ([, body]) => {
  const { recorder, send } = await failOnce();
  send({}, body);
  await recorder.seen('acked', 1);
  expect(recorder.of('delivered')[0]?.message.size).toBe(body.length);
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
});

test('a header that is called __proto__ is a header', async () => {
  const { recorder, send } = await failOnce();
  send({ headers: JSON.parse('{"__proto__":"a","constructor":"b"}') });
  await recorder.seen('acked', 1);
  expect(({} as { a?: unknown }).a).toBeUndefined();
});

test('a body as large as the broker takes, up to 100 MiB, arrives whole; a larger one is refused in words', async () => {
  const { maxBodyBytes } = await factsOf(broker);
  const { bus, recorder } = rabbitmqBus({ connection: { url } });
  await bus.connect();
  const topic = randomTopic();
  const body = Buffer.alloc(Math.min(maxBodyBytes, 100 * 1024 * 1024), 0xa5);
  let same = false;
  await subscribe(bus, topic, ({ message }) => {
    same = Buffer.compare(message.body, body) === 0;
  });
  await bus.publish({ topic, body });
  await recorder.seen('acked', 1);
  expect(same).toBe(true);
  expect(JSON.stringify(recorder.of('delivered')).length).toBeLessThan(5000);
  await expect(bus.publish({ topic, body: Buffer.alloc(maxBodyBytes + 1) })).rejects.toMatchObject({
    code: 'too-large',
  });
  // It is known from then on, before anything is sent.
  expect(bus.status.capabilities.limits.payloadBytes).toBe(maxBodyBytes);
  await bus.publish({ topic, body: Buffer.from('the next') });
  await recorder.seen('acked', 2);
});

test('a body over the bus’s own limit is refused before it is sent', async () => {
  const { bus } = rabbitmqBus({ connection: { url } });
  await bus.connect();
  const body = new Uint8Array(128 * 1024 * 1024 + 1);
  await expect(bus.publish({ topic: randomTopic(), body })).rejects.toMatchObject({ code: 'too-large' });
});
