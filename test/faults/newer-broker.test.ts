import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { BrokerAccess } from '../support/broker-access';
import { rabbitmqBus, subscribe } from '../support/rabbitmq-bus';
import { randomTopic } from '../support/random-topic';
import { sharedBroker } from '../support/shared-broker';
import { StrictBroker } from '../support/strict-broker';
import { until } from '../support/until';

let broker: BrokerAccess;
let vhost: string;

beforeAll(async () => {
  broker = await sharedBroker();
  vhost = await broker.addVhost();
});

async function strict(): Promise<{ front: StrictBroker; url: string }> {
  const front = await StrictBroker.start(broker.port);
  onTestFinished(() => front[Symbol.asyncDispose]());
  return { front, url: broker.url({ vhost, port: front.port }) };
}

const sentence = /deprecated_features\.permit\.transient_nonexcl_queues = true.*durable profile/;

test.for(['subscribe', 'publish'] as const)(
  'queues that the broker forbids: a %s stops the bus with one sentence, and there is no new try',
  async (verb) => {
    const { front, url } = await strict();
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
    expect(front.accepted).toBe(2);
  },
);

test('the durable profile works there', async () => {
  const { url } = await strict();
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
