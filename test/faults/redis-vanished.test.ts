import { afterAll, beforeAll, expect, test } from 'vitest';
import { keysOf } from '../../electron/bus/redis/keys';
import { Latch } from '../support/latch';
import { randomTopic } from '../support/random-topic';
import { subscribe, useRedis } from '../support/redis-bus';
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

/** As a process that was killed leaves it: its consumer holds messages, and it is not heard of any more. */
async function vanished(topic: string, count: number): Promise<string> {
  const { work, all, beats } = keysOf(topic);
  const id = randomTopic('vanished');
  await server.command('ZADD', beats, '1', id);
  await server.command('XGROUP', 'CREATE', work, 'subscribers', '0', 'MKSTREAM').catch(() => undefined);
  await server.command('XGROUP', 'CREATE', all, id, '$', 'MKSTREAM');
  for (let i = 0; i < count; i += 1) await server.command('XADD', work, '*', 'id', `${id}-${i}`, 'body', 'x');
  await server.command(
    'XREADGROUP',
    'GROUP',
    'subscribers',
    id,
    'COUNT',
    String(count),
    'STREAMS',
    work,
    '>',
  );
  return id;
}

test('what a vanished subscriber had goes to the others once, interrupted and not as an attempt', async () => {
  const topic = randomTopic();
  const id = await vanished(topic, 250);
  const { bus, recorder } = await useRedis(server.url());
  const { bus: second, recorder: also } = await useRedis(server.url());
  await subscribe(bus, topic, undefined, { prefetch: 20 });
  await subscribe(second, topic, undefined, { prefetch: 20 });
  await until('all are handled', () => recorder.of('acked').length + also.of('acked').length === 250);
  const delivered = [...recorder.of('delivered'), ...also.of('delivered')];
  expect(delivered).toHaveLength(250);
  for (const each of delivered) expect(each).toMatchObject({ attempt: 1, interrupted: 1 });
  await until('nothing is left of it', async () => {
    const groups = JSON.stringify(await server.command('XINFO', 'GROUPS', keysOf(topic).all));
    const consumers = JSON.stringify(
      await server.command('XINFO', 'CONSUMERS', keysOf(topic).work, 'subscribers'),
    );
    return !groups.includes(id) && !consumers.includes(id);
  });
});

test('a handler that takes longer than the lease is not robbed', { timeout: 20_000 }, async () => {
  const topic = randomTopic();
  const { bus, recorder } = await useRedis(server.url());
  const { bus: other } = await useRedis(server.url());
  const latch = new Latch();
  await subscribe(bus, topic, () => latch.opened);
  await bus.publish({ topic, body: x });
  await recorder.seen('delivered', 1);
  await subscribe(other, topic);
  const begun = performance.now();
  await until('twice the lease is over', () => performance.now() - begun > 4500);
  expect(recorder.of('interrupted')).toEqual([]);
  latch.open();
  expect(await recorder.seen('acked', 1)).toMatchObject([{ attempt: 1 }]);
});

test('a delayed retry is moved on by whoever is alive', async () => {
  const topic = randomTopic();
  const { bus, recorder } = await useRedis(server.url(), {
    retry: { maxRetries: 1, delay: { type: 'fixed', ms: 1500 } },
  });
  const failing = await subscribe(bus, topic, fail);
  await bus.publish({ topic, body: x });
  await recorder.seen('retryScheduled', 1);
  await failing.close();
  await bus.close();
  const { bus: other, recorder: also } = await useRedis(server.url());
  await subscribe(other, topic);
  expect(await also.seen('acked', 1)).toMatchObject([{ attempt: 2 }]);
});

test('broadcasts that wait for another attempt are dead letters when their subscriber is removed', async () => {
  const topic = randomTopic();
  const { bus, recorder } = await useRedis(server.url(), {
    retry: { maxRetries: 2, delay: { type: 'fixed', ms: 600_000 } },
  });
  const one = await subscribe(bus, topic, fail);
  const { messageId } = await bus.broadcast({ topic, body: x });
  await recorder.seen('retryScheduled', 1);
  await until('it waits', async () => (await server.command('ZCARD', keysOf(topic).due)) === 1);
  await one.close();
  expect((await bus.deadLetters(topic)).letters).toMatchObject([
    { message: { id: messageId, verb: 'broadcast' }, reason: 'subscriber-gone', attempts: 1 },
  ]);
});

test('what all have answered is kept nowhere', { timeout: 20_000 }, async () => {
  const topic = randomTopic();
  const { bus, recorder } = await useRedis(server.url());
  await subscribe(bus, topic, undefined, { prefetch: 20 });
  await subscribe(bus, topic, undefined, { prefetch: 20 });
  for (let i = 0; i < 50; i += 1) {
    await bus.publish({ topic, body: x });
    await bus.broadcast({ topic, body: x });
  }
  await recorder.seen('acked', 150);
  const { work, all } = keysOf(topic);
  expect(await server.command('XLEN', work)).toBe(0);
  await until('the broadcasts are gone', async () => Number(await server.command('XLEN', all)) <= 1, {
    timeoutMs: 15_000,
  });
});
