import { afterAll, beforeAll, expect, test } from 'vitest';
import { keysOf } from '../../electron/bus/redis/keys';
import { slackMs } from '../support/busy-machine';
import { Latch } from '../support/latch';
import { randomTopic } from '../support/random-topic';
import { ownServer, subscribe, useRedis } from '../support/redis-bus';
import { RedisServer } from '../support/redis-server';
import { TcpProxy } from '../support/tcp-proxy';
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

test('the server is killed while messages are sent: each settles once, and what was confirmed is handled', {
  timeout: 60_000,
}, async () => {
  const own = await ownServer();
  const { bus, recorder } = await useRedis(own.url());
  const topic = randomTopic();
  const got = new Set<string>();
  await subscribe(bus, topic, ({ message }) => void got.add(message.id), { prefetch: 5 });
  const sends: Promise<unknown>[] = [];
  let killed = false;
  const sending = (async () => {
    while (!killed) {
      sends.push(bus.publish({ topic, body: x }));
      await sends.at(-1)?.catch(() => undefined);
      await new Promise(setImmediate);
    }
  })();
  await until('some are confirmed', () => recorder.of('confirmed').length > 100);
  await own.kill();
  killed = true;
  await sending;
  for (const result of await Promise.allSettled(sends)) {
    if (result.status === 'rejected')
      expect(['unknown-outcome', 'not-connected']).toContain(result.reason.code);
  }
  await own.restart();
  await until('it is back', () => bus.status.state === 'ready', { timeoutMs: 30_000 });
  const confirmed = recorder.of('confirmed').map(({ messageId }) => messageId);
  await until('all are handled', () => confirmed.every((id) => got.has(id)), { timeoutMs: 20_000 });
});

test('the link is cut under subscribers: they come back, and what was in hand is handled again', async () => {
  await using proxy = await TcpProxy.start(server);
  const { bus, recorder } = await useRedis(server.url({ port: proxy.port }));
  const topic = randomTopic();
  const latch = new Latch();
  let runs = 0;
  const one = await subscribe(bus, topic, () => {
    runs += 1;
    return runs === 1 ? latch.opened : undefined;
  });
  await bus.publish({ topic, body: x });
  await until('it is in hand', () => runs === 1);
  proxy.cut();
  await until('it noticed', () => bus.status.state === 'reconnecting');
  expect(one.state).toBe('recovering');
  await recorder.seen('acked', 1);
  latch.open();
  expect(recorder.of('delivered').map(({ attempt, interrupted }) => [attempt, interrupted])).toEqual([
    [1, 0],
    [1, 1],
  ]);
  await until('it consumes', () => one.state === 'consuming');
});

test('a half-open link is noticed', { timeout: 60_000 }, async () => {
  await using proxy = await TcpProxy.start(server);
  const { bus } = await useRedis(server.url({ port: proxy.port }));
  await subscribe(bus, randomTopic());
  proxy.freeze();
  await until('it noticed', () => bus.status.state === 'reconnecting', { timeoutMs: 20_000 });
  proxy.thaw();
  await until('it is back', () => bus.status.state === 'ready', { timeoutMs: 20_000 });
});

test('closing on a frozen link takes no longer than 5 s, and its sends settle', {
  timeout: 30_000,
}, async () => {
  await using proxy = await TcpProxy.start(server);
  const { bus } = await useRedis(server.url({ port: proxy.port }));
  const topic = randomTopic();
  await subscribe(bus, topic);
  proxy.freeze();
  const sent = bus.publish({ topic, body: x }).catch(({ code }) => code);
  const begun = performance.now();
  await bus.close();
  expect(performance.now() - begun).toBeLessThan(5000 + slackMs);
  expect(['unknown-outcome', 'closed']).toContain(await sent);
});

test('with “send again” a message whose answer was lost is sent under its id, and is there once', async () => {
  await using proxy = await TcpProxy.start(server);
  const { bus, recorder } = await useRedis(server.url({ port: proxy.port }), {
    resend: true,
    connection: { url: server.url({ port: proxy.port }), onLinkLoss: 'resend' },
  });
  const topic = randomTopic();
  // Knows its scripts from here on, so that none has to be sent twice.
  await bus.publish({ topic: randomTopic(), body: x });
  // The answers are lost, not the messages.
  proxy.freeze('toClient');
  const sends = Promise.all(Array.from({ length: 20 }, () => bus.publish({ topic, body: x })));
  await until('all have arrived', async () => (await server.command('XLEN', keysOf(topic).work)) === 20);
  proxy.cut();
  proxy.thaw();
  await sends;
  expect(recorder.of('confirmed')).toHaveLength(21);
  expect(await server.command('XLEN', keysOf(topic).work)).toBe(20);
});

test('an operator ends single connections: the subscriber comes back, and nothing is lost', async () => {
  const { bus, recorder } = await useRedis(server.url());
  const topic = randomTopic();
  const one = await subscribe(bus, topic, undefined, { name: 'victim' });
  for (let i = 0; i < 5; i += 1) {
    const list = String(await server.command('CLIENT', 'LIST')).split('\n');
    const id = list.find((line) => line.includes('victim'))?.match(/id=(\d+)/)?.[1] ?? '';
    await server.command('CLIENT', 'KILL', 'ID', id);
    await bus.publish({ topic, body: x });
    await recorder.seen('acked', i + 1);
    await until('it consumes', () => one.state === 'consuming');
  }
});

test('the server forgets its scripts: they are sent again', async () => {
  const { bus, recorder } = await useRedis(server.url());
  const topic = randomTopic();
  await subscribe(bus, topic, ({ attempt }) => (attempt === 1 ? fail() : undefined));
  for (let i = 1; i <= 3; i += 1) {
    await server.command('SCRIPT', 'FLUSH');
    await bus.publish({ topic, body: x });
    await recorder.seen('acked', i);
  }
});

test('the next message is read together with an answer, and begun only when that has arrived', async () => {
  const { bus, recorder } = await useRedis(server.url());
  const topic = randomTopic();
  await Promise.all(Array.from({ length: 20 }, () => bus.publish({ topic, body: x })));
  let handled = 0;
  await subscribe(bus, topic, async () => {
    handled += 1;
    // The answer that goes with the read is refused, and given again by the link that all share.
    if (handled % 5 === 0) await server.command('SCRIPT', 'FLUSH');
  });
  await recorder.seen('acked', 20);
  const told = recorder.events.map(({ type }) => type).filter((type) => /^(delivered|acked)$/.test(type));
  expect(told).toEqual(Array.from({ length: 20 }, () => ['delivered', 'acked']).flat());
  expect(recorder.of('interrupted')).toEqual([]);
  expect(await server.command('XLEN', keysOf(topic).work)).toBe(0);
});
