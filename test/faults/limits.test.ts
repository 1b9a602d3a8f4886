import { beforeAll, expect, test, vi } from 'vitest';
import { rabbitmqBus, subscribe } from '../support/rabbitmq-bus';
import { randomTopic } from '../support/random-topic';
import { sharedBroker } from '../support/shared-broker';

let url: string;

beforeAll(async () => {
  const broker = await sharedBroker();
  url = broker.url({ vhost: await broker.addVhost() });
});

test('2,000 topics: a connection holds them, and the one too many is told so', async () => {
  const { bus, recorder } = rabbitmqBus({ connection: { url } });
  await bus.connect();
  const prefix = randomTopic();
  // Some at a time, as a program that starts would do it.
  for (let first = 0; first < 2000; first += 100) {
    await Promise.all(Array.from({ length: 100 }, (_, n) => subscribe(bus, `${prefix}-${first + n}`)));
  }
  for (const n of [0, 999, 1999]) await bus.publish({ topic: `${prefix}-${n}`, body: Buffer.from('x') });
  await recorder.seen('acked', 3);
  const more = Array.from({ length: 100 }, (_, n) => subscribe(bus, `${prefix}-more-${n}`));
  const refused = (await Promise.allSettled(more)).filter(({ status }) => status === 'rejected');
  expect(refused.length).toBeGreaterThan(0);
  for (const { reason } of refused as PromiseRejectedResult[]) {
    expect(reason).toMatchObject({ code: 'overloaded', message: expect.stringContaining('no room') });
  }
}, 120_000);

test('two messages of one id in flight: each gets its own answer', async () => {
  const { bus } = rabbitmqBus({ connection: { url } });
  await bus.connect();
  const [somebody, nobody] = [randomTopic(), randomTopic()];
  await subscribe(bus, somebody);
  const id = 'the-same';
  const body = Buffer.from('x');
  const answers = await Promise.all([
    bus.broadcast({ topic: nobody, body, id }),
    bus.broadcast({ topic: somebody, body, id }),
    bus.broadcast({ topic: nobody, body, id }),
  ]);
  expect(answers.map(({ outcome }) => outcome)).toEqual(['returned', 'routed', 'returned']);
});

test('a clock that jumps by a day moves neither delays nor durations', async () => {
  const retry = { maxRetries: 1, delay: { type: 'fixed', ms: 300 } } as const;
  const { bus, recorder } = rabbitmqBus({ connection: { url }, retry });
  await bus.connect();
  const topic = randomTopic();
  const day = 86_400_000;
  const now = Date.now.bind(Date);
  const clock = vi.spyOn(Date, 'now');
  try {
    await subscribe(bus, topic, ({ attempt }) => {
      clock.mockImplementation(() => now() + (attempt === 1 ? day : -day));
      if (attempt === 1) throw new Error('on purpose');
    });
    const begun = performance.now();
    await bus.publish({ topic, body: Buffer.from('x') });
    const [acked] = await recorder.seen('acked', 1);
    const took = performance.now() - begun;
    expect(took).toBeGreaterThanOrEqual(290);
    expect(took).toBeLessThan(10_000);
    expect(acked?.latencyMs).toBeGreaterThanOrEqual(290);
    expect(acked?.latencyMs).toBeLessThan(10_000);
    expect(acked?.handlerMs).toBeLessThan(10_000);
  } finally {
    clock.mockRestore();
  }
});
