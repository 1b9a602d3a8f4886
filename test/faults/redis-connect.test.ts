import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { slackMs } from '../support/busy-machine';
import { makeCerts } from '../support/certs';
import { freePort } from '../support/free-port';
import { randomTopic } from '../support/random-topic';
import { ownServer, type RedisBusOptions, redisBus, subscribe, useRedis } from '../support/redis-bus';
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

const x = Buffer.from('x');

async function refusal(url: string, connection: Partial<RedisBusOptions['connection']> = {}) {
  const { bus } = redisBus({ connection: { url, ...connection } });
  const error = await bus.connect().then(
    () => undefined,
    (thrown) => thrown,
  );
  return { code: error?.code, message: String(error?.message), bus };
}

test('nothing listens: a sentence, and more tries', async () => {
  const { code, message, bus } = await refusal(`redis://127.0.0.1:${await freePort()}/`);
  expect(code).toBe('unreachable');
  expect(message).toMatch(/Nothing listens at redis:/);
  await until('it tries again', () => bus.status.state === 'reconnecting');
});

test('what answers speaks HTTP', async () => {
  const http = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
  await once(http, 'listening');
  onTestFinished(() => void http.close());
  const { code } = await refusal(`redis://127.0.0.1:${(http.address() as AddressInfo).port}/`);
  expect(['wrong-protocol', 'unreachable']).toContain(code);
});

test('a server that stays silent is given up within 10 s', { timeout: 30_000 }, async () => {
  await using proxy = await TcpProxy.start(server);
  proxy.freeze('toClient');
  const begun = performance.now();
  const { code, message } = await refusal(server.url({ port: proxy.port }));
  expect(performance.now() - begun).toBeLessThan(10_000 + slackMs);
  expect(code).toBe('timeout');
  expect(message).toMatch(/does not answer/);
});

test('passwords: wrong and missing; no password is in any text', async () => {
  const closed = await ownServer({ config: ['requirepass s3cret'] });
  const wrong = await refusal(closed.url({ password: 'wr0ng' }));
  expect(wrong).toMatchObject({ code: 'login-refused' });
  expect(JSON.stringify([wrong.message, wrong.bus.status])).not.toMatch(/wr0ng/);
  expect(wrong.bus.status.state).toBe('failed');
  expect(await refusal(closed.url())).toMatchObject({ code: 'login-refused' });
  const { bus } = await useRedis(closed.url({ password: 's3cret' }));
  expect(JSON.stringify(bus.status)).not.toMatch(/s3cret/);
});

test('a user without the rights: what is refused is named, the link lives', async () => {
  const own = await ownServer();
  await own.command('ACL', 'SETUSER', 'reader', 'on', '>pw', '~*', '+@connection', '+info', '+client|id');
  const { bus } = await useRedis(own.url({ user: 'reader', password: 'pw' }));
  await expect(bus.publish({ topic: randomTopic(), body: x })).rejects.toMatchObject({
    code: 'access-refused',
  });
  await expect(subscribe(bus, randomTopic())).rejects.toMatchObject({ code: 'access-refused' });
  expect(bus.status.state).toBe('ready');
});

test('a replica only reads: the master is found among the servers that are named', async () => {
  const replica = await ownServer({ config: [`replicaof 127.0.0.1 ${server.port}`] });
  await until('it is a replica', async () => String(await replica.command('ROLE')).includes('slave'));
  const alone = await refusal(replica.url());
  expect(alone).toMatchObject({ code: 'not-permitted' });
  expect(alone.message).toMatch(/a replica that only reads/);
  const { bus } = redisBus({ connection: { url: `${replica.url()},${server.url()}` } });
  await bus.connect().catch(() => undefined);
  await until('it is ready', () => bus.status.state === 'ready');
  expect(bus.status.endpoint).toContain(String(server.port));
});

test('a cluster without slots, and a number that no database has', async () => {
  const node = await ownServer({ config: ['cluster-enabled yes'] });
  const { bus } = await refusal(node.url());
  expect(await bus.publish({ topic: 'orders', body: x }).catch((error) => error)).toMatchObject({
    code: 'unreachable',
  });
  expect(await refusal(`${server.url()}99`)).toMatchObject({ code: 'not-found' });
  expect(() => redisBus({ connection: { url: `${server.url()}abc` } })).toThrow('number of a database');
});

test('RESP3: the same life', async () => {
  expect(() => redisBus({ connection: { url: `${server.url()}?protocol=4` } })).toThrow('2 or 3');
  const { bus, recorder } = await useRedis(`${server.url()}?protocol=3`, {
    retry: { maxRetries: 1, delay: { type: 'fixed', ms: 50 } },
  });
  const topic = randomTopic();
  let fails = true;
  const subscription = await subscribe(bus, topic, () => {
    if (fails) throw new Error('on purpose');
  });
  await bus.publish({ topic, body: x, headers: { a: 1 } });
  await bus.broadcast({ topic, body: x });
  await recorder.seen('deadLettered', 2);
  fails = false;
  expect((await bus.deadLetters(topic)).total).toBe(2);
  expect(await bus.replay(topic, { ids: 'all' })).toBe(2);
  await recorder.seen('acked', 2);
  expect(
    recorder
      .of('delivered')
      .map(({ attempt }) => attempt)
      .sort(),
  ).toEqual([1, 1, 1, 1, 2, 2]);
  await subscription.close();
  expect(await bus.inspect(topic)).toMatchObject({ ready: 0, consumers: 0 });
});

test('a database of its own: what is in one is not in the other', async () => {
  const topic = randomTopic();
  const { bus } = await useRedis(`${server.url()}3`);
  await bus.publish({ topic, body: x });
  const { bus: other } = await useRedis(server.url());
  expect(await other.inspect(topic)).toBeUndefined();
});

test('more clients than the server takes', async () => {
  const small = await ownServer({ config: ['maxclients 3'] });
  const { bus } = await useRedis(small.url());
  await expect(
    (async () => {
      for (let i = 0; i < 3; i += 1) await subscribe(bus, randomTopic());
    })(),
  ).rejects.toMatchObject({ message: expect.stringMatching(/subscribe to/) });
  expect(bus.status.state).toBe('ready');
});

test('TLS: an own CA and a client certificate; each that is missing or wrong has its sentence', async () => {
  const certs = await makeCerts();
  onTestFinished(() => certs[Symbol.asyncDispose]());
  const secure = await ownServer({ tls: { ca: certs.ca, ...certs.server, requireClientCert: true } });
  const url = secure.url({ scheme: 'rediss', host: 'localhost' });
  const client = { certFile: certs.client.cert, keyFile: certs.client.key };
  const { bus, recorder } = await useRedis(url, {
    connection: { url, tls: { caFile: certs.ca, ...client } },
  });
  const topic = randomTopic();
  await subscribe(bus, topic);
  await bus.publish({ topic, body: x });
  await recorder.seen('acked', 1);
  expect(await refusal(url, { tls: client })).toMatchObject({ code: 'tls' });
  expect(await refusal(url, { tls: { caFile: certs.otherCa, ...client } })).toMatchObject({ code: 'tls' });
  expect(await refusal(url, { tls: { caFile: certs.ca } })).toMatchObject({ code: 'tls' });
  expect(await refusal(server.url({ scheme: 'rediss' }))).toMatchObject({ code: 'tls' });
});

test.for([
  ['save ""', 'appendonly no', /keeps nothing on its disk/],
  ['save 60 1', 'appendonly no', /only now and then/],
] as const)('persistence (%s, %s): what it does not promise is said', async ([save, append, sentence]) => {
  const own = await ownServer({ config: [save, append] });
  const { bus } = await useRedis(own.url());
  expect(bus.status.fallenPromises).toEqual([expect.stringMatching(sentence)]);
  expect(bus.capabilities.losesOnBrokerRestart).toBe(true);
  const { bus: kept } = await useRedis(server.url());
  expect(kept.status.fallenPromises).toBeUndefined();
  expect(kept.capabilities.losesOnBrokerRestart).toBe(false);
});
