import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { connect } from 'amqplib';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { RabbitmqTracing } from '../../electron/monitor/rabbitmq/tracing';
import { TracingKeeper } from '../../electron/monitor/tracing';
import { TracingJournal } from '../../electron/session/tracing-journal';
import { rabbitmqOptionsSchema } from '../../shared/brokers/rabbitmq';
import { Broker } from '../support/broker';
import { everything } from '../support/broker-access';
import { Peer } from '../support/peer';
import { rabbitmqBus, subscribe } from '../support/rabbitmq-bus';
import { randomTopic } from '../support/random-topic';
import { makeFolder, removeFolder } from '../support/temporary-folder';
import { until } from '../support/until';

let broker: Broker;
let url: string;

beforeAll(async () => {
  broker = await Broker.start({ management: true, config: ['collect_statistics_interval = 1000'] });
  url = broker.url();
});

afterAll(async () => {
  await broker?.[Symbol.asyncDispose]();
});

const switchOf = (at: string) =>
  new RabbitmqTracing(rabbitmqOptionsSchema.parse({ kind: 'rabbitmq', url: at }));
const isOn = async (at = url) => {
  const control = switchOf(at);
  try {
    return await control.isOn();
  } finally {
    control.close();
  }
};

async function keeper() {
  const folder = await makeFolder('tracing');
  onTestFinished(() => removeFolder(folder));
  const journal = new TracingJournal(join(folder, 'tracing.json'));
  const keeping = new TracingKeeper(journal);
  onTestFinished(() => keeping.close());
  return { journal, keeping, again: () => new TracingJournal(join(folder, 'tracing.json')) };
}

/** A bus with the tracing on as long as the test runs. */
async function traced() {
  const { keeping } = await keeper();
  const release = await keeping.hold(switchOf(url));
  const use = rabbitmqBus({ connection: { url } });
  await use.bus.connect();
  return { ...use, release };
}

test('what other programs publish is seen with its queue and with who got it, as one message', async () => {
  const { bus, recorder } = await traced();
  const topic = randomTopic();
  const peer = await Peer.start('pika', url);
  onTestFinished(() => peer[Symbol.asyncDispose]());
  await peer.subscribe(topic);
  await bus.tap(topic, {
    traced: true,
    programOf: (connection) => (connection === '' ? undefined : 'billing'),
  });
  // No id of its own, as the services send it; two that are the same to the byte.
  for (const body of ['{"a":1}', '{"a":2}', '{"a":2}']) await peer.publish({ topic, body });
  const sights = await recorder.seen('tapped', 6);
  const lives = new Map<string, string[]>();
  for (const { messageId, sight } of sights)
    lives.set(messageId, [...(lives.get(messageId) ?? []), sight.what]);
  expect([...lives.values()]).toEqual([
    ['published', 'delivered'],
    ['published', 'delivered'],
    ['published', 'delivered'],
  ]);
  expect(sights[0]).toMatchObject({
    topic,
    verb: 'publish',
    attempt: 1,
    message: { size: 7, preview: { text: '{"a":1}' } },
    sight: { what: 'published', by: { name: 'billing', user: 'guest' }, routedTo: [topic] },
  });
  expect(sights.find(({ sight }) => sight.what === 'delivered')?.sight).toMatchObject({
    queue: topic,
    to: {
      name: 'billing',
      user: 'guest',
      channel: expect.any(Number),
      connection: expect.stringMatching(/->/),
    },
    redelivered: false,
  });
  await until('the service has all of it', () => peer.messages.length === 3);
});

test('a message that is given back is seen as delivered again, and one that no queue takes as dropped', async () => {
  const { bus, recorder } = await traced();
  const topic = randomTopic();
  const peer = await Peer.start('pika', url);
  onTestFinished(() => peer[Symbol.asyncDispose]());
  await bus.tap(topic, { traced: true });
  const foreign = await connect(url);
  onTestFinished(() => foreign.close());
  const channel = await foreign.createChannel();
  await channel.assertExchange(`broadcast_${topic}`, 'fanout', { durable: false });
  channel.publish(`broadcast_${topic}`, '', Buffer.from('lost'));
  expect(await recorder.seen('tapped', 1)).toMatchObject([
    { verb: 'broadcast', sight: { what: 'published', routedTo: [] } },
  ]);
  await peer.subscribe(topic, { behaviour: 'requeue-first' });
  await peer.publish({ topic, body: 'x' });
  const [, published, first, second] = await recorder.seen('tapped', 4);
  expect(new Set([published, first, second].map((each) => each?.messageId)).size).toBe(1);
  expect([first?.sight, second?.sight]).toMatchObject([
    { what: 'delivered', redelivered: false },
    { what: 'delivered', redelivered: true },
  ]);
});

test('broadcasts are seen with each who gets them', async () => {
  const { bus, recorder } = await traced();
  const topic = randomTopic();
  await bus.tap(topic, { traced: true });
  for (const name of ['one', 'two']) await subscribe(bus, topic, () => {}, { name });
  // Whose queues these are is learnt from the first ones.
  const seen = await until('one is seen with both', async () => {
    const { messageId } = await bus.broadcast({ topic, body: Buffer.from('x') });
    const sights = () => recorder.of('tapped').filter((event) => event.messageId === messageId);
    return until('it is seen three times', () => sights().length === 3 && sights(), { timeoutMs: 1000 });
  });
  expect(seen.map(({ sight, verb }) => `${verb} ${sight.what}`).sort()).toEqual([
    'broadcast delivered',
    'broadcast delivered',
    'broadcast published',
  ]);
});

test('a retry of a program of ours is seen with its attempt', async () => {
  const { bus, recorder } = await traced();
  const topic = randomTopic();
  await bus.tap(topic, { traced: true });
  let runs = 0;
  await subscribe(bus, topic, () => {
    runs += 1;
    if (runs === 1) throw new Error('on purpose');
  });
  const { messageId } = await bus.publish({ topic, body: Buffer.from('x') });
  const sights = await recorder.seen('tapped', 4);
  expect(sights.map((event) => [event.messageId, event.attempt, event.sight.what])).toEqual([
    [messageId, 1, 'published'],
    [messageId, 1, 'delivered'],
    [messageId, 2, 'published'],
    [messageId, 2, 'delivered'],
  ]);
});

test('tracing is off again with the last who needs it, and stays on where it was on before', async () => {
  const { keeping, journal } = await keeper();
  expect(await isOn()).toBe(false);
  const first = await keeping.hold(switchOf(url), 'profile-1');
  const second = await keeping.hold(switchOf(url));
  expect(await isOn()).toBe(true);
  expect(journal.places()).toEqual([
    { place: expect.stringContaining('virtual host /'), profileId: 'profile-1' },
  ]);
  expect(JSON.stringify(journal.places())).not.toContain('guest');
  await first();
  await first();
  expect(await isOn()).toBe(true);
  await second();
  expect(await isOn()).toBe(false);
  expect(journal.places()).toEqual([]);

  const own = switchOf(url);
  await own.set(true);
  await (await keeping.hold(switchOf(url)))();
  expect(await isOn()).toBe(true);
  await own.set(false);
  own.close();
});

test('what a process that was killed left on is switched off by the next, and only that', async () => {
  const { keeping, again } = await keeper();
  await keeping.hold(switchOf(url));
  // The next one has only the file.
  const next = new TracingKeeper(again());
  expect(await next.cleanUp(switchOf(url))).toBe(true);
  expect(await isOn()).toBe(false);
  expect(await next.cleanUp(switchOf(url))).toBe(false);
  const own = switchOf(url);
  onTestFinished(() => own.close());
  await own.set(true);
  expect(await next.cleanUp(switchOf(url))).toBe(false);
  expect(await isOn()).toBe(true);
  await own.set(false);
});

test('a virtual host keeps its description and its tags when its tracing is switched', async () => {
  const vhost = await broker.addVhost();
  const at = broker.url({ vhost });
  const api = broker
    .url()
    .replace('amqp:', 'http:')
    .replace(/:(\d+)\/?$/, (_, port) => `:${Number(port) + 10_000}`);
  const path = new URL(`/api/vhosts/${encodeURIComponent(vhost)}`, api);
  const headers = { authorization: `Basic ${Buffer.from('guest:guest').toString('base64')}` };
  path.username = '';
  path.password = '';
  await fetch(path, {
    method: 'PUT',
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ description: 'for orders', tags: 'blue,green' }),
  });
  const own = switchOf(at);
  await own.set(true);
  await own.set(false);
  own.close();
  const after: unknown = await (await fetch(path, { headers })).json();
  expect(after).toMatchObject({ description: 'for orders', tags: ['blue', 'green'], tracing: false });
});

test('a user who may not switch it on is told which tag it takes, and nothing is kept of it', async () => {
  const user = randomTopic('user');
  await broker.addUser(user, 'secret', everything);
  await broker.ctl('set_user_tags', user, 'monitoring');
  const { keeping, journal } = await keeper();
  const control = switchOf(broker.url({ user, password: 'secret' }));
  expect(await keeping.stateOf(control)).toMatchObject({ state: 'off' });
  await expect(keeping.hold(control)).rejects.toMatchObject({
    code: 'access-refused',
    message: expect.stringContaining('administrator'),
  });
  expect(journal.places()).toEqual([]);
  expect(await isOn()).toBe(false);
});

test('the queues of a tap are gone with it, also when its process is killed', async () => {
  const { bus, recorder } = await traced();
  const topic = randomTopic();
  const tap = await bus.tap(topic, { traced: true });
  const list = async () =>
    (await broker.ctl('list_queues', '-q', 'name'))
      .split('\n')
      .filter((line) => line.includes('eventbus.tap.'));
  expect(await list()).toHaveLength(2);
  await tap.close();
  await until('they are gone', async () => (await list()).length === 0);
  expect(recorder.of('tapped')).toEqual([]);
});

interface Load {
  readonly ready: Promise<void>;
  readonly result: Promise<Record<string, unknown>>;
}

function load(...args: string[]): Load {
  const program = fileURLToPath(new URL('../support/python/tap_load.py', import.meta.url));
  const child = spawn('/usr/bin/python3', ['-u', '-B', program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const lines = createInterface({ input: child.stdout });
  let onReady: () => void = () => {};
  const ready = new Promise<void>((resolve) => {
    onReady = resolve;
  });
  const result = new Promise<Record<string, unknown>>((resolve) => {
    lines.on('line', (line) => {
      const said = JSON.parse(line) as Record<string, unknown>;
      if (said.event === 'ready') onReady();
      else resolve(said);
    });
  });
  return { ready, result };
}

test('2,000 messages a second between two programs: none is lost or delayed into another order, and the tap tells of each', {
  timeout: 90_000,
}, async () => {
  const { bus, recorder } = await traced();
  const topic = randomTopic();
  const count = 10_000;
  const consumer = load('consume', url, topic, String(count));
  await consumer.ready;
  const tap = await bus.tap(topic, { traced: true });
  const producer = load('produce', url, topic, String(count), '2000');
  const { seconds } = (await producer.result) as { seconds: number };
  const { seen } = (await consumer.result) as { seen: number[] };
  expect(seen).toEqual(Array.from({ length: count }, (_, n) => n));
  // The pace was kept: 5 s, and not much longer.
  expect(seconds).toBeLessThan(8);
  const of = (what: string) => recorder.of('tapped').filter(({ sight }) => sight.what === what).length;
  await until(
    'the tap has told of each, or counted it',
    () => of('published') + of('delivered') + tap.info.missed >= 2 * count,
    {
      timeoutMs: 30_000,
    },
  );
  expect(tap.info.missed).toBe(0);
});

test('a broker that is restarted is told to trace again, and the tap sees on', {
  timeout: 120_000,
}, async () => {
  await using own = await Broker.start({ management: true });
  const at = own.url();
  const { keeping } = await keeper();
  const control = switchOf(at);
  await keeping.hold(control);
  const { bus, recorder } = rabbitmqBus({ connection: { url: at } });
  await bus.connect();
  const topic = randomTopic();
  await bus.tap(topic, { traced: true, ensureTraced: () => keeping.renew(control.place) });
  await own.kill();
  await own.restart();
  await until('the bus is back', () => bus.status.state === 'ready', { timeoutMs: 60_000 });
  await until(
    'what is published is seen',
    async () => {
      await bus.publish({ topic, body: Buffer.from('x') }).catch(() => undefined);
      return recorder.of('tapped').length > 0;
    },
    { timeoutMs: 40_000, everyMs: 300 },
  );
  expect(await isOn(at)).toBe(true);
});
