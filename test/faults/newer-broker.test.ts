import { afterAll, beforeAll, expect, test } from 'vitest';
import { Broker } from '../support/broker';
import { factsOf } from '../support/broker-facts';
import { rabbitmqBus, subscribe } from '../support/rabbitmq-bus';
import { randomTopic } from '../support/random-topic';
import { sharedBroker } from '../support/shared-broker';
import { StrictBroker } from '../support/strict-broker';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

const forbidden = 'deprecated_features.permit.transient_nonexcl_queues = false';

/** Connections to a broker that forbids the compatible queues, each with a password. */
let url: string;
let proxy: TcpProxy;

beforeAll(async () => {
  const broker = await sharedBroker();
  if ((await factsOf(broker)).canForbidTransient) {
    const strict = await Broker.start({ config: [forbidden] });
    afterThis(strict);
    proxy = await TcpProxy.start(strict);
    url = strict.url({ port: proxy.port });
  } else {
    // Before it stands one that refuses as those do that can.
    const strict = await StrictBroker.start(broker.port);
    afterThis(strict);
    proxy = await TcpProxy.start(strict);
    url = broker.url({ vhost: await broker.addVhost(), port: proxy.port });
  }
  afterThis(proxy);
});

const started: AsyncDisposable[] = [];
const afterThis = (each: AsyncDisposable) => void started.push(each);

afterAll(async () => {
  for (const each of started.reverse()) await each[Symbol.asyncDispose]();
});

const sentence =
  /deprecated_features\.permit\.transient_nonexcl_queues = true.*durable queues.*Services that use the compatible ones/;

test.for(['subscribe', 'publish'] as const)(
  'queues that the broker forbids: a %s stops the bus with one sentence, and there is no new try',
  async (verb) => {
    const before = proxy.accepted;
    const { bus, recorder } = rabbitmqBus({ connection: { url } });
    await bus.connect();
    const topic = randomTopic();
    const asked =
      verb === 'subscribe' ? subscribe(bus, topic) : bus.publish({ topic, body: Buffer.from('x') });
    await expect(asked).rejects.toThrow();
    await until('it has stopped', () => bus.status.state === 'failed');
    expect(bus.status).toMatchObject({
      error: { code: 'not-permitted', message: expect.stringMatching(sentence) },
    });
    expect(bus.status.nextTry).toBeUndefined();
    expect(recorder.of('connection').map(({ status }) => status.state)).not.toContain('reconnecting');
    expect(proxy.accepted - before).toBe(2);
  },
);

test('the durable profile works there', async () => {
  const retry = { maxRetries: 1, delay: { type: 'fixed', ms: 20 } } as const;
  const { bus, recorder } = rabbitmqBus({ connection: { url, queues: 'durable' }, retry });
  await bus.connect();
  const topic = randomTopic();
  await subscribe(bus, topic, ({ attempt }) => {
    if (attempt === 1) throw new Error('no');
  });
  await bus.publish({ topic, body: Buffer.from('x') });
  await bus.broadcast({ topic, body: Buffer.from('y') });
  expect(await recorder.seen('acked', 2)).toMatchObject([{ attempt: 2 }, { attempt: 2 }]);
});
