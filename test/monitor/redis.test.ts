import { expect, onTestFinished, test } from 'vitest';
import { BrokerDesk } from '../../electron/monitor/broker-desk';
import { createMonitor } from '../../electron/monitor/monitors';
import { redisOptionsSchema } from '../../shared/brokers/redis';
import { brokerQuerySchema } from '../../shared/window/broker-view';
import { Latch } from '../support/latch';
import { randomTopic } from '../support/random-topic';
import { ownServer, subscribe, useRedis } from '../support/redis-bus';
import { cluster } from '../support/redis-sets';
import { until } from '../support/until';

async function useWatched(url: string) {
  const { bus } = await useRedis(url, { retry: { maxRetries: 0, delay: { type: 'immediate' } } });
  const options = redisOptionsSchema.parse({ kind: 'redis', url });
  const watchable = { key: 1, options, bus, topics: () => [], ownConsumers: () => 1 };
  const desk = new BrokerDesk(() => watchable, createMonitor);
  onTestFinished(() => desk.close());
  return { bus, desk, look: (query: object = {}) => desk.page(brokerQuerySchema.parse(query)) };
}

test('topics, what is in hand and what waits, and dead letters', async () => {
  const server = await ownServer();
  const { bus, desk, look } = await useWatched(server.url());
  const [busy, failing] = [`a-${randomTopic()}`, `b-${randomTopic()}`];
  const latch = new Latch();
  await subscribe(bus, busy, () => latch.opened);
  for (let n = 0; n < 4; n += 1) await bus.publish({ topic: busy, body: Buffer.from('x') });
  await subscribe(bus, failing, () => {
    throw new Error('on purpose');
  });
  await bus.publish({ topic: failing, body: Buffer.from('x') });
  await until('all is told', async () => {
    const { rows, source, problem } = await look();
    expect({ source, problem }).toEqual({ source: 'broker', problem: undefined });
    expect(rows).toMatchObject([
      { kind: 'topic', name: busy, ready: 3, unanswered: 1, consumers: 1 },
      { kind: 'topic', name: failing, ready: 0, unanswered: 0, consumers: 1 },
      { kind: 'dead-letters', name: failing, ready: 1 },
    ]);
    return true;
  });
  expect(await desk.names('topic', 10)).toEqual([busy, failing]);
  latch.open();
});

test('of a cluster the topics of all nodes', { timeout: 60_000 }, async () => {
  const [first] = await cluster(3);
  const { bus, look } = await useWatched(first?.url() ?? '');
  const topics = Array.from({ length: 12 }, randomTopic);
  for (const topic of topics) await bus.publish({ topic, body: Buffer.from('x') });
  const { rows } = await look();
  expect(rows.map(({ name, ready }) => [name, ready])).toEqual([...topics].sort().map((name) => [name, 1]));
});

test('the server is away: what is known here, and why', async () => {
  const server = await ownServer();
  const { look } = await useWatched(server.url());
  expect((await look()).problem).toBeUndefined();
  await server.kill();
  await until('it is said', async () => (await look()).problem?.code === 'unreachable', {
    timeoutMs: 20_000,
  });
});
