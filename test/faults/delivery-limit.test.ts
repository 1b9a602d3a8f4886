import { type Channel, connect, type GetMessage } from 'amqplib';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { durable } from '../../electron/bus/rabbitmq/names';
import type { BrokerAccess } from '../support/broker-access';
import { type BrokerFacts, factsOf } from '../support/broker-facts';
import { rabbitmqBus, subscribe } from '../support/rabbitmq-bus';
import { randomTopic } from '../support/random-topic';
import { sharedBroker } from '../support/shared-broker';
import { until } from '../support/until';

let broker: BrokerAccess;
let facts: BrokerFacts;
let vhost: string;
let url: string;

/** More often than a durable queue's delivery limit. */
const often = 25;

beforeAll(async () => {
  broker = await sharedBroker();
  facts = await factsOf(broker);
  vhost = await broker.addVhost();
  url = broker.url({ vhost });
});

async function useBus() {
  const retry = { maxRetries: 1, delay: { type: 'immediate' } } as const;
  const use = rabbitmqBus({ connection: { url, queues: 'durable' }, retry });
  await use.bus.connect();
  const topic = randomTopic();
  const publish = () => use.bus.publish({ topic, body: Buffer.from('x') });
  return { ...use, topic, publish, queue: durable.work(topic).name };
}

async function foreign(): Promise<Channel> {
  const connection = await connect(url);
  connection.on('error', () => undefined);
  onTestFinished(() => connection.close());
  return connection.createChannel();
}

type Answer = 'nack' | 'reject';

/** What a program of somebody else gives back so many times, or as often as it gets it. */
async function giveBack(queue: string, answer: Answer, times: number): Promise<number> {
  const channel = await foreign();
  for (let given = 0; given < times; given += 1) {
    const raw = await comesAgain(channel, queue);
    if (raw === undefined) return given;
    if (answer === 'nack') channel.nack(raw, false, true);
    else channel.reject(raw, true);
  }
  return times;
}

/** A quorum queue takes a moment for what was given back; undefined when it has let go of it for good. */
async function comesAgain(channel: Channel, queue: string): Promise<GetMessage | undefined> {
  for (;;) {
    const raw = await channel.get(queue);
    if (raw !== false) return raw;
    const [row] = (await broker.list('list_queues', '--vhost', vhost, 'name', 'messages')).filter(
      ({ name }) => name === queue,
    );
    if (row?.messages === 0) return undefined;
  }
}

test.for(['nack', 'reject'] as const)(
  'given back by another program (%s): no attempt is counted for it',
  async (answer) => {
    const { bus, recorder, topic, publish, queue } = await useBus();
    await publish();
    expect(await giveBack(queue, answer, 5)).toBe(5);
    await subscribe(bus, topic, ({ attempt }) => {
      if (attempt === 1) throw new Error('on purpose');
    });
    await recorder.seen('acked', 1);
    expect(recorder.of('delivered').map(({ attempt }) => attempt)).toEqual([1, 2]);
  },
);

test.for(['nack', 'reject'] as const)(
  'given back by another program (%s) more often than the limit: a dead letter, or nothing is counted and it stays',
  { timeout: 60_000 },
  async (answer) => {
    const { bus, recorder, topic, publish, queue } = await useBus();
    const { messageId } = await publish();
    const counts = answer === 'reject' || facts.countsNacks;
    const given = await giveBack(queue, answer, often);
    if (counts) {
      expect(given).toBe(21);
      const { letters } = await until('it is a dead letter', async () => {
        const found = await bus.deadLetters(topic);
        return found.total === 1 && found;
      });
      expect(letters).toMatchObject([{ message: { id: messageId }, reason: 'interrupted' }]);
      expect(await bus.replay(topic, { ids: 'all' })).toBe(1);
    } else {
      expect(given).toBe(often);
    }
    await subscribe(bus, topic);
    expect(await recorder.seen('acked', 1)).toMatchObject([{ messageId, attempt: 1 }]);
  },
);

test('where the broker delays what comes back to a queue, the attempts and interruptions are the same', async () => {
  const { bus, recorder, topic, publish, queue } = await useBus();
  let runs = 0;
  const one = await subscribe(bus, topic, async ({ attempt }) => {
    runs += 1;
    if (runs === 1) {
      one.crash();
      await new Promise(() => undefined);
    }
    if (attempt === 1) throw new Error('on purpose');
  });
  const policy = JSON.stringify({ 'delayed-retry-type': 'all', 'delayed-retry-min': 700 });
  const setting = broker.ctl(
    'set_policy',
    '--vhost',
    vhost,
    topic,
    `^${queue.replaceAll('.', '\\.')}$`,
    policy,
  );
  if (facts.delaysReturned) {
    await setting;
    await until('it is in force', async () => {
      const rows = await broker.list('list_queues', '--vhost', vhost, 'name', 'policy');
      return rows.some((row) => row.name === queue && row.policy === topic);
    });
  } else {
    await expect(setting).rejects.toThrow();
  }
  await publish();
  await recorder.seen('acked', 1);
  expect(recorder.of('delivered').map(({ attempt, interrupted }) => [attempt, interrupted])).toEqual([
    [1, 0],
    [1, 1],
    [2, 1],
  ]);
});
