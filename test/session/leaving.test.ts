import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { Session } from '../../electron/session/session';
import { rabbitmqOptionsSchema } from '../../shared/brokers/rabbitmq';
import { ackAlways, type Behaviour } from '../../shared/bus/behaviour';
import { sendSchema } from '../../shared/window/send';
import type { BrokerAccess } from '../support/broker-access';
import { randomTopic } from '../support/random-topic';
import { sharedBroker } from '../support/shared-broker';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

let broker: BrokerAccess;

beforeAll(async () => {
  broker = await sharedBroker();
});

const hang: Behaviour = { ...ackAlways, rule: { type: 'hang' } };

/** A session on a virtual host of its own, and the queues there. */
async function connected({
  port,
  ...options
}: {
  keepAlive?: 'anchor';
  queues?: 'durable';
  port?: number;
} = {}) {
  const vhost = await broker.addVhost();
  const session = new Session({ of: () => undefined, keep: () => undefined });
  onTestFinished(() => session.close());
  await session.connect(
    rabbitmqOptionsSchema.parse({
      kind: 'rabbitmq',
      url: broker.url({ vhost, ...(port === undefined ? {} : { port }) }),
      ...options,
    }),
  );
  const topic = randomTopic();
  let delivered = 0;
  session.onEvent(({ type }) => {
    if (type === 'delivered') delivered += 1;
  });
  const subscribe = async (prefetch: number, behaviour = hang) => {
    const [added] = await session.addSubscribers({ topic, name: 'one', count: 1, prefetch, behaviour });
    return added?.id ?? '';
  };
  const publish = (count: number) =>
    session.send(
      'publish',
      sendSchema.parse({ sendId: crypto.randomUUID(), topic, payload: { format: 'text', text: 'x' }, count }),
    );
  const inHand = (count: number) => until(`${count} are in hand`, () => delivered === count);
  return { session, topic, subscribe, publish, inHand };
}

const wouldLose = (...words: string[]) => ({
  code: 'would-lose',
  message: expect.stringMatching(new RegExp(words.join('.*'))),
});

test('what the last subscriber has in hand goes with it as well: removing it, and leaving, ask', async () => {
  const { session, subscribe, publish, inHand } = await connected();
  const subscriberId = await subscribe(10);
  await publish(5);
  await inHand(5);
  const words = wouldLose('5 messages', 'not answered yet', 'go with its last subscriber');
  await expect(session.removeSubscriber({ subscriberId })).rejects.toMatchObject(words);
  await expect(session.disconnect()).rejects.toMatchObject(words);
  await expect(session.connect({ kind: 'memory', retry: session.state().retry })).rejects.toMatchObject(
    words,
  );
  expect(await session.loss()).toContain('5 messages');
});

test('what a paused subscriber holds back counts as well', async () => {
  const { session, subscribe, publish, inHand } = await connected();
  const subscriberId = await subscribe(10, ackAlways);
  session.pauseSubscriber({ subscriberId, paused: true });
  await publish(5);
  await inHand(5);
  await expect(session.disconnect()).rejects.toMatchObject(wouldLose('5 messages', 'not answered yet'));
  await session.pauseSubscriber({ subscriberId, paused: false });
  await until('none is left', async () => (await session.loss()) === undefined);
  await session.disconnect();
});

test('Keep alive ends with the connection: leaving asks, the removal of a last subscriber does not', async () => {
  const { session, topic, subscribe, publish, inHand } = await connected({ keepAlive: 'anchor' });
  const subscriberId = await subscribe(1);
  await publish(5);
  await inHand(1);
  expect(session.mayLose).toBe(true);
  await expect(session.disconnect()).rejects.toMatchObject(
    wouldLose('4 messages wait', topic, 'Keep alive', 'does 1 that is in hand'),
  );
  // Nothing goes: the topic stays, with nobody on it.
  await session.removeSubscriber({ subscriberId });
  await until('all wait', async () => (await session.loss())?.includes('5 messages wait') === true);
  await expect(session.disconnect()).rejects.toMatchObject(wouldLose('5 messages wait', topic, 'Keep alive'));
  expect((await session.disconnect({ evenIfLost: true })).state).toBe('closed');
});

test('a durable topic outlives its subscribers: nobody is asked', async () => {
  const { session, subscribe, publish, inHand } = await connected({ queues: 'durable' });
  await subscribe(1);
  await publish(5);
  await inHand(1);
  expect(session.mayLose).toBe(false);
  expect((await session.disconnect()).state).toBe('closed');
});

test('a paused subscriber is paused still when the link was lost and is there again', async () => {
  await using proxy = await TcpProxy.start(broker);
  const { session, subscribe, publish, inHand } = await connected({ port: proxy.port });
  const subscriberId = await subscribe(10, ackAlways);
  await session.pauseSubscriber({ subscriberId, paused: true });
  const state = () => session.state().subscribers[0]?.state;
  let acked = 0;
  session.onEvent(({ type }) => {
    if (type === 'acked') acked += 1;
  });
  proxy.cut();
  await until('it has noticed', () => state() === 'recovering');
  await until('it is paused again', () => state() === 'paused', { timeoutMs: 15_000 });
  await publish(3);
  await inHand(3);
  expect(acked).toBe(0);
  await session.pauseSubscriber({ subscriberId, paused: false });
  await until('they are handled', () => acked === 3);
});

test('a broker that does not answer is not waited for: leaving asks nothing and ends', async () => {
  await using proxy = await TcpProxy.start(broker);
  const { session, subscribe, publish, inHand } = await connected({ port: proxy.port });
  await subscribe(1);
  await publish(5);
  await inHand(1);
  expect(await session.loss()).toContain('4 messages wait');
  proxy.freeze();
  expect(await session.loss()).toBeUndefined();
});
