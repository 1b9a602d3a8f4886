import { connect } from 'amqplib';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { RabbitmqOptions } from '../../shared/brokers/rabbitmq';
import { rabbitmqBus, subscribe } from '../support/rabbitmq-bus';
import { randomTopic } from '../support/random-topic';
import { sharedBroker } from '../support/shared-broker';
import { until } from '../support/until';

/** What becomes of a delayed retry whose topic is gone when it is due. */
let url: string;

beforeAll(async () => {
  const broker = await sharedBroker();
  url = broker.url({ vhost: await broker.addVhost() });
});

/** Long enough to close a subscriber, or a bus, and to delete a queue before the retry is due, on a busy machine too. */
const delayMs = 2500;

type Profile = RabbitmqOptions['queues'];

async function connected(profile: Profile) {
  const retry = { maxRetries: 1, delay: { type: 'fixed', ms: delayMs } } as const;
  const use = rabbitmqBus({ connection: { url, queues: profile }, retry });
  await use.bus.connect();
  return use;
}

async function foreign() {
  const connection = await connect(url);
  onTestFinished(() => connection.close());
  return connection.createChannel();
}

const fail = () => {
  throw new Error('on purpose');
};

/** Fails once, and leaves its topic without a queue before the retry is due. */
async function leaveBehind({ bus, recorder }: Awaited<ReturnType<typeof connected>>, profile: Profile) {
  const topic = randomTopic();
  const subscription = await subscribe(bus, topic, fail, { name: 'billing' });
  const channel = await foreign();
  const headers = { tenant: 'a' };
  const { messageId } = await bus.publish({ topic, body: Buffer.from('x'), headers });
  await until('it waits', () => recorder.of('retryScheduled').some((event) => event.messageId === messageId));
  await subscription.close();
  // A quorum queue outlives its subscribers: there somebody has to delete it.
  if (profile === 'durable') {
    expect(await channel.deleteQueue(`eventbus.q.${topic}`)).toMatchObject({ messageCount: 0 });
  }
  return { topic, messageId, subscription };
}

for (const profile of ['compatible', 'durable'] as const) {
  test(`${profile}: it is a dead letter of its topic, and says so by itself`, async () => {
    const use = await connected(profile);
    const { bus, recorder } = use;
    const { topic, messageId, subscription } = await leaveBehind(use, profile);
    const [returned] = await recorder.seen('retryReturned', 1);
    expect(returned).toMatchObject({ messageId, topic, verb: 'publish', attempts: 1 });
    const { letters, total } = await bus.deadLetters(topic);
    expect(total).toBe(1);
    expect(letters).toMatchObject([
      {
        id: messageId,
        message: { id: messageId, topic, verb: 'publish', headers: { tenant: 'a' } },
        reason: 'unroutable',
        attempts: 1,
        error: 'The topic had no subscriber when its next attempt was due.',
        lastBy: 'billing',
        subscriberId: subscription.id,
      },
    ]);
    expect(letters[0]?.message.headers).toEqual({ tenant: 'a' });
    expect(Buffer.from(letters[0]?.body ?? []).toString()).toBe('x');
    expect(await (await foreign()).checkQueue('eventbus.parked')).toMatchObject({ messageCount: 0 });

    const attempts: number[] = [];
    await subscribe(bus, topic, ({ attempt }) => void attempts.push(attempt));
    expect(await bus.replay(topic, { ids: new Set([messageId]) })).toBe(1);
    await recorder.seen('acked', 1);
    expect(attempts).toEqual([1]);
    expect((await bus.deadLetters(topic)).total).toBe(0);
  });

  test(`${profile}: it is found by the next who connects, and can be thrown away`, async () => {
    const before = await connected(profile);
    const { topic, messageId } = await leaveBehind(before, profile);
    await before.bus.close();
    const channel = await foreign();
    await until('it is parked', async () => (await channel.checkQueue('eventbus.parked')).messageCount === 1);
    const { bus, recorder } = await connected(profile);
    const [returned] = await recorder.seen('retryReturned', 1);
    expect(returned).toMatchObject({ messageId, topic });
    expect(await bus.discard(topic, { ids: 'all' })).toBe(1);
    expect(await bus.deadLetters(topic)).toEqual({ letters: [], total: 0 });
  });
}

test('a look at the dead letters finds it at once', async () => {
  const use = await connected('compatible');
  const channel = await foreign();
  const { topic } = await leaveBehind(use, 'compatible');
  await until('it is parked', async () => (await channel.checkQueue('eventbus.parked')).messageCount === 1, {
    everyMs: 1,
  });
  expect(await use.bus.deadLetters(topic)).toMatchObject({ total: 1, letters: [{ reason: 'unroutable' }] });
});

test('what others put there stays there, in its order', async () => {
  const use = await connected('compatible');
  const channel = await foreign();
  await channel.assertQueue('eventbus.parked', { durable: true });
  const topic = randomTopic();
  const strange: Record<string, unknown>[] = [
    {},
    // Not from this topic's wait queue.
    { 'eventbus-topic': topic, 'eventbus-id': 'a' },
    { 'eventbus-topic': 7, 'eventbus-id': 'b' },
    { 'eventbus-topic': 'eventbus.parked', 'eventbus-id': 'c' },
  ];
  for (const [index, headers] of strange.entries()) {
    channel.sendToQueue('eventbus.parked', Buffer.from(String(index)), { headers });
  }
  const ours = await leaveBehind(use, 'compatible');
  await use.recorder.seen('retryReturned', 1);
  expect((await use.bus.deadLetters(topic)).total).toBe(0);
  expect((await use.bus.deadLetters(ours.topic)).total).toBe(1);
  const left: string[] = [];
  await until('they are back', async () => {
    const raw = await channel.get('eventbus.parked', { noAck: true });
    if (raw !== false) left.push(raw.content.toString());
    return left.length === strange.length;
  });
  expect(left).toEqual(['0', '1', '2', '3']);
});

test('what the other profile parked waits for a connection with that profile', async () => {
  const durable = await connected('durable');
  const { topic } = await leaveBehind(durable, 'durable');
  await durable.bus.close();
  const channel = await foreign();
  await until('it is parked', async () => (await channel.checkQueue('eventbus.parked')).messageCount === 1);
  const compatible = await connected('compatible');
  expect((await compatible.bus.deadLetters(topic)).total).toBe(0);
  const again = await connected('durable');
  expect((await again.bus.deadLetters(topic)).total).toBe(1);
});

test('one that its topic’s dead letters cannot take holds up no other, and is moved once they can', async () => {
  const use = await connected('compatible');
  const channel = await foreign();
  const topics: string[] = [];
  for (const durable of [false, true]) {
    const topic = randomTopic();
    topics.push(topic);
    if (!durable) await channel.assertQueue(`eventbus.dead.${topic}`, { durable });
    const subscription = await subscribe(use.bus, topic, fail);
    const { messageId } = await use.bus.publish({ topic, body: Buffer.from('x') });
    await until('it waits', () =>
      use.recorder.of('retryScheduled').some((event) => event.messageId === messageId),
    );
    await subscription.close();
  }
  expect(await use.recorder.seen('retryReturned', 1)).toMatchObject([{ topic: topics[1] }]);
  await channel.deleteQueue(`eventbus.dead.${topics[0]}`);
  expect((await use.recorder.seen('retryReturned', 2))[1]).toMatchObject({ topic: topics[0] });
});

test('the queue of what came back to nobody was deleted: it is declared again before long', async () => {
  const use = await connected('compatible');
  const channel = await foreign();
  await leaveBehind(use, 'compatible');
  await use.recorder.seen('retryReturned', 1);
  await channel.deleteQueue('eventbus.parked');
  await until('it is there again', async () => {
    const probe = await foreign();
    probe.on('error', () => undefined);
    return probe.checkQueue('eventbus.parked');
  });
  await leaveBehind(use, 'compatible');
  await use.recorder.seen('retryReturned', 2);
});
