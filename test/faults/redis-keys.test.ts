import { afterAll, beforeAll, expect, test } from 'vitest';
import { keysOf } from '../../electron/bus/redis/keys';
import { Latch } from '../support/latch';
import { randomTopic } from '../support/random-topic';
import { ownServer, subscribe, useRedis } from '../support/redis-bus';
import { RedisServer } from '../support/redis-server';
import { until } from '../support/until';

/** For tests that do no harm to it. */
let server: RedisServer;

beforeAll(async () => {
  server = await RedisServer.start();
});

afterAll(async () => {
  await server?.[Symbol.asyncDispose]();
});

const fail = () => {
  throw new Error('on purpose');
};
const x = Buffer.from('x');

test('memory full: a publish is refused, what cannot be given up is kept until there is room', {
  timeout: 60_000,
}, async () => {
  const own = await ownServer({ config: ['maxmemory-policy noeviction'] });
  const { bus, recorder } = await useRedis(own.url(), {
    retry: { maxRetries: 0, delay: { type: 'immediate' } },
  });
  const topic = randomTopic();
  const latch = new Latch();
  const one = await subscribe(bus, topic, () => latch.opened.then(fail));
  await bus.publish({ topic, body: Buffer.alloc(1000) });
  await recorder.seen('delivered', 1);
  await own.command('CONFIG', 'SET', 'maxmemory', '1');
  await expect(bus.publish({ topic, body: x })).rejects.toMatchObject({
    code: 'overloaded',
    message: expect.stringMatching(/memory is full/),
  });
  latch.open();
  await until('it is stuck', () => one.state === 'stuck');
  expect(recorder.of('deadLettered')).toEqual([]);
  await own.command('CONFIG', 'SET', 'maxmemory', '0');
  await recorder.seen('deadLettered', 1);
  await until('it goes on', () => one.state === 'consuming');
  expect((await bus.deadLetters(topic)).total).toBe(1);
});

test.for([
  ['the topic’s stream is deleted', (topic: string) => [['DEL', keysOf(topic).work]]],
  ['its group is removed', (topic: string) => [['XGROUP', 'DESTROY', keysOf(topic).work, 'subscribers']]],
  ['the broadcasts are deleted', (topic: string) => [['DEL', keysOf(topic).all]]],
] as const)('%s under a subscriber: it is made again', async ([, commands]) => {
  const { bus, recorder } = await useRedis(server.url());
  const topic = randomTopic();
  const one = await subscribe(bus, topic);
  await bus.publish({ topic, body: x });
  await recorder.seen('acked', 1);
  for (const command of commands(topic)) await server.command(...command);
  await until('it has noticed', () =>
    recorder.of('subscriberChanged').some(({ state }) => state === 'recovering'),
  );
  await until('it consumes', () => one.state === 'consuming');
  await bus.publish({ topic, body: x });
  await bus.broadcast({ topic, body: x });
  await recorder.seen('acked', 3);
});

test('everything is deleted (FLUSHALL): the subscribers are there again within seconds', async () => {
  const own = await ownServer();
  const { bus, recorder } = await useRedis(own.url());
  const topic = randomTopic();
  await subscribe(bus, topic);
  await subscribe(bus, topic);
  await own.command('FLUSHALL');
  await until('a broadcast reaches both', async () => {
    await bus.broadcast({ topic, body: x });
    return new Set(recorder.of('acked').map(({ subscriber }) => subscriber.id)).size === 2;
  });
});

test('a key of another type: that topic is refused and named, the others live', async () => {
  const [theirs, ours] = [randomTopic(), randomTopic()];
  await server.command('SET', keysOf(theirs).work, 'mine');
  const { bus, recorder } = await useRedis(server.url());
  for (const call of [() => subscribe(bus, theirs), () => bus.publish({ topic: theirs, body: x })]) {
    await expect(call()).rejects.toMatchObject({
      code: 'topology-mismatch',
      message: expect.stringContaining(theirs),
    });
  }
  await subscribe(bus, ours);
  await bus.publish({ topic: ours, body: x });
  await recorder.seen('acked', 1);
});

test('entries of other programs: with a body only, in their own fields, with odd marks', async () => {
  const { bus, recorder } = await useRedis(server.url(), {
    retry: { maxRetries: 1, delay: { type: 'immediate' } },
  });
  const topic = randomTopic();
  const got: string[] = [];
  await subscribe(bus, topic, ({ message, attempt }) => {
    got.push(`${message.body} ${attempt}`);
    if (attempt === 1) fail();
  });
  const { work } = keysOf(topic);
  await server.command('XADD', work, '*', 'body', 'plain');
  await server.command('XADD', work, '*', 'order', '7', 'state', 'new');
  await server.command(
    'XADD',
    work,
    '*',
    'body',
    'odd',
    'attempt',
    '-3',
    'headers',
    '{"a":',
    'properties',
    '[1]',
  );
  await recorder.seen('acked', 3);
  expect(got.sort()).toEqual([
    ...['odd 1', 'odd 2', 'plain 1', 'plain 2'],
    ...['{"order":"7","state":"new"} 1', '{"order":"7","state":"new"} 2'],
  ]);
  for (const { foreign } of recorder.of('delivered')) expect(foreign).toBe(true);
  expect(new Set(recorder.of('delivered').map(({ messageId }) => messageId)).size).toBe(3);
});

test('an entry of 20,000 fields is handled, retried and given back like any other', async () => {
  const { bus, recorder } = await useRedis(server.url());
  const topic = randomTopic();
  const many = Array.from({ length: 20_000 }, (_, i) => [`field-${i}`, String(i)]).flat();
  const { work } = keysOf(topic);
  let runs = 0;
  const one = await subscribe(bus, topic, async ({ attempt }) => {
    runs += 1;
    if (runs === 1) {
      one.crash();
      await new Promise(() => undefined);
    }
    if (attempt === 1) fail();
  });
  await server.command('XADD', work, '*', ...many);
  expect(await recorder.seen('acked', 1)).toMatchObject([{ attempt: 2 }]);
  expect(recorder.of('delivered').map(({ interrupted }) => interrupted)).toEqual([0, 1, 1]);
});

test('an entry that somebody deletes while it is in hand is answered all the same', async () => {
  const { bus, recorder } = await useRedis(server.url());
  const topic = randomTopic();
  const latch = new Latch();
  await subscribe(bus, topic, ({ attempt }) => (attempt === 1 ? latch.opened.then(fail) : undefined));
  await bus.publish({ topic, body: x });
  await recorder.seen('delivered', 1);
  const { work } = keysOf(topic);
  const [[id]] = (await server.command('XRANGE', work, '-', '+')) as [[string]];
  await server.command('XDEL', work, id);
  latch.open();
  expect(await recorder.seen('acked', 1)).toMatchObject([{ attempt: 2 }]);
});

test('more waits than may: the oldest are dropped and counted, what is in hand is not', async () => {
  const { bus, recorder } = await useRedis(server.url(), {
    connection: { url: server.url(), maxLength: 10, leaseSeconds: 2 },
  });
  const topic = randomTopic();
  for (let n = 0; n < 25; n += 1) await bus.publish({ topic, body: Buffer.from(String(n)) });
  const dropped = () => recorder.of('dropped').reduce((sum, { count }) => sum + count, 0);
  await until('15 are dropped', () => dropped() === 15);
  expect(recorder.of('dropped').every(({ limit }) => limit === 'length')).toBe(true);
  const latch = new Latch();
  const got: string[] = [];
  await subscribe(
    bus,
    topic,
    ({ message }) => {
      got.push(String(message.body));
      return latch.opened;
    },
    { prefetch: 10 },
  );
  await until('the rest is in hand', () => got.length === 10);
  for (let n = 25; n < 45; n += 1) await bus.publish({ topic, body: Buffer.from(String(n)) });
  await until('ten more are dropped', () => dropped() === 25);
  latch.open();
  await recorder.seen('acked', 20);
  expect(got.map(Number)).toEqual(
    [...Array(10).keys()].map((n) => n + 15).concat([...Array(10).keys()].map((n) => n + 35)),
  );
});

test('what waits for too long is dropped and counted, also with nobody publishing; a younger one is not', async () => {
  const { bus, recorder } = await useRedis(server.url(), {
    connection: { url: server.url(), maxAgeSeconds: 1, leaseSeconds: 2 },
  });
  const topic = randomTopic();
  const latch = new Latch();
  const got: string[] = [];
  await subscribe(bus, topic, ({ message }) => {
    got.push(String(message.body));
    return latch.opened;
  });
  for (const body of ['in hand', 'waits', 'waits, too'])
    await bus.publish({ topic, body: Buffer.from(body) });
  await until(
    'two are dropped',
    () => recorder.of('dropped').reduce((sum, { count }) => sum + count, 0) === 2,
  );
  expect(recorder.of('dropped').every(({ limit }) => limit === 'age')).toBe(true);
  await bus.publish({ topic, body: Buffer.from('young') });
  latch.open();
  await recorder.seen('acked', 2);
  expect(got).toEqual(['in hand', 'young']);
});
