import { expect, test } from 'vitest';
import { keysOf } from '../../electron/bus/redis/keys';
import { slotOf } from '../../electron/bus/redis/slot';
import { randomTopic } from '../support/random-topic';
import { ownServer, redisBus, subscribe, useRedis } from '../support/redis-bus';
import type { RedisServer } from '../support/redis-server';
import { cluster, moveSlot, sentinelSet, setName } from '../support/redis-sets';
import { until } from '../support/until';

const x = Buffer.from('x');
const fail = () => {
  throw new Error('on purpose');
};
const refusal = async (url: string) => {
  const { bus } = redisBus({ connection: { url } });
  const error = await bus.connect().catch((thrown) => thrown);
  return { code: error?.code, message: String(error?.message), bus };
};

/** A topic whose keys the node has. */
function topicOn(node: RedisServer, nodes: readonly RedisServer[], masters = nodes.length): string {
  const at = nodes.indexOf(node);
  for (;;) {
    const topic = randomTopic();
    if (Math.floor((slotOf(keysOf(topic).work) * masters) / 16_384) === at) return topic;
  }
}

test('a Sentinel leads to the master, and after its death to the one in its place; what the replica had is handled', {
  timeout: 60_000,
}, async () => {
  const { master, replica, url } = await sentinelSet();
  const { bus, recorder } = await useRedis(url);
  expect(bus.status.server).toContain(`127.0.0.1:${master.port}`);
  const topic = randomTopic();
  const got = new Set<string>();
  await subscribe(bus, topic, ({ message }) => void got.add(message.id));
  await bus.publish({ topic, body: x });
  await recorder.seen('acked', 1);
  await master.kill();
  await until(
    'the replica is the master, and used',
    () => bus.status.state === 'ready' && bus.status.server?.includes(`127.0.0.1:${replica.port}`) === true,
    { timeoutMs: 40_000 },
  );
  const { messageId } = await bus.publish({ topic, body: x });
  await until('it is handled', () => got.has(messageId), { timeoutMs: 20_000 });
});

test('a failover under load, asked for: what was confirmed is handled', { timeout: 90_000 }, async () => {
  const { replica, sentinel, url } = await sentinelSet();
  const { bus, recorder } = await useRedis(url);
  const topic = randomTopic();
  const got = new Set<string>();
  await subscribe(bus, topic, ({ message }) => void got.add(message.id), { prefetch: 10 });
  let isOver = false;
  const sending = (async () => {
    while (!isOver) {
      await bus.publish({ topic, body: x }).catch(() => {});
      await new Promise(setImmediate);
    }
  })();
  await until('some are confirmed', () => recorder.of('confirmed').length > 200);
  await sentinel.command('SENTINEL', 'FAILOVER', setName);
  await until(
    'the other one is used',
    () => bus.status.state === 'ready' && bus.status.server?.includes(`127.0.0.1:${replica.port}`) === true,
    { timeoutMs: 60_000 },
  );
  const before = recorder.of('confirmed').length;
  await until('it goes on', () => recorder.of('confirmed').length > before + 200, { timeoutMs: 20_000 });
  isOver = true;
  await sending;
  const confirmed = recorder.of('confirmed').map(({ messageId }) => messageId);
  await until('all are handled', () => confirmed.every((id) => got.has(id)), { timeoutMs: 20_000 });
});

test('a server that is made a replica behind the back of a bus is left at once', {
  timeout: 60_000,
}, async () => {
  const other = await ownServer();
  const server = await ownServer();
  const { bus } = await useRedis(`${server.url()},${other.url()}`);
  const topic = randomTopic();
  await bus.publish({ topic, body: x });
  await server.command('REPLICAOF', '127.0.0.1', String(other.port));
  const error = await bus.publish({ topic, body: x }).catch((thrown) => thrown);
  expect(error?.code).toMatch(/not-permitted|unknown-outcome|not-connected/);
  await until('the other is used', () => bus.status.state === 'ready', { timeoutMs: 20_000 });
  await bus.publish({ topic, body: x });
  expect(await other.command('XLEN', keysOf(topic).work)).toBe(1);
});

test('a Sentinel that knows no such set, a URL without one, a server that is no Sentinel, a list of hosts', async () => {
  const { sentinel } = await sentinelSet();
  const unknown = await refusal(`redis+sentinel://127.0.0.1:${sentinel.port}/other`);
  expect(unknown.code).toBe('not-found');
  expect(unknown.message).toMatch(/watches no set of that name/);
  expect(() => redisBus({ connection: { url: 'redis+sentinel://127.0.0.1/' } })).toThrow(/name of the set/);
  expect(() => redisBus({ connection: { url: 'redis+sentinel://a:1,b:2/mine' } })).toThrow(
    /Several servers are several URLs/,
  );
  const server = await ownServer();
  const none = await refusal(`redis+sentinel://127.0.0.1:${server.port}/mine`);
  expect(none.message).toMatch(/is no Sentinel/);
});

test('a set with a password, and a Sentinel with the same', { timeout: 60_000 }, async () => {
  const { url } = await sentinelSet({ password: 'geheim' });
  const without = await refusal(url);
  expect(without.code).toBe('login-refused');
  expect(without.message).toMatch(/asks for a password/);
  const wrong = await refusal(url.replace('://', '://:falsch@'));
  expect(wrong.code).toBe('login-refused');
  expect(wrong.message).not.toContain('falsch');
  const { bus } = await useRedis(url.replace('://', '://:geheim@'));
  await bus.publish({ topic: randomTopic(), body: x });
  expect(JSON.stringify(bus.status)).not.toContain('geheim');
});

test('a cluster: topics are where their slots are, and each works whole', { timeout: 60_000 }, async () => {
  const nodes = await cluster(3);
  const [first, second] = nodes as [RedisServer, RedisServer];
  const { bus, recorder } = await useRedis(first.url(), {
    retry: { maxRetries: 1, delay: { type: 'fixed', ms: 50 } },
  });
  expect(bus.status.server).toMatch(/a cluster with 3 masters/);
  for (const node of nodes) {
    const topic = topicOn(node, nodes);
    expect(Number(await node.command('CLUSTER', 'KEYSLOT', keysOf(topic).work))).toBe(
      slotOf(keysOf(topic).work),
    );
    const subscription = await subscribe(bus, topic, fail);
    await bus.publish({ topic, body: x });
    await bus.broadcast({ topic, body: x });
    await until('both are dead', async () => (await bus.deadLetters(topic)).total === 2);
    expect(await node.command('XLEN', keysOf(topic).dead)).toBe(2);
    await subscription.close();
    expect(await bus.replay(topic, { ids: 'all' })).toBe(1);
  }
  expect(recorder.of('deadLettered')).toHaveLength(6);
  // To a topic of another node, edited: two steps, once.
  const [from, to] = [topicOn(first, nodes), topicOn(second, nodes)];
  const failing = await subscribe(bus, from, fail);
  await bus.publish({ topic: from, body: x });
  await until('it is dead', async () => (await bus.deadLetters(from)).total === 1);
  await failing.close();
  expect(await bus.replay(from, { ids: 'all', edit: (message) => ({ ...message, topic: to }) })).toBe(1);
  expect((await bus.deadLetters(from)).total).toBe(0);
  expect(await second.command('XLEN', keysOf(to).work)).toBe(1);
});

test('a slot moves to another node under load: nothing is lost, each is handled', {
  timeout: 90_000,
}, async () => {
  const nodes = await cluster(3);
  const [first, second] = nodes as [RedisServer, RedisServer];
  const { bus, recorder } = await useRedis(second.url());
  const topic = topicOn(first, nodes);
  const got = new Map<string, number>();
  await subscribe(bus, topic, ({ message }) => void got.set(message.id, (got.get(message.id) ?? 0) + 1), {
    prefetch: 10,
  });
  let isOver = false;
  const sending = (async () => {
    while (!isOver) {
      await bus.publish({ topic, body: x }).catch(() => {});
      await new Promise(setImmediate);
    }
  })();
  await until('some are confirmed', () => recorder.of('confirmed').length > 200);
  await moveSlot(slotOf(keysOf(topic).work), first, second, async () => {
    const before = recorder.of('confirmed').length + recorder.of('publishFailed').length;
    await until(
      'it is used half moved',
      () => {
        return recorder.of('confirmed').length + recorder.of('publishFailed').length > before;
      },
      { timeoutMs: 20_000 },
    );
  });
  const before = recorder.of('confirmed').length;
  await until('it goes on', () => recorder.of('confirmed').length > before + 200, { timeoutMs: 30_000 });
  isOver = true;
  await sending;
  const confirmed = recorder.of('confirmed').map(({ messageId }) => messageId);
  await until('all are handled', () => confirmed.every((id) => got.has(id)), { timeoutMs: 30_000 });
  expect(bus.status.state).toBe('ready');
});

test('a node dies: the rest is used again once a replica has its place', { timeout: 90_000 }, async () => {
  const nodes = await cluster(3, 3);
  const [first, second] = nodes as [RedisServer, RedisServer];
  const { bus, recorder } = await useRedis(`${second.url()},${nodes[2]?.url()}`);
  const topic = topicOn(first, nodes, 3);
  await subscribe(bus, topic);
  await bus.publish({ topic, body: x });
  await recorder.seen('acked', 1);
  await first.kill();
  await until('it noticed', () => bus.status.state !== 'ready', { timeoutMs: 20_000 });
  await until('it is ready again', () => bus.status.state === 'ready', { timeoutMs: 60_000 });
  await bus.publish({ topic, body: x });
  await recorder.seen('acked', 2);
});

test('a numbered database of a cluster is refused with a sentence', async () => {
  const [node] = (await cluster(1)) as [RedisServer];
  const { message } = await refusal(`${node.url()}3`);
  // Valkey 9 has some, as many as its cluster-databases says.
  expect(message).toMatch(/has no numbered databases|no database of that number/);
});
