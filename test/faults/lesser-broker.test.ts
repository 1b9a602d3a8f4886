import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { BrokerAccess } from '../support/broker-access';
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

/** A real broker in whose greeting these capabilities are not listed: each has a name there that nobody knows. */
async function without(...names: string[]): Promise<{ proxy: TcpProxy; url: string }> {
  const proxy = await TcpProxy.start({ port: broker.port });
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  proxy.tap((bytes, direction) => {
    if (direction !== 'toClient') return;
    for (const name of names) {
      const at = bytes.indexOf(`${String.fromCharCode(name.length)}${name}t`);
      if (at >= 0) bytes.write('?'.repeat(name.length), at + 1);
    }
  });
  return { proxy, url: broker.url({ vhost, port: proxy.port }) };
}

test('a broker that has all of it: nothing is said', async () => {
  const { url } = await without();
  const { bus } = rabbitmqBus({ connection: { url } });
  await bus.connect();
  expect(bus.status.fallenPromises).toBeUndefined();
});

test.for([
  ['consumer_cancel_notify', /not told when its queue is deleted/],
  ['basic.nack', /full queue cannot refuse/],
  ['connection.blocked', /alarm is not told/],
  ['per_consumer_qos', /publishes and broadcasts together/],
] as const)('a broker without %s: which promise falls is said, all else works', async ([name, sentence]) => {
  const { url } = await without(name);
  const { bus, recorder } = rabbitmqBus({ connection: { url } });
  await bus.connect();
  expect(bus.status).toMatchObject({ state: 'ready', fallenPromises: [expect.stringMatching(sentence)] });
  const topic = randomTopic();
  const one = await subscribe(bus, topic, ({ attempt }) => {
    if (attempt === 1) throw new Error('on purpose');
  });
  await bus.publish({ topic, body: Buffer.from('p') });
  await bus.broadcast({ topic, body: Buffer.from('b') });
  await recorder.seen('acked', 2);
  await one.isolate();
  await bus.publish({ topic, body: Buffer.from('p') });
  await recorder.seen('acked', 3);
});

test('a broker that does not confirm: it is refused with the reason, and there is no new try', async () => {
  const { proxy, url } = await without('publisher_confirms');
  const { bus } = rabbitmqBus({ connection: { url } });
  await expect(bus.connect()).rejects.toMatchObject({
    code: 'unsupported',
    message: expect.stringMatching(/does not confirm what it takes.*does not try again/),
  });
  await until('it has stopped', () => bus.status.state === 'failed');
  expect(bus.status.nextTry).toBeUndefined();
  expect(proxy.accepted).toBe(1);
});
