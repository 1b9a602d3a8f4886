import { type Channel, connect } from 'amqplib';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { BrokerAccess } from '../support/broker-access';
import { slackMs } from '../support/busy-machine';
import { rabbitmqBus, subscribe } from '../support/rabbitmq-bus';
import { randomTopic } from '../support/random-topic';
import { sharedBroker } from '../support/shared-broker';
import { until } from '../support/until';

let broker: BrokerAccess;
let vhost: string;
let url: string;

beforeAll(async () => {
  broker = await sharedBroker();
  vhost = await broker.addVhost();
  url = broker.url({ vhost });
});

async function foreign(): Promise<Channel> {
  const connection = await connect(url);
  connection.on('error', () => undefined);
  onTestFinished(() => connection.close());
  const channel = await connection.createChannel();
  channel.on('error', () => undefined);
  return channel;
}

async function useBus(maxRetries = 3) {
  const use = rabbitmqBus({ connection: { url }, retry: { maxRetries, delay: { type: 'immediate' } } });
  await use.bus.connect();
  return use;
}

const fail = () => {
  throw new Error('on purpose');
};

test('the topic’s queue is deleted under its consumers: each is back within a second, and says so', async () => {
  const { bus, recorder } = await useBus();
  const topic = randomTopic();
  const two = [await subscribe(bus, topic), await subscribe(bus, topic)];
  const begun = performance.now();
  await (await foreign()).deleteQueue(topic);
  for (const { id } of two) {
    const changes = await until('it is back', () => {
      const found = recorder.of('subscriberChanged').filter(({ subscriber }) => subscriber.id === id);
      return found.length >= 3 && found.at(-1)?.state === 'consuming' && found;
    });
    const states = changes.map(({ state }) => state);
    expect(new Set(states.slice(1, -1))).toEqual(new Set(['recovering']));
    expect(changes.map(({ reason }) => reason).join()).toMatch(/deleted/);
  }
  expect(performance.now() - begun).toBeLessThan(1000 + slackMs);
  await bus.publish({ topic, body: Buffer.from('p') });
  await bus.broadcast({ topic, body: Buffer.from('b') });
  await recorder.seen('acked', 3);
});

test('the queue of a subscriber’s broadcasts is deleted: it gets a new one', async () => {
  const { bus, recorder } = await useBus();
  const topic = randomTopic();
  await subscribe(bus, topic);
  const queues = await broker.list('list_queues', '--vhost', vhost, 'name', 'consumers', 'exclusive');
  const own = queues.filter(({ exclusive, consumers }) => exclusive === true && consumers === 1);
  for (const { name } of own) {
    // Exclusive: only its owner may delete it by AMQP, but an operator may.
    await broker.ctl('--vhost', vhost, 'delete_queue', String(name));
  }
  const states = () => recorder.of('subscriberChanged').map(({ state }) => state);
  await until('it is back', () => states().includes('recovering') && states().at(-1) === 'consuming');
  expect(states()).toEqual(['consuming', 'recovering', 'consuming']);
  await bus.broadcast({ topic, body: Buffer.from('b') });
  await bus.publish({ topic, body: Buffer.from('p') });
  await recorder.seen('acked', 2);
});

test('the fanout exchange is deleted: a broadcast is answered, and subscribers can be reached again', async () => {
  const { bus, recorder } = await useBus();
  const topic = randomTopic();
  await subscribe(bus, topic);
  await bus.broadcast({ topic, body: Buffer.from('1') });
  await recorder.seen('acked', 1);
  await (await foreign()).deleteExchange(`broadcast_${topic}`);
  // Either it is declared again and nobody is bound to it, or it is refused: but not silent, and not for ever.
  const answer = await bus.broadcast({ topic, body: Buffer.from('2') }).then(
    ({ outcome }) => outcome,
    ({ code }) => code,
  );
  expect(['returned', 'not-found', 'routed']).toContain(answer);
  expect(bus.status.state).toBe('ready');
  await bus.publish({ topic, body: Buffer.from('3') });
  await until('the publish is handled', () => recorder.of('acked').some(({ verb }) => verb === 'publish'));
  const late = await subscribe(bus, topic);
  await bus.broadcast({ topic, body: Buffer.from('4') });
  await until('the new subscriber has it', () =>
    recorder.of('acked').some(({ subscriber }) => subscriber.id === late.id),
  );
});

test('the queue a publish goes to was deleted: it is declared again and the message held', async () => {
  const { bus } = await useBus();
  const topic = randomTopic();
  await bus.publish({ topic, body: Buffer.from('lost with the queue') });
  const channel = await foreign();
  await channel.deleteQueue(topic);
  expect(await bus.publish({ topic, body: Buffer.from('held') })).toMatchObject({ outcome: 'held' });
  expect(await channel.checkQueue(topic)).toMatchObject({ messageCount: 1 });
});

test('somebody has the topic’s queue for himself', async () => {
  const { bus } = await useBus();
  const topic = randomTopic();
  await (await foreign()).assertQueue(topic, { exclusive: true, durable: false, autoDelete: true });
  await expect(subscribe(bus, topic)).rejects.toMatchObject({
    code: 'topology-mismatch',
    detail: expect.stringContaining('RESOURCE_LOCKED'),
  });
});

test('somebody consumes the topic for himself alone: a subscriber is told so, and what is published goes there', async () => {
  const { bus } = await useBus();
  const topic = randomTopic();
  const channel = await foreign();
  await channel.assertQueue(topic, { durable: false, autoDelete: true });
  const got: string[] = [];
  await channel.consume(topic, (raw) => void got.push(String(raw?.content)), { exclusive: true });
  await expect(subscribe(bus, topic)).rejects.toMatchObject({
    code: 'topology-mismatch',
    message: expect.stringContaining('Another consumer has it for itself'),
  });
  await bus.publish({ topic, body: Buffer.from('x') });
  await until('it has come', () => got.includes('x'));
});

test('the fanout exchange is of another kind: the subscriber is told', async () => {
  const { bus } = await useBus();
  const topic = randomTopic();
  await (await foreign()).assertExchange(`broadcast_${topic}`, 'topic', { durable: false });
  await expect(subscribe(bus, topic)).rejects.toMatchObject({ code: 'topology-mismatch' });
  await expect(bus.broadcast({ topic, body: Buffer.from('x') })).rejects.toMatchObject({
    code: 'topology-mismatch',
  });
});

test('the queue of dead letters cannot be declared: the message is kept until it can, and nothing is dropped', async () => {
  const { bus, recorder } = await useBus(0);
  const topic = randomTopic();
  const channel = await foreign();
  await channel.assertQueue(`eventbus.dead.${topic}`, { durable: false });
  const one = await subscribe(bus, topic, fail);
  await bus.publish({ topic, body: Buffer.from('x') });
  await until('it is stuck', () => one.state === 'stuck');
  expect(recorder.of('deadLettered')).toEqual([]);
  await channel.deleteQueue(`eventbus.dead.${topic}`);
  await recorder.seen('deadLettered', 1);
  await until('it goes on', () => one.state === 'consuming');
  expect(await bus.deadLetters(topic)).toMatchObject({ total: 1 });
});

test('a stuck subscriber can be removed, and its message goes to another', async () => {
  const { bus, recorder } = await useBus(0);
  const topic = randomTopic();
  const channel = await foreign();
  await channel.assertQueue(`eventbus.dead.${topic}`, { durable: false });
  const one = await subscribe(bus, topic, fail);
  await bus.publish({ topic, body: Buffer.from('x') });
  await until('it is stuck', () => one.state === 'stuck');
  await subscribe(bus, topic);
  await one.close(0);
  await recorder.seen('acked', 1);
  await channel.deleteQueue(`eventbus.dead.${topic}`);
});

test('another party’s mistake on its own channel does not reach us', async () => {
  const { bus, recorder } = await useBus();
  const topic = randomTopic();
  await subscribe(bus, topic);
  const channel = await foreign();
  await expect(channel.assertQueue(topic, { durable: true })).rejects.toThrow('PRECONDITION_FAILED');
  await bus.publish({ topic, body: Buffer.from('x') });
  await recorder.seen('acked', 1);
  expect(recorder.of('subscriberChanged').map(({ state }) => state)).toEqual(['consuming']);
});

test('300 subscribers on 100 topics come and go without a rest', async () => {
  const { bus, recorder } = await useBus();
  const topics = Array.from({ length: 100 }, () => randomTopic());
  const all = await Promise.all(topics.flatMap((topic) => [1, 2, 3].map(() => subscribe(bus, topic))));
  await Promise.all(topics.map((topic) => bus.broadcast({ topic, body: Buffer.from('x') })));
  await recorder.seen('acked', 300);
  await Promise.all(all.map((subscription) => subscription.close()));
  const left = await broker.list('list_queues', '--vhost', vhost, 'name');
  expect(left.filter(({ name }) => topics.includes(String(name)))).toEqual([]);
}, 60_000);

/** From now on the broker refuses what would make a queue of this name longer than that. */
async function limit(queue: string, length: number): Promise<void> {
  const pattern = `^${queue.replaceAll('.', '\\.')}$`;
  const definition = JSON.stringify({ 'max-length': length, overflow: 'reject-publish' });
  const policy = randomTopic('limit');
  await broker.ctl('set_policy', '--vhost', vhost, '--apply-to', 'queues', policy, pattern, definition);
  await until('the policy is in force', async () => {
    const rows = await broker.list('list_queues', '--vhost', vhost, 'name', 'policy');
    return rows.some((row) => row.name === queue && row.policy === policy);
  });
}

test('a full queue: what the broker refuses is told as such, what it took is delivered, and then there is room', {
  timeout: 60_000,
}, async () => {
  const { bus, recorder } = await useBus();
  const topic = randomTopic();
  const { outcome } = await bus.publish({ topic, body: Buffer.from('0') });
  expect(outcome).toBe('held');
  await limit(topic, 3);
  const sends = Array.from({ length: 9 }, (_, i) => bus.publish({ topic, body: Buffer.from(String(i + 1)) }));
  const answers = await Promise.allSettled(sends);
  const refused = answers.filter((answer) => answer.status === 'rejected');
  const taken = answers.filter((answer) => answer.status === 'fulfilled');
  expect(refused.length).toBeGreaterThan(0);
  for (const { reason } of refused) {
    expect(reason).toMatchObject({
      code: 'overloaded',
      message: `The broker refused the message for “${topic}”: its queue is full, or was removed at that moment.`,
    });
  }
  expect(recorder.of('publishFailed').map(({ error }) => error.code)).toEqual(
    refused.map(() => 'overloaded'),
  );
  const status = await until('it stands', () => bus.inspect(topic));
  expect(status.ready).toBe(1 + taken.length);

  const got: string[] = [];
  await subscribe(bus, topic, ({ message }) => void got.push(message.id));
  await recorder.seen('acked', 1 + taken.length);
  const confirmed = recorder.of('confirmed').map(({ messageId }) => messageId);
  expect(new Set(got)).toEqual(new Set(confirmed));
  await bus.publish({ topic, body: Buffer.from('again') });
  await recorder.seen('acked', 2 + taken.length);
});

test('the dead letters’ queue is full: the message is kept, the subscriber is stuck until there is room', {
  timeout: 60_000,
}, async () => {
  const { bus, recorder } = await useBus(0);
  const topic = randomTopic();
  const subscription = await subscribe(bus, topic, fail);
  await bus.publish({ topic, body: Buffer.from('first') });
  await recorder.seen('deadLettered', 1);
  await limit(`eventbus.dead.${topic}`, 1);
  const { messageId } = await bus.publish({ topic, body: Buffer.from('second') });
  await until('it is stuck', () => subscription.state === 'stuck');
  expect(subscription.reason).toMatch(/its queue is full/);
  expect(await bus.discard(topic, { ids: 'all' })).toBe(1);
  await recorder.seen('deadLettered', 2);
  await until('it goes on', () => subscription.state === 'consuming');
  const { letters } = await bus.deadLetters(topic);
  expect(letters.map(({ message }) => message.id)).toEqual([messageId]);
});

test('the exchange that takes delayed retries back was deleted: it is declared again, and no message is stuck', async () => {
  const retry = { maxRetries: 1, delay: { type: 'fixed', ms: 50 } } as const;
  const { bus, recorder } = rabbitmqBus({ connection: { url }, retry });
  await bus.connect();
  const topic = randomTopic();
  await subscribe(bus, topic, ({ attempt }) => {
    if (attempt === 1) fail();
  });
  await bus.publish({ topic, body: Buffer.from('1') });
  await recorder.seen('acked', 1);
  await (await foreign()).deleteExchange('eventbus.retry');
  await bus.publish({ topic, body: Buffer.from('2') });
  await recorder.seen('acked', 2);
  expect(recorder.of('subscriberChanged').filter(({ state }) => state === 'stuck')).toEqual([]);
});

test('the dead letters’ queue was deleted: the topic has none, and can be looked at', async () => {
  const { bus } = await useBus();
  const topic = randomTopic();
  expect(await bus.deadLetters(topic)).toEqual({ letters: [], total: 0 });
  await (await foreign()).deleteQueue(`eventbus.dead.${topic}`);
  expect(await bus.deadLetters(topic)).toEqual({ letters: [], total: 0 });
});

test('a dead letter whose time is none that a date can have is listed without one', async () => {
  const { bus } = await useBus();
  const topic = randomTopic();
  await bus.deadLetters(topic);
  const channel = await foreign();
  for (const at of [1, 1e17, -1e300]) {
    const headers = { 'eventbus-dead-at': { '!': 'double', value: at } };
    channel.sendToQueue(`eventbus.dead.${topic}`, Buffer.from('x'), { messageId: String(at), headers });
  }
  const { letters } = await until('all are there', async () => {
    const found = await bus.deadLetters(topic);
    return found.total === 3 && found;
  });
  expect(letters.map(({ at }) => at).filter((at) => at !== undefined)).toEqual([1]);
});
