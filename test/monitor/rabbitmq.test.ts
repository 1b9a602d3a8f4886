import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { EventBus } from '../../electron/bus/event-bus';
import { RabbitmqBackend } from '../../electron/bus/rabbitmq/backend';
import { BrokerDesk } from '../../electron/monitor/broker-desk';
import { createMonitor } from '../../electron/monitor/monitors';
import { type RabbitmqInput, rabbitmqOptionsSchema } from '../../shared/brokers/rabbitmq';
import { brokerQuerySchema } from '../../shared/window/broker-view';
import { Broker } from '../support/broker';
import { randomTopic } from '../support/random-topic';
import { until } from '../support/until';

let broker: Broker;

beforeAll(async () => {
  broker = await Broker.start({ management: true, config: ['collect_statistics_interval = 1000'] });
});

afterAll(async () => {
  await broker?.[Symbol.asyncDispose]();
});

/** A bus and the desk that looks at its broker. */
async function watching(input: Omit<RabbitmqInput, 'kind'>) {
  const options = rabbitmqOptionsSchema.parse({ kind: 'rabbitmq', ...input });
  const bus = new EventBus({ backend: new RabbitmqBackend(options) });
  await bus.connect();
  const own = new Map<string, number>();
  const known: string[] = [];
  const desk = new BrokerDesk(
    () => ({
      ...{ key: 1, options, bus },
      topics: () => known,
      ownConsumers: (topic) => own.get(topic) ?? 0,
    }),
    createMonitor,
  );
  onTestFinished(async () => {
    desk.close();
    await bus.close();
  });
  const look = (query: object = {}) => desk.page(brokerQuerySchema.parse(query));
  return { bus, own, known, desk, look };
}

test('a topic, its broadcasts and its dead letters are told apart, and counted as the broker counts', {
  timeout: 60_000,
}, async () => {
  const { bus, own, look, desk } = await watching({ url: broker.url() });
  const topic = randomTopic();
  const failing = await bus.subscribe({
    topic,
    name: 'fails',
    handler: () => {
      throw new Error('on purpose');
    },
  });
  own.set(topic, 1);
  await bus.publish({ topic, body: Buffer.from('x') });
  await until('it is dead', async () => (await bus.deadLetters(topic)).total === 1);
  await until(
    'the broker tells of it',
    async () => {
      const { rows, problem, source } = await look({ filter: topic });
      expect(problem).toBeUndefined();
      expect(source).toBe('broker');
      expect(rows).toMatchObject([
        {
          kind: 'topic',
          name: topic,
          ready: 0,
          unanswered: 0,
          consumers: 1,
          ownConsumers: 1,
          type: 'classic',
        },
        { kind: 'dead-letters', name: topic, ready: 1, ownConsumers: 0 },
      ]);
      return true;
    },
    { timeoutMs: 30_000 },
  );
  const everything = await look({ everything: true });
  expect(everything.rows.some(({ kind }) => kind === 'temporary')).toBe(true);
  expect(await desk.names(topic.slice(2, -1), 10)).toEqual([topic]);
  await failing.close();
});

test('1,000 queues: as rabbitmqctl lists them, in pages, and sorted by what the broker knows', {
  timeout: 120_000,
}, async () => {
  const url = broker.url({ vhost: await broker.addVhost() });
  const { look } = await watching({ url });
  const vhost = decodeURIComponent(new URL(url).pathname.slice(1));
  const { connect } = await import('amqplib');
  const connection = await connect(url);
  const channel = await connection.createChannel();
  const names = Array.from({ length: 1000 }, (_, n) => `q-${String(n).padStart(4, '0')}`);
  for (const name of names) await channel.assertQueue(name, { durable: false });
  for (let n = 0; n < 7; n += 1) channel.sendToQueue('q-0042', Buffer.alloc(100));
  channel.sendToQueue('q-0777', Buffer.alloc(100));
  await until(
    'all are told, with their messages',
    async () => {
      const page = await look({ sort: 'ready', descending: true, count: 50 });
      expect(page.all).toBe(1000);
      expect(page.ready).toBe(8);
      expect(page.rows.slice(0, 2).map(({ name, ready }) => [name, ready])).toEqual([
        ['q-0042', 7],
        ['q-0777', 1],
      ]);
      expect(page.rows).toHaveLength(50);
      return true;
    },
    { timeoutMs: 60_000 },
  );
  const listed = await broker.ctl('list_queues', '-q', '--no-table-headers', '-p', vhost, 'name');
  const seen: string[] = [];
  for (let from = 0; from < 1000; from += 400) {
    seen.push(...(await look({ from, count: 400 })).rows.map(({ name }) => name));
  }
  expect(seen).toEqual(listed.trim().split('\n').sort());
  // Twenty times as long as it took, so that the broker is asked for a twentieth of the time at most.
  const { tookMs, nextInMs } = await look();
  expect(nextInMs).toBeGreaterThanOrEqual(Math.min(60_000, Math.floor(tookMs * 20)));
  await connection.close();
});

test('the four tags: who may see the management, and who may not', { timeout: 60_000 }, async () => {
  for (const tag of ['', 'management', 'policymaker', 'monitoring', 'administrator']) {
    const user = `user-${tag || 'none'}`;
    await broker.ctl('add_user', user, 'geheim');
    await broker.ctl('set_permissions', user, '.*', '.*', '.*');
    if (tag !== '') await broker.ctl('set_user_tags', user, tag);
    const { look, known } = await watching({ url: broker.url({ user, password: 'geheim' }) });
    known.push('orders');
    const { problem, source, rows } = await look();
    expect(JSON.stringify(problem ?? {})).not.toContain('geheim');
    if (tag === '') {
      expect(problem).toMatchObject({
        code: 'access-refused',
        message: expect.stringMatching(/takes the tag/),
      });
      // What AMQP alone can tell stays.
      expect({ source, names: rows.map(({ name }) => name) }).toEqual({ source: 'known', names: ['orders'] });
    } else expect({ source, problem }).toEqual({ source: 'broker', problem: undefined });
  }
});

test('no management there, another server there, and its address by hand', { timeout: 60_000 }, async () => {
  const none = await watching({ url: broker.url(), managementUrl: 'http://127.0.0.1:9' });
  expect((await none.look()).problem).toMatchObject({
    code: 'unreachable',
    message: expect.stringMatching(/does not answer at http:\/\/127.0.0.1:9\. Switch its plugin on/),
  });
  const byHand = await watching({
    url: broker.url(),
    managementUrl: `http://127.0.0.1:${broker.port + 10_000}/`,
  });
  expect((await byHand.look()).problem).toBeUndefined();
  expect(() =>
    rabbitmqOptionsSchema.parse({ kind: 'rabbitmq', url: 'amqp://a', managementUrl: 'http://u:p@a/' }),
  ).toThrow(/Leave the user/);
});

test('a queue is looked at, purged and deleted', { timeout: 60_000 }, async () => {
  const { look, desk } = await watching({ url: broker.url() });
  const { connect } = await import('amqplib');
  const connection = await connect(broker.url(), { clientProperties: { connection_name: 'billing' } });
  const channel = await connection.createChannel();
  const queue = randomTopic();
  await channel.assertQueue(queue, { durable: true, arguments: { 'x-max-length': 100 } });
  await channel.assertExchange('events', 'topic');
  await channel.bindQueue(queue, 'events', 'orders.#');
  await channel.prefetch(1);
  await channel.consume(queue, () => {});
  for (let n = 0; n < 4; n += 1) channel.sendToQueue(queue, Buffer.from('x'));
  await until(
    'its consumer is told',
    async () => {
      expect(await desk.detail(queue)).toMatchObject({
        consumers: [{ program: 'billing', prefetch: 1, acks: true, isOurs: false, user: 'guest' }],
        bindings: [{ source: 'events', routingKey: 'orders.#' }],
        facts: expect.arrayContaining([
          { name: 'declared', value: 'durable' },
          { name: 'x-max-length', value: '100' },
        ]),
      });
      return true;
    },
    { timeoutMs: 20_000 },
  );
  const row = async () => (await look({ filter: queue })).rows[0];
  await until('3 wait', async () => (await row())?.ready === 3, { timeoutMs: 20_000 });
  await desk.purge(queue);
  await until('none waits', async () => (await row())?.ready === 0, { timeoutMs: 20_000 });
  expect((await row())?.unanswered).toBe(1);
  await desk.remove(queue);
  expect(await row()).toBeUndefined();
  await expect(desk.remove(queue)).rejects.toMatchObject({ code: 'not-found' });
  await connection.close();
});

test('findings: nobody consumes, no limit, no route, memory, disk; each is gone when its cause is', {
  timeout: 120_000,
}, async () => {
  const { look } = await watching({ url: broker.url() });
  const rules = async () => {
    const { findings } = await look();
    return findings.map(({ rule, rowId }) => (rowId === undefined ? rule : `${rule} ${rowId}`));
  };
  const comes = (rule: string) =>
    until(`${rule} is found`, async () => (await rules()).includes(rule), { timeoutMs: 30_000 });
  const goes = (rule: string) =>
    until(`${rule} is gone`, async () => !(await rules()).includes(rule), { timeoutMs: 30_000 });
  const { connect } = await import('amqplib');
  const connection = await connect(broker.url());
  const channel = await connection.createChannel();
  const queue = randomTopic();
  await channel.assertQueue(queue, { durable: true });
  channel.sendToQueue(queue, Buffer.from('x'));
  await comes(`no-consumer ${queue}`);
  const { consumerTag } = await channel.consume(queue, (message) => message && channel.ack(message));
  await goes(`no-consumer ${queue}`);
  await comes(`no-prefetch ${queue}`);
  await channel.cancel(consumerTag);
  await goes(`no-prefetch ${queue}`);

  const nowhere = setInterval(() => channel.publish('amq.direct', 'nowhere', Buffer.from('x')), 20);
  try {
    await comes('unroutable');
  } finally {
    clearInterval(nowhere);
  }
  await goes('unroutable');

  await broker.ctl('set_vm_memory_high_watermark', 'absolute', '150MB');
  await comes('memory');
  await broker.ctl('set_vm_memory_high_watermark', '0.4');
  await goes('memory');
  await broker.ctl('set_disk_free_limit', '100000GB');
  await comes('disk');
  await broker.ctl('set_disk_free_limit', '50MB');
  await goes('disk');

  // A broker before 4.0 does not tell which features will go.
  await channel.assertQueue(randomTopic(), { durable: false });
  const anew = await watching({ url: broker.url() });
  const tells = !/ 3\./.test(anew.bus.status.server ?? '');
  const { findings } = await anew.look();
  expect(findings.some(({ rule }) => rule === 'deprecated')).toBe(tells);
  await connection.close();
});
