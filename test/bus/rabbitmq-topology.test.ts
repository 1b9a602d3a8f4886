import { type Channel, connect, type GetMessage } from 'amqplib';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { BrokerAccess } from '../support/broker-access';
import { type BrokerFacts, factsOf } from '../support/broker-facts';
import { createBus, rabbitmqBus, subscribe } from '../support/rabbitmq-bus';
import { sharedBroker } from '../support/shared-broker';
import { until } from '../support/until';

let broker: BrokerAccess;
let facts: BrokerFacts;
let vhost: string;
let url: string;

beforeAll(async () => {
  broker = await sharedBroker();
  facts = await factsOf(broker);
});

/** Each test sees only what its own bus declared. */
async function ownVhost(): Promise<void> {
  vhost = await broker.addVhost();
  url = broker.url({ vhost });
}

/** A second program at the same broker, without any of the bus's code. */
async function foreign(): Promise<Channel> {
  const connection = await connect(url);
  connection.on('error', () => undefined);
  onTestFinished(() => connection.close());
  const channel = await connection.createChannel();
  channel.on('error', () => undefined);
  return channel;
}

/** How the broker lists the arguments of a queue that was declared with none. */
const none = () => (facts.namesDefaultType ? [['x-queue-type', 'longstr', 'classic']] : []);
const list = (what: string, ...columns: string[]) => broker.list(what, '--vhost', vhost, ...columns);
const queues = () => list('list_queues', 'name', 'durable', 'auto_delete', 'exclusive', 'arguments');
const fail = () => {
  throw new Error('on purpose');
};

/** Without the exchanges that are there from the beginning. */
async function exchanges() {
  const all = await list('list_exchanges', 'name', 'type', 'durable', 'auto_delete', 'arguments');
  return all.filter(({ name }) => name !== '' && !String(name).startsWith('amq.'));
}

/** Without those of the default exchange, which has every queue. */
async function bindings() {
  const all = await list('list_bindings', 'source_name', 'destination_name', 'routing_key');
  return all.filter(({ source_name }) => source_name !== '');
}

test('a publish declares the topic’s queue as the Python services do, and nothing else', async () => {
  await ownVhost();
  const { bus } = rabbitmqBus({ connection: { url } });
  await bus.connect();
  await bus.publish({ topic: 'orders', body: Buffer.from('x') });
  expect(await queues()).toEqual([
    { name: 'orders', durable: false, auto_delete: true, exclusive: false, arguments: none() },
  ]);
  expect(await exchanges()).toEqual([]);
});

test('a subscriber has a consumer on the topic’s queue and one on a queue of its own, bound to the fanout', async () => {
  await ownVhost();
  const { bus } = rabbitmqBus({ connection: { url } });
  await bus.connect();
  await subscribe(bus, 'orders', undefined, { prefetch: 7 });
  const [work, own] = (await queues()).sort((a, b) =>
    a.name === 'orders' ? -1 : b.name === 'orders' ? 1 : 0,
  );
  expect(work).toEqual({
    name: 'orders',
    durable: false,
    auto_delete: true,
    exclusive: false,
    arguments: none(),
  });
  expect(own).toEqual({
    name: expect.stringMatching(/^amq\.gen-/),
    durable: false,
    auto_delete: false,
    exclusive: true,
    arguments: none(),
  });
  expect(await exchanges()).toEqual([
    { name: 'broadcast_orders', type: 'fanout', durable: false, auto_delete: false, arguments: [] },
  ]);
  expect(await bindings()).toEqual([
    { source_name: 'broadcast_orders', destination_name: own?.name, routing_key: '' },
  ]);
  const consumers = await list('list_consumers', 'queue_name', 'ack_required', 'prefetch_count', 'active');
  expect(consumers).toHaveLength(2);
  for (const consumer of consumers) {
    expect(consumer).toMatchObject({ ack_required: true, prefetch_count: 7, active: true });
  }
});

test('when the last subscriber leaves, its queues are gone', async () => {
  await ownVhost();
  const { bus } = rabbitmqBus({ connection: { url } });
  await bus.connect();
  const subscription = await subscribe(bus, 'orders');
  await subscription.close();
  expect(await queues()).toEqual([]);
  expect(await bindings()).toEqual([]);
});

test('a delayed retry declares a wait queue for its delay and the way back', async () => {
  await ownVhost();
  const retry = { maxRetries: 1, delay: { type: 'fixed', ms: 120_000 } } as const;
  const { bus, recorder } = rabbitmqBus({ connection: { url }, retry });
  await bus.connect();
  await subscribe(bus, 'orders', fail);
  await bus.publish({ topic: 'orders', body: Buffer.from('x') });
  await recorder.seen('retryScheduled', 1);
  await until('it waits', async () => {
    const found = await list('list_queues', 'name', 'messages_ready');
    return found.some(({ name, messages_ready }) => String(name).includes('wait') && messages_ready === 1);
  });
  const helpers = (await queues()).filter(({ name }) => String(name).startsWith('eventbus.'));
  expect(helpers.sort((a, b) => String(a.name).localeCompare(String(b.name)))).toEqual([
    { name: 'eventbus.parked', durable: true, auto_delete: false, exclusive: false, arguments: none() },
    {
      name: 'eventbus.wait.120000.orders',
      durable: true,
      auto_delete: false,
      exclusive: false,
      arguments: expect.arrayContaining([
        ['x-message-ttl', expect.anything(), 120_000],
        ['x-expires', expect.anything(), 240_000],
        ['x-dead-letter-exchange', 'longstr', 'eventbus.retry'],
        ['x-dead-letter-routing-key', 'longstr', 'orders'],
      ]),
    },
  ]);
  expect(await exchanges()).toEqual(
    expect.arrayContaining([
      {
        name: 'eventbus.retry',
        type: 'direct',
        durable: true,
        auto_delete: false,
        arguments: [['alternate-exchange', 'longstr', 'eventbus.unrouted']],
      },
      { name: 'eventbus.unrouted', type: 'fanout', durable: true, auto_delete: false, arguments: [] },
    ]),
  );
  expect(await bindings()).toEqual(
    expect.arrayContaining([
      { source_name: 'eventbus.retry', destination_name: 'orders', routing_key: 'orders' },
      { source_name: 'eventbus.unrouted', destination_name: 'eventbus.parked', routing_key: '' },
    ]),
  );
  // The topic's own queue is still as the Python services declare it.
  expect((await queues()).find(({ name }) => name === 'orders')).toMatchObject({
    arguments: none(),
  });
});

test('a dead letter says why, how often, by whom and where it came from', async () => {
  await ownVhost();
  const { bus, recorder } = rabbitmqBus({ connection: { url } });
  await bus.connect();
  const { id } = await subscribe(bus, 'orders', fail, { name: 'billing' });
  const { messageId } = await bus.publish({
    topic: 'orders',
    body: Buffer.of(255),
    headers: { tenant: 'a' },
  });
  await recorder.seen('deadLettered', 1);
  expect((await queues()).find(({ name }) => name === 'eventbus.dead.orders')).toEqual({
    name: 'eventbus.dead.orders',
    durable: true,
    auto_delete: false,
    exclusive: false,
    arguments: none(),
  });
  const letter = (await (await foreign()).get('eventbus.dead.orders', { noAck: true })) as GetMessage;
  expect(letter.content).toEqual(Buffer.of(255));
  expect(letter.properties).toMatchObject({ messageId, deliveryMode: 2 });
  expect(letter.properties.headers).toMatchObject({
    tenant: 'a',
    'eventbus-id': messageId,
    'eventbus-attempt': 4,
    'eventbus-reason': 'max-retries',
    'eventbus-error': 'on purpose',
    'eventbus-last-by': id,
    'eventbus-queue': 'orders',
    'eventbus-exchange': '',
    'eventbus-routing-key': 'orders',
  });
});

test('a topic whose helpers’ names would be too long gets them by its hash', async () => {
  await ownVhost();
  const retry = { maxRetries: 1, delay: { type: 'fixed', ms: 50 } } as const;
  const { bus, recorder } = rabbitmqBus({ connection: { url }, retry });
  await bus.connect();
  const [one, other] = ['é'.repeat(122), `${'é'.repeat(121)}e`];
  for (const topic of [one, other]) {
    await subscribe(bus, topic, fail);
    await bus.publish({ topic, body: Buffer.from(topic.slice(-1)) });
  }
  await recorder.seen('deadLettered', 2);
  const names = (await queues()).map(({ name }) => String(name));
  expect(names.filter((name) => /^eventbus\.dead\.h-[0-9a-f]{32}$/.test(name))).toHaveLength(2);
  expect(names.filter((name) => /^eventbus\.wait\.50\.h-[0-9a-f]{32}$/.test(name))).toHaveLength(2);
  for (const topic of [one, other]) {
    const { letters } = await bus.deadLetters(topic);
    expect(letters.map(({ body }) => Buffer.from(body).toString())).toEqual([topic.slice(-1)]);
  }
});

test('the broker sees two connections with names that tell what they are for', async () => {
  await ownVhost();
  const { bus } = rabbitmqBus({ connection: { url } });
  await bus.connect();
  const all = await broker.list('list_connections', 'vhost', 'client_properties');
  const ours = all.filter((connection) => connection.vhost === vhost);
  expect(ours).toHaveLength(2);
  expect(JSON.stringify(ours.map(({ client_properties }) => client_properties))).toContain('Busdeck');
  expect(bus.status.server).toMatch(/^RabbitMQ \d/);
  expect(JSON.stringify(bus.status)).not.toContain('guest:guest');
});

test('nothing of the bus is left at the broker after its close but what must outlive it', async () => {
  await ownVhost();
  const bus = createBus({ connection: { url }, retry: { maxRetries: 0, delay: { type: 'immediate' } } });
  await bus.connect();
  await subscribe(bus, 'orders', fail);
  await bus.publish({ topic: 'orders', body: Buffer.from('x') });
  await until('it is dead', async () => (await bus.deadLetters('orders')).total === 1);
  await bus.close();
  expect((await queues()).map(({ name }) => name)).toEqual(['eventbus.dead.orders']);
  const connections = await broker.list('list_connections', 'vhost');
  expect(connections.filter((connection) => connection.vhost === vhost)).toEqual([]);
});
