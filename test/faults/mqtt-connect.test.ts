import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { Aedes } from 'aedes';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { slackMs } from '../support/busy-machine';
import { makeCerts } from '../support/certs';
import { freePort } from '../support/free-port';
import { Mosquitto } from '../support/mosquitto';
import { connectedMqtt, type MqttBusOptions, mqttBus, ownBroker, subscribe } from '../support/mqtt-bus';
import { randomTopic } from '../support/random-topic';
import { TcpProxy } from '../support/tcp-proxy';
import { makeFolder, removeFolder } from '../support/temporary-folder';
import { until } from '../support/until';
import { WebSocketFront } from '../support/web-socket-front';

/** For tests that do no harm to it. */
let broker: Mosquitto;

beforeAll(async () => {
  broker = await Mosquitto.start();
});

afterAll(async () => {
  await broker?.[Symbol.asyncDispose]();
});

const x = Buffer.from('x');

async function refusal(url: string, connection: Partial<MqttBusOptions['connection']> = {}) {
  const { bus } = mqttBus({ connection: { url, ...connection } });
  const error = await bus.connect().then(
    () => undefined,
    (thrown) => thrown,
  );
  return { code: error?.code, message: String(error?.message), bus };
}

async function ownFolder(): Promise<string> {
  const folder = await makeFolder('mqtt-files');
  onTestFinished(() => removeFolder(folder));
  return folder;
}

test('nothing listens: a sentence, and more tries', async () => {
  const { code, message, bus } = await refusal(`mqtt://127.0.0.1:${await freePort()}/`);
  expect(code).toBe('unreachable');
  expect(message).toMatch(/Nothing listens at mqtt:/);
  await until('it tries again', () => bus.status.state === 'reconnecting');
});

test('what answers speaks HTTP', async () => {
  const http = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1');
  await once(http, 'listening');
  onTestFinished(() => void http.close());
  const { port } = http.address() as AddressInfo;
  const { code } = await refusal(`mqtt://127.0.0.1:${port}/`);
  expect(['wrong-protocol', 'unreachable']).toContain(code);
  const socket = await refusal(`ws://127.0.0.1:${port}/mqtt`);
  expect(['wrong-protocol', 'unreachable']).toContain(socket.code);
});

test('a broker that stays silent is given up within 10 s', { timeout: 30_000 }, async () => {
  await using proxy = await TcpProxy.start(broker);
  proxy.freeze('toClient');
  const begun = performance.now();
  const { code, message } = await refusal(broker.url({ port: proxy.port }));
  expect(performance.now() - begun).toBeLessThan(10_000 + slackMs);
  expect(code).toBe('timeout');
  expect(message).toMatch(/does not answer/);
});

test('passwords: wrong, and missing; no password is in any text', async () => {
  const folder = await ownFolder();
  const file = join(folder, 'passwords');
  // Plain text is hashed as the broker starts, by its own tool.
  await writeFile(file, 'user:s3cret\n');
  const { execFileSync } = await import('node:child_process');
  execFileSync('mosquitto_passwd', ['-U', file]);
  const closed = await ownBroker({ config: [`password_file ${file}`, 'allow_anonymous false'] });
  const wrong = await refusal(closed.url({ user: 'user', password: 'wr0ng' }));
  expect(wrong).toMatchObject({ code: 'login-refused' });
  expect(JSON.stringify([wrong.message, wrong.bus.status])).not.toMatch(/wr0ng/);
  expect(wrong.bus.status.state).toBe('failed');
  expect(await refusal(closed.url())).toMatchObject({ code: 'login-refused' });
  const { bus } = await connectedMqtt(closed.url({ user: 'user', password: 's3cret' }));
  expect(JSON.stringify(bus.status)).not.toMatch(/s3cret/);
});

test('a topic without the rights: what is refused fails, the others live', async () => {
  const folder = await ownFolder();
  const file = join(folder, 'acl');
  await writeFile(file, 'topic readwrite eventbus/#\ntopic readwrite open/#\n');
  const guarded = await ownBroker({ config: [`acl_file ${file}`] });
  const { bus, recorder } = await connectedMqtt(guarded.url());
  await expect(bus.publish({ topic: 'closed/a', body: x })).rejects.toMatchObject({ code: 'access-refused' });
  // mosquitto 2.0 ends the connection over it, which the standard does not ask for.
  await until('it goes on', () =>
    subscribe(bus, 'open/a').then(
      () => true,
      () => false,
    ),
  );
  await bus.publish({ topic: 'open/a', body: x });
  await recorder.seen('acked', 1);
  expect(bus.status.state).toBe('ready');
});

test.for([
  [{ listener: ['max_qos 0'] }, /QoS 0 only/],
  [{ config: ['retain_available false'] }, /no retained messages/],
] as const)(
  'a broker that lacks what the bus needs (%o) is refused with the reason',
  async ([setting, words]) => {
    const lesser = await ownBroker(setting);
    const { code, message, bus } = await refusal(lesser.url());
    expect(code).toBe('unsupported');
    expect(message).toMatch(words);
    await until('it has stopped', () => bus.status.state === 'failed');
  },
);

test('a broker of MQTT 3.1.1 only is refused with the reason', async () => {
  const old = await Aedes.createBroker();
  const server = createTcpServer(old.handle).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => new Promise((resolve) => old.close(() => server.close(() => resolve()))));
  const { port } = server.address() as AddressInfo;
  const { code, message, bus } = await refusal(broker.url({ port }));
  expect(code).toBe('unsupported');
  expect(message).toMatch(/MQTT 5/);
  await until('it has stopped', () => bus.status.state === 'failed');
});

test('a broker without shared subscriptions is refused with the reason', async () => {
  await using front = await greetingAs(broker, (connack) => {
    // Two more bytes of properties: Shared Subscription Available is 0.
    const [kind = 0, length = 0, flags = 0, reason = 0, properties = 0] = connack;
    const head = Buffer.from([kind, length + 2, flags, reason, properties + 2, 0x2a, 0]);
    return Buffer.concat([head, connack.subarray(5)]);
  });
  const { code, message } = await refusal(broker.url({ port: front.port }));
  expect(code).toBe('unsupported');
  expect(message).toMatch(/no shared subscriptions/);
});

/** A way to the broker on which its first answer is another one. */
async function greetingAs(server: Mosquitto, change: (connack: Buffer) => Buffer) {
  const sockets = new Set<Socket>();
  const front = createTcpServer((client) => {
    const link = connect(server.port, '127.0.0.1');
    for (const socket of [client, link]) {
      sockets.add(socket);
      socket.on('error', () => {});
    }
    client.pipe(link);
    link.once('data', (first: Buffer) => {
      client.write(change(first));
      link.pipe(client);
    });
  }).listen(0, '127.0.0.1');
  await once(front, 'listening');
  return {
    port: (front.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => front.close(resolve));
    },
  };
}

test('a broker’s largest packet is the largest payload, known before anything is sent', async () => {
  const narrow = await ownBroker({ config: ['max_packet_size 200000'] });
  const { bus, recorder } = await connectedMqtt(narrow.url());
  expect(bus.capabilities.limits.payloadBytes).toBe(130_000);
  const topic = randomTopic();
  await subscribe(bus, topic);
  await expect(bus.publish({ topic, body: Buffer.alloc(130_001) })).rejects.toMatchObject({
    code: 'too-large',
  });
  await bus.publish({ topic, body: Buffer.alloc(130_000) });
  await recorder.seen('acked', 1);
});

test('sessions that the broker keeps for a short while only: said', async () => {
  const forgetful = await ownBroker({ config: ['persistent_client_expiration 1h'] });
  const { bus } = await connectedMqtt(forgetful.url());
  expect(bus.status.state).toBe('ready');
});

test('TLS and WebSockets: an own CA and a client certificate; each that is missing or wrong has its sentence', async () => {
  const certs = await makeCerts();
  onTestFinished(() => certs[Symbol.asyncDispose]());
  const secure = await ownBroker({
    listener: [
      ...[`cafile ${certs.ca}`, `certfile ${certs.server.cert}`, `keyfile ${certs.server.key}`],
      'require_certificate true',
    ],
  });
  const url = secure.url({ scheme: 'mqtts', host: 'localhost' });
  const client = { certFile: certs.client.cert, keyFile: certs.client.key };
  const { bus, recorder } = await connectedMqtt(url, {
    connection: { url, tls: { caFile: certs.ca, ...client } },
  });
  const topic = randomTopic();
  await subscribe(bus, topic);
  await bus.publish({ topic, body: x });
  await recorder.seen('acked', 1);
  expect(await refusal(url, { tls: client })).toMatchObject({ code: 'tls' });
  expect(await refusal(url, { tls: { caFile: certs.otherCa, ...client } })).toMatchObject({ code: 'tls' });
  expect(await refusal(url, { tls: { caFile: certs.ca } })).toMatchObject({ code: 'tls' });
  expect(await refusal(broker.url({ scheme: 'mqtts' }))).toMatchObject({ code: 'tls' });
});

test('by a WebSocket', async () => {
  await using web = await WebSocketFront.start(broker.port);
  const { bus, recorder } = await connectedMqtt(`ws://127.0.0.1:${web.port}/mqtt`);
  const topic = randomTopic();
  await subscribe(bus, topic);
  await bus.publish({ topic, body: x });
  await bus.broadcast({ topic, body: x });
  await recorder.seen('acked', 2);
});
