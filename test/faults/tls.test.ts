import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { TlsFiles } from '../../shared/bus/connection';
import type { ErrorCode } from '../../shared/bus/errors';
import { Broker } from '../support/broker';
import { type Certs, type KeyPair, makeCerts } from '../support/certs';
import { rabbitmqBus, subscribe } from '../support/rabbitmq-bus';
import { randomTopic } from '../support/random-topic';
import { TlsFront } from '../support/tls-front';

let certs: Certs;
/** Its TLS port demands a client certificate that its CA has signed. */
let broker: Broker;

beforeAll(async () => {
  certs = await makeCerts();
  broker = await Broker.start({ tls: { ca: certs.ca, ...certs.server, requireClientCert: true } });
});

afterAll(async () => {
  await broker?.[Symbol.asyncDispose]();
  await certs?.[Symbol.asyncDispose]();
});

/** Before the broker's plain port, a TLS end with any certificate. */
async function front(pair: KeyPair): Promise<number> {
  const tls = await TlsFront.start({ target: broker.port, pair });
  onTestFinished(() => tls[Symbol.asyncDispose]());
  return tls.port;
}

const client = (): TlsFiles => ({ caFile: certs.ca, certFile: certs.client.cert, keyFile: certs.client.key });

async function expectWorks(url: string, tls: TlsFiles): Promise<void> {
  const { bus, recorder } = rabbitmqBus({ connection: { url, tls } });
  await bus.connect();
  expect(bus.status.state).toBe('ready');
  const topic = randomTopic();
  await subscribe(bus, topic);
  await bus.publish({ topic, body: Buffer.from('x') });
  await recorder.seen('acked', 1);
}

async function expectRefused(
  url: string,
  tls: TlsFiles | undefined,
  words: RegExp,
  code: ErrorCode = 'tls',
): Promise<void> {
  const { bus } = rabbitmqBus({ connection: { url, ...(tls === undefined ? {} : { tls }) } });
  const begun = performance.now();
  await bus.connect().catch(() => undefined);
  expect(performance.now() - begun).toBeLessThan(10_000);
  // Stopped: nothing changes until somebody changes something.
  expect(bus.status).toMatchObject({ state: 'failed', error: { code } });
  expect(bus.status.error?.message).toMatch(words);
}

const amqps = (port: number, host = 'localhost') => broker.url({ scheme: 'amqps', port, host });

test('the own CA and a client certificate let us in', async () => {
  await expectWorks(amqps(broker.address.tlsPort ?? 0), client());
});

test('topics are kept alive over TLS as well, by a name and by an address', async () => {
  const port = broker.address.tlsPort ?? 0;
  for (const url of [amqps(port), amqps(port, '127.0.0.1')]) {
    const { bus } = rabbitmqBus({ connection: { url, tls: client(), keepAlive: 'anchor' } });
    await bus.connect();
    expect(bus.status.keepAlive).toEqual({ on: true });
    const topic = randomTopic();
    await (await subscribe(bus, topic)).close();
    expect(await bus.publish({ topic, body: Buffer.from('x') })).toMatchObject({ outcome: 'held' });
    expect(await bus.inspect(topic)).toMatchObject({ ready: 1, consumers: 0 });
  }
});

test('an own CA without a client certificate, where none is asked for', async () => {
  await expectWorks(amqps(await front(certs.server)), { caFile: certs.ca });
});

test('a host that is reached by its address', async () => {
  await expectWorks(amqps(await front(certs.server), '127.0.0.1'), { caFile: certs.ca });
});

test('a certificate for another host, with that host’s name as server name', async () => {
  await expectWorks(amqps(await front(certs.wrongHost)), { caFile: certs.ca, serverName: 'broker.example' });
});

test('a CA that nobody told us of', async () => {
  await expectRefused(amqps(await front(certs.server)), undefined, /nobody this app trusts/);
});

test('another CA than the one we were told of', async () => {
  await expectRefused(amqps(await front(certs.server)), { caFile: certs.otherCa }, /nobody this app trusts/);
});

test('a certificate that was made for another host', async () => {
  await expectRefused(amqps(await front(certs.wrongHost)), { caFile: certs.ca }, /another host/);
});

test('a certificate that has expired', async () => {
  await expectRefused(amqps(await front(certs.expired)), { caFile: certs.ca }, /expired/);
});

test('no client certificate where one is demanded', async () => {
  await expectRefused(amqps(broker.address.tlsPort ?? 0), { caFile: certs.ca }, /client certificate/);
});

test('a client certificate that the broker does not trust', async () => {
  const tls = { caFile: certs.ca, certFile: certs.strangerClient.cert, keyFile: certs.strangerClient.key };
  await expectRefused(amqps(broker.address.tlsPort ?? 0), tls, /client certificate/);
});

test('a client certificate with another one’s key', async () => {
  const tls = { ...client(), keyFile: certs.server.key };
  await expectRefused(amqps(broker.address.tlsPort ?? 0), tls, /./);
});

test('the environment cannot turn the check of the certificate off', async () => {
  const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
  process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
  try {
    await expectRefused(amqps(await front(certs.server)), undefined, /signed by nobody this app trusts/);
  } finally {
    if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
    else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
  }
});

test('TLS to a plain port', async () => {
  await expectRefused(amqps(broker.port), { caFile: certs.ca }, /does not speak TLS/);
});

async function expectOnlyTls(port: number): Promise<void> {
  const { bus } = rabbitmqBus({ connection: { url: broker.url({ port }) } });
  await bus.connect().catch(() => undefined);
  expect(bus.status).toMatchObject({
    state: 'failed',
    error: { code: 'wrong-protocol', message: expect.stringMatching(/speaks only TLS\. Use amqps/) },
  });
}

test('plain to a TLS port', async () => {
  await expectOnlyTls(broker.address.tlsPort ?? 0);
});

test('plain to a TLS port that resets the connection before its alert arrives', async () => {
  const impatient = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (greeting) => {
      if (greeting.toString('latin1', 0, 4) === 'AMQP') socket.resetAndDestroy();
      else {
        const onwards = connect(tlsPort, '127.0.0.1', () => onwards.write(greeting));
        onwards.on('error', () => {});
        socket.pipe(onwards).pipe(socket);
      }
    });
  });
  const tlsPort = broker.address.tlsPort ?? 0;
  impatient.listen(0, '127.0.0.1');
  onTestFinished(() => void impatient.close());
  await once(impatient, 'listening');
  await expectOnlyTls((impatient.address() as AddressInfo).port);
});

test('a file that is not there, is no PEM, or holds nonsense', async () => {
  const url = amqps(broker.address.tlsPort ?? 0);
  const folder = join(certs.ca, '..');
  await expectRefused(
    url,
    { caFile: join(folder, 'missing.pem') },
    /CA certificate .*missing\.pem cannot be read/,
  );
  const noPem = join(folder, 'no.pem');
  await writeFile(noPem, 'hello');
  await expectRefused(url, { ...client(), certFile: noPem }, /client certificate .* is not a PEM file/);
  const nonsense = join(folder, 'nonsense.pem');
  await writeFile(nonsense, '-----BEGIN CERTIFICATE-----\nbm9uc2Vuc2U=\n-----END CERTIFICATE-----\n');
  await expectRefused(url, { ...client(), certFile: nonsense }, /./);
  await expectRefused(url, { caFile: nonsense }, /./);
});
