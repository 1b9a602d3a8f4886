import { afterAll, beforeAll, expect, test } from 'vitest';
import { Broker } from '../support/broker';
import { rabbitmqBus, subscribe } from '../support/rabbitmq-bus';
import { randomTopic } from '../support/random-topic';

/** This file's own: it takes only small messages, bytes. */
let broker: Broker;

beforeAll(async () => {
  broker = await Broker.start({ config: ['max_message_size = 100000'] });
});

afterAll(async () => {
  await broker?.[Symbol.asyncDispose]();
});

async function connected() {
  const use = rabbitmqBus({ connection: { url: broker.url() } });
  await use.bus.connect();
  return use;
}

test('a message larger than the broker takes is refused, and the next one goes through', async () => {
  const { bus, recorder } = await connected();
  const topic = randomTopic();
  await subscribe(bus, topic);
  const large = bus.publish({ topic, body: Buffer.alloc(100_001) });
  await expect(large).rejects.toMatchObject({
    code: 'too-large',
    detail: expect.stringContaining('larger than configured max size'),
  });
  await bus.publish({ topic, body: Buffer.alloc(100_000) });
  await recorder.seen('acked', 1);
  expect(bus.status.state).toBe('ready');
});

test('publishes that the broker refuses do not double the retries under way beside them', async () => {
  const { bus, recorder } = await connected();
  const topic = randomTopic();
  const messages = 200;
  await bus.subscribe({
    topic,
    name: 'retried',
    prefetch: 50,
    handler: ({ attempt }) => {
      if (attempt === 1) throw new Error('once');
    },
  });
  await Promise.all(
    Array.from({ length: messages }, (_, n) => bus.publish({ topic, body: Buffer.from(String(n)) })),
  );
  for (let n = 0; n < 30; n += 1) {
    const large = bus.publish({ topic: `${topic}.other`, body: Buffer.alloc(100_001) });
    await expect(large).rejects.toMatchObject({ code: 'too-large' });
  }
  await recorder.seen('acked', messages);
  const retried = recorder.of('delivered').filter(({ attempt }) => attempt === 2);
  expect(retried).toHaveLength(messages);
});
