import { beforeAll, expect, test } from 'vitest';
import type { BrokerAccess, Permissions } from '../support/broker-access';
import { everything } from '../support/broker-access';
import { rabbitmqBus, subscribe } from '../support/rabbitmq-bus';
import { randomTopic } from '../support/random-topic';
import { sharedBroker } from '../support/shared-broker';
import { until } from '../support/until';

let broker: BrokerAccess;
let vhost: string;

beforeAll(async () => {
  broker = await sharedBroker();
  vhost = await broker.addVhost();
});

/** A connected bus of a user with these rights. */
async function busOf(permissions: Partial<Permissions>) {
  const user = randomTopic('user');
  await broker.addUser(user, 'password', { ...everything, ...permissions, vhost });
  const use = rabbitmqBus({
    connection: { url: broker.url({ vhost, user, password: 'password' }) },
    retry: { maxRetries: 0, delay: { type: 'immediate' } },
  });
  await use.bus.connect();
  return { ...use, user };
}

test('no right to configure one topic: that topic is refused, the others and the connection live', async () => {
  const { bus, recorder } = await busOf({ configure: '^(?!secret).*' });
  const error = await subscribe(bus, 'secret').catch((raised) => raised);
  expect(error).toMatchObject({ code: 'access-refused', detail: expect.stringContaining("queue 'secret'") });
  await expect(bus.publish({ topic: 'secret', body: Buffer.from('x') })).rejects.toMatchObject({
    code: 'access-refused',
  });
  const topic = randomTopic();
  await subscribe(bus, topic);
  await bus.publish({ topic, body: Buffer.from('x') });
  await bus.broadcast({ topic, body: Buffer.from('x') });
  await recorder.seen('acked', 2);
  expect(recorder.of('connection').map(({ status: { state } }) => state)).toEqual(['connecting', 'ready']);
});

test('no right to write: a publish is refused, and so is the next; reading goes on', async () => {
  const { bus, recorder } = await busOf({ write: '^(?!amq\\.default$).*' });
  const topic = randomTopic();
  await subscribe(bus, topic);
  for (let i = 0; i < 2; i += 1) {
    await expect(bus.publish({ topic, body: Buffer.from('x') })).rejects.toMatchObject({
      code: 'access-refused',
      detail: expect.stringContaining('amq.default'),
    });
  }
  expect(recorder.of('publishFailed')).toHaveLength(2);
  // The exchange of the broadcasts may be written.
  await bus.broadcast({ topic, body: Buffer.from('x') });
  await recorder.seen('acked', 1);
  expect(bus.status.state).toBe('ready');
});

test('no right to write, many at once: each publish is answered, none hangs', async () => {
  const { bus } = await busOf({ write: '^$' });
  const sends = Array.from({ length: 50 }, () => bus.publish({ topic: 't', body: Buffer.from('x') }));
  const results = await Promise.allSettled(sends);
  expect(results.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 'rejected'));
});

test('no right to configure the broadcasts’ queues: refused with the permission to ask for', async () => {
  const { bus } = await busOf({ configure: '^(?!amq\\.gen).*' });
  const error = await subscribe(bus, randomTopic()).catch((raised) => raised);
  expect(error).toMatchObject({ code: 'access-refused' });
  expect(error.message).toContain('^amq\\.gen');
});

test('no right to read the topic: refused for that topic', async () => {
  const { bus } = await busOf({ read: '^(?!secret).*' });
  await expect(subscribe(bus, 'secret')).rejects.toMatchObject({ code: 'access-refused' });
  await subscribe(bus, randomTopic());
});

test('no right to write dead letters: the message is kept, the subscriber is stuck and says so, until it may', async () => {
  const { bus, recorder, user } = await busOf({ configure: '^(?!eventbus\\.dead).*' });
  const topic = randomTopic();
  const one = await subscribe(bus, topic, () => {
    throw new Error('on purpose');
  });
  await bus.publish({ topic, body: Buffer.from('x') });
  await until('it is stuck', () => one.state === 'stuck');
  expect(one.reason).toMatch(/kept/);
  expect(recorder.of('deadLettered')).toEqual([]);
  // Unacked: neither lost nor given to others.
  expect(await bus.inspect(topic)).toMatchObject({ ready: 0, consumers: 1 });
  await broker.permit(user, vhost, everything);
  await recorder.seen('deadLettered', 1);
  await until('it goes on', () => one.state === 'consuming');
  expect(await bus.deadLetters(topic)).toMatchObject({ total: 1 });
});
