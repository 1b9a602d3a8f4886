import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { Session } from '../../electron/session/session';
import { rabbitmqOptionsSchema } from '../../shared/brokers/rabbitmq';
import { BusError, type ErrorCode } from '../../shared/bus/errors';
import type { BrokerAccess } from '../support/broker-access';
import { slackMs } from '../support/busy-machine';
import { freePort } from '../support/free-port';
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

const secret = 'S3cret#pass';

/** Connects in vain, and checks what holds for every such failure. */
async function connectInVain(url: string, code: ErrorCode, state: 'failed' | 'reconnecting') {
  const { bus, recorder } = rabbitmqBus({ connection: { url } });
  const begun = performance.now();
  const error = await bus.connect().then(
    () => undefined,
    (raised: unknown) => raised,
  );
  expect(performance.now() - begun).toBeLessThan(10_000);
  expect(error ?? bus.status.error).toMatchObject({ code });
  expect(bus.status).toMatchObject({ state, error: { code }, reason: expect.any(String) });
  if (state === 'failed') expect(bus.status.nextTry).toBeUndefined();
  else expect(bus.status.nextTry?.attempt).toBeGreaterThan(1);
  // The app stays usable: everything else says at once that there is no connection.
  const topic = randomTopic();
  for (const call of [
    () => bus.publish({ topic, body: Buffer.from('x') }),
    () => bus.broadcast({ topic, body: Buffer.from('x') }),
    () => subscribe(bus, topic),
    () => bus.deadLetters(topic),
  ]) {
    await expect(call()).rejects.toBeInstanceOf(BusError);
  }
  expect(JSON.stringify([recorder.events, bus.status, String(error), (error as Error)?.stack])).not.toContain(
    secret,
  );
  return { bus, recorder };
}

/** A server that is no broker. */
async function serve(onConnection: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    onConnection(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const url = (port: number) => `amqp://user:${encodeURIComponent(secret)}@127.0.0.1:${port}/`;

test('nothing listens at the port', async () => {
  const { bus } = await connectInVain(url(await freePort()), 'unreachable', 'reconnecting');
  expect(bus.status.error?.message).toMatch(/nothing listens/i);
  expect(bus.status.error?.detail).toContain('ECONNREFUSED');
});

test('the host’s name is not known', async () => {
  const { bus } = await connectInVain(
    `amqp://user:${secret}@no-such-host.invalid/`,
    'unreachable',
    'reconnecting',
  );
  expect(bus.status.error?.message).toMatch(/name was not found/i);
});

test('the port takes the connection and stays silent', async () => {
  const { bus } = await connectInVain(url(await serve(() => undefined)), 'timeout', 'reconnecting');
  expect(bus.status.error?.message).toMatch(/does not answer/i);
});

test('the port sends a byte now and then for ever: given up all the same, and at once when asked', async () => {
  const port = await serve((socket) => {
    const trickle = setInterval(() => socket.write('A'), 300);
    socket.on('close', () => clearInterval(trickle));
  });
  const { bus } = rabbitmqBus({ connection: { url: url(port) } });
  const connecting = bus.connect().catch((error: unknown) => error);
  const begun = performance.now();
  await until('it is tried', () => bus.status.state === 'connecting');
  await bus.close();
  expect(performance.now() - begun).toBeLessThan(slackMs);
  expect(await connecting).toBeInstanceOf(Error);
});

test('a broker that hangs before it answers is silent too', async () => {
  const proxy = await TcpProxy.start(broker);
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  proxy.freeze('toClient');
  await connectInVain(url(proxy.port), 'timeout', 'reconnecting');
});

test('what answers speaks HTTP', async () => {
  const port = await serve((socket) => {
    socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'));
  });
  const { bus } = await connectInVain(url(port), 'wrong-protocol', 'failed');
  expect(bus.status.error?.message).toMatch(/does not speak AMQP/i);
});

test('what answers greets first, as a mail server does', async () => {
  const port = await serve((socket) => socket.write('220 mail.example ESMTP ready\r\n'));
  await connectInVain(url(port), 'wrong-protocol', 'failed');
});

test('what answers hangs up', async () => {
  await connectInVain(url(await serve((socket) => socket.end())), 'wrong-protocol', 'failed');
});

test('what answers speaks another version of AMQP', async () => {
  const port = await serve((socket) => {
    socket.once('data', () => socket.end(Buffer.from('AMQP\x00\x01\x00\x00', 'latin1')));
  });
  await connectInVain(url(port), 'wrong-protocol', 'failed');
});

test('the password is wrong: told once, not tried again, never shown', async () => {
  const proxy = await TcpProxy.start(broker);
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  const wrong = broker.url({ vhost, port: proxy.port, password: secret });
  const { bus } = await connectInVain(wrong, 'login-refused', 'failed');
  expect(bus.status.error?.detail).toContain('ACCESS_REFUSED');
  expect(bus.status.endpoint).toContain('guest@127.0.0.1');
  bus.reconnectNow();
  await until('the tried connection is closed', () => proxy.open === 0);
  expect(proxy.accepted).toBe(1);
});

test('the virtual host is missing', async () => {
  const { bus } = await connectInVain(broker.url({ vhost: 'no such vhost' }), 'vhost-refused', 'failed');
  expect(bus.status.error?.message).toMatch(/missing|may not enter/i);
});

test('the user may not enter the virtual host', async () => {
  const user = randomTopic('user');
  await broker.addUser(user, secret);
  const { bus } = await connectInVain(
    broker.url({ vhost, user, password: secret }),
    'vhost-refused',
    'failed',
  );
  expect(bus.status.error?.message).toMatch(/missing|may not enter/i);
});

test('a broker that comes up later is found without help', async () => {
  const proxy = await TcpProxy.start(broker);
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  await proxy.refuse();
  const { bus, recorder } = rabbitmqBus({ connection: { url: broker.url({ vhost, port: proxy.port }) } });
  await expect(bus.connect()).rejects.toMatchObject({ code: 'unreachable' });
  await until('it has tried again', () => (bus.status.nextTry?.attempt ?? 0) > 3);
  await proxy.accept();
  await until('it is connected', () => bus.status.state === 'ready');
  const topic = randomTopic();
  await subscribe(bus, topic);
  await bus.publish({ topic, body: Buffer.from('x') });
  await recorder.seen('acked', 1);
});

test('“try now” ends the pause', async () => {
  const proxy = await TcpProxy.start(broker);
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  await proxy.refuse();
  const { bus } = rabbitmqBus({ connection: { url: broker.url({ vhost, port: proxy.port }) } });
  await bus.connect().catch(() => undefined);
  // A pause long enough to tell it from its end by itself.
  await until('a long pause', () => (bus.status.nextTry?.at ?? 0) > Date.now() + slackMs, {
    timeoutMs: 60_000,
  });
  const byItself = bus.status.nextTry?.at;
  await proxy.accept();
  bus.reconnectNow();
  await until('it is connected', () => bus.status.state === 'ready');
  expect(Date.now()).toBeLessThan(byItself ?? 0);
}, 70_000);

test('of several hosts the first that works is taken', async () => {
  const dead = [await freePort(), await freePort()];
  const urls = [...dead.map((port) => broker.url({ vhost, port })), broker.url({ vhost })];
  const { bus } = rabbitmqBus({ connection: { url: urls.join(',') } });
  await bus.connect().catch(() => undefined);
  await until('it is connected', () => bus.status.state === 'ready');
  expect(bus.status.endpoint).toContain(`:${broker.port}/`);
});

test('closing while it tries in vain ends the tries', async () => {
  const { bus } = rabbitmqBus({ connection: { url: url(await freePort()) } });
  await bus.connect().catch(() => undefined);
  await bus.close();
  expect(bus.status.state).toBe('closed');
  expect(bus.status.nextTry).toBeUndefined();
});

test('closing while the first try hangs takes no longer than 5 s', async () => {
  const { bus } = rabbitmqBus({ connection: { url: url(await serve(() => undefined)) } });
  const connecting = bus.connect().catch((error: unknown) => error);
  await until('it tries', () => bus.status.state === 'connecting');
  const begun = performance.now();
  await bus.close();
  expect(performance.now() - begun).toBeLessThan(5000);
  expect(await connecting).toBeInstanceOf(Error);
  expect(bus.status.state).toBe('closed');
});

test('the app that quits while the first try hangs does not wait for it', async () => {
  const session = new Session({ of: () => undefined, keep: () => undefined });
  const options = rabbitmqOptionsSchema.parse({
    kind: 'rabbitmq',
    url: url(await serve(() => undefined)),
  });
  const connecting = session.connect(options);
  await until('it tries', () => session.state().connection.state === 'connecting');
  const begun = performance.now();
  await session.close();
  expect(performance.now() - begun).toBeLessThan(slackMs);
  expect(await connecting).toMatchObject({ state: 'closed' });
});
