import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { parseAddresses } from '../../electron/bus/rabbitmq/address';
import { Link } from '../../electron/bus/rabbitmq/link';
import { compatible, type Profile } from '../../electron/bus/rabbitmq/names';
import { Publisher } from '../../electron/bus/rabbitmq/publisher';
import { Relocation } from '../../electron/bus/rabbitmq/relocation';
import { Topology } from '../../electron/bus/rabbitmq/topology';
import { PayloadFiles } from '../../electron/session/compose/payload-files';
import { Sends } from '../../electron/session/sends';
import { sendSchema } from '../../shared/window/send';
import { Broker } from '../support/broker';
import { Latch } from '../support/latch';
import { connectedBus, publishMany, type RabbitmqBusOptions, subscribe } from '../support/rabbitmq-bus';
import { randomTopic } from '../support/random-topic';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

/** This file's own: it runs out of memory and of disk. */
let broker: Broker;

beforeAll(async () => {
  broker = await Broker.start();
});

afterAll(async () => {
  await broker?.[Symbol.asyncDispose]();
});

const connected = (options: Partial<RabbitmqBusOptions> = {}) =>
  connectedBus({ connection: { url: broker.url(), heartbeatSeconds: 1 }, ...options });

test('low on memory: blocked with the reason; publishes wait, consuming goes on; then all are confirmed', async () => {
  const { bus, recorder } = await connected();
  const { bus: consuming, recorder: consumed } = await connected();
  const [stocked, topic] = [randomTopic(), randomTopic()];
  await Promise.all(publishMany(bus, stocked, 20));
  await broker.lowMemory(true);
  onTestFinished(() => broker.lowMemory(false));
  const sends = publishMany(bus, topic, 10);
  await until('it is blocked', () => bus.status.state === 'blocked');
  expect(bus.status.reason).toMatch(/memory/);
  await subscribe(consuming, stocked);
  await consumed.seen('acked', 20);
  expect(recorder.of('confirmed')).toHaveLength(20);
  await broker.lowMemory(false);
  const receipts = await Promise.all(sends);
  expect(receipts.map(({ outcome }) => outcome)).toEqual(Array.from({ length: 10 }, () => 'held'));
  await until('it is no longer blocked', () => bus.status.state === 'ready');
}, 60_000);

test('low on memory: a replay is refused in words, its letter stays, and other letters can be seen to', async () => {
  const { bus, recorder } = await connected({ retry: { maxRetries: 0, delay: { type: 'immediate' } } });
  const [replayed, discarded] = [randomTopic(), randomTopic()];
  const failing = await Promise.all(
    [replayed, discarded].map((topic) =>
      subscribe(bus, topic, () => Promise.reject(new Error('on purpose'))),
    ),
  );
  for (const topic of [replayed, discarded]) await bus.publish({ topic, body: Buffer.from('x') });
  await recorder.seen('deadLettered', 2);
  for (const each of failing) await each.close();
  await broker.lowMemory(true);
  onTestFinished(() => broker.lowMemory(false));

  // The first publish learns of the alarm, and what comes after it is refused before it is sent.
  const refusal = { code: 'blocked', message: expect.stringContaining('memory') };
  for (const _ of [1, 2]) {
    await expect(bus.replay(replayed, { ids: 'all' })).rejects.toMatchObject(refusal);
    expect((await bus.deadLetters(replayed)).total).toBe(1);
  }
  expect(recorder.of('replayed')).toHaveLength(1);
  expect(await bus.discard(discarded, { ids: 'all' })).toBe(1);

  await broker.lowMemory(false);
  await until('it is ready', () => bus.status.state === 'ready');
  expect(await bus.replay(replayed, { ids: 'all' })).toBe(1);
  expect((await bus.deadLetters(replayed)).total).toBe(0);
}, 60_000);

test('a send cancelled while blocked: no message more, how many are waited for is told, and these are confirmed', async () => {
  const { bus, recorder } = await connected();
  const topic = randomTopic();
  await broker.lowMemory(true);
  onTestFinished(() => broker.lowMemory(false));
  const sends = new Sends(new PayloadFiles(), () => undefined);
  const sendId = crypto.randomUUID();
  const request = sendSchema.parse({ sendId, topic, payload: { format: 'text', text: 'x' }, count: 5000 });
  const receipt = sends.run(bus, 'publish', request);
  await until('it is blocked', () => bus.status.state === 'blocked');
  sends.cancel(sendId);
  // What a broker has to be given before it says that it takes nothing.
  expect(sends.progress).toMatchObject([{ done: 0, underWay: 16, cancelled: true }]);
  await broker.lowMemory(false);
  expect(await receipt).toMatchObject({ cancelled: true, requested: 5000, counts: { held: 16 } });
  expect(recorder.of('published')).toHaveLength(16);
}, 60_000);

test('a fast send that an alarm stops: cancelled, what waits in line is taken back, and exactly what the broker was given is waited for', async () => {
  const { bus, recorder } = await connected({ limits: { messages: 8 } });
  const topic = randomTopic();
  onTestFinished(() => broker.lowMemory(false));
  const sends = new Sends(new PayloadFiles(), () => undefined);
  const sendId = crypto.randomUUID();
  const request = sendSchema.parse({
    sendId,
    topic,
    payload: { format: 'text', text: 'x' },
    count: 1_000_000,
  });
  const receipt = sends.run(bus, 'publish', request);
  const now = () => sends.progress[0] ?? { done: 0, underWay: 0 };
  await until('it has all its places', () => now().underWay === 512);
  await broker.lowMemory(true);
  await until('it is blocked', () => bus.status.state === 'blocked');
  expect(now().underWay).toBe(512);
  sends.cancel(sendId);
  await until('the rest is taken back', () => now().underWay <= 8);
  const { done, underWay } = now();
  expect(recorder.of('published')).toHaveLength(done + underWay);
  await broker.lowMemory(false);
  expect(await receipt).toMatchObject({ cancelled: true, counts: { held: done + underWay, failed: 0 } });
  expect(recorder.of('published')).toHaveLength(done + underWay);
}, 60_000);

test('while blocked nothing more is given to the broker: a message can be taken back, the others come after in their order', async () => {
  const { bus, recorder } = await connected();
  const topic = randomTopic();
  await broker.lowMemory(true);
  onTestFinished(() => broker.lowMemory(false));
  const given = bus.publish({ topic, body: Buffer.from('given') });
  await until('it is blocked', () => bus.status.state === 'blocked');
  const leaving = new AbortController();
  const takenBack = bus.publish({ topic, body: Buffer.from('taken back') }, leaving.signal);
  const others = publishMany(bus, topic, 5);
  leaving.abort();
  await expect(takenBack).rejects.toMatchObject({ code: 'cancelled' });
  await expect(bus.broadcast({ topic, body: Buffer.from('late') }, leaving.signal)).rejects.toMatchObject({
    code: 'cancelled',
  });
  expect(recorder.of('published')).toHaveLength(1);
  await broker.lowMemory(false);
  await Promise.all([given, ...others]);
  expect(recorder.of('published')).toHaveLength(6);
}, 60_000);

test('a subscriber whose own connection is blocked still handles what comes', async () => {
  const { bus, recorder } = await connected();
  const topic = randomTopic();
  await Promise.all(publishMany(bus, topic, 20));
  await broker.lowMemory(true);
  onTestFinished(() => broker.lowMemory(false));
  const waiting = bus.publish({ topic: randomTopic(), body: Buffer.from('x') });
  await until('it is blocked', () => bus.status.state === 'blocked');
  await subscribe(bus, topic);
  await recorder.seen('acked', 20);
  await broker.lowMemory(false);
  await waiting;
}, 60_000);

test('a subscriber removed while its connection is blocked gives back what it has in hand', async () => {
  const retry = { maxRetries: 2, delay: { type: 'fixed', ms: 600_000 } } as const;
  const { bus, recorder } = await connected({ retry });
  const topic = randomTopic();
  const removed = await subscribe(bus, topic, ({ message }) => {
    if (message.verb === 'broadcast') throw new Error('on purpose');
    return new Promise(() => undefined);
  });
  await bus.broadcast({ topic, body: Buffer.from('b') });
  await until('it waits for another attempt', async () => {
    const queues = await broker.list('list_queues', 'messages_ready', 'exclusive');
    return queues.some(({ messages_ready, exclusive }) => exclusive === true && messages_ready === 1);
  });
  await bus.publish({ topic, body: Buffer.from('p') });
  await recorder.seen('delivered', 2);
  const hold = new Latch();
  const other = await subscribe(bus, topic, () => hold.opened);
  await broker.lowMemory(true);
  onTestFinished(() => broker.lowMemory(false));
  const waiting = bus.publish({ topic: randomTopic(), body: Buffer.from('x') });
  await until('it is blocked', () => bus.status.state === 'blocked');
  await removed.close(0);
  // It was interrupted once: the copy that says so waits for the broker, and the other has it in hand.
  await until('the other has it', () =>
    recorder.of('interrupted').some(({ subscriber }) => subscriber.id === other.id),
  );
  await broker.lowMemory(false);
  await waiting;
  await until('the other runs it', () =>
    recorder.of('delivered').some(({ subscriber }) => subscriber.id === other.id),
  );
  await until('the broadcast is a dead letter', async () => (await bus.deadLetters(topic)).total === 1);
  hold.open();
  await recorder.seen('acked', 1);
}, 60_000);

test('a bus that comes back to a broker with an alarm says so as soon as it was told', async () => {
  const { bus: keeper } = await connected({
    connection: { url: broker.url(), heartbeatSeconds: 1, keepAlive: 'anchor' },
  });
  await using proxy = await TcpProxy.start(broker);
  const { bus } = await connected({
    connection: { url: broker.url({ port: proxy.port }), heartbeatSeconds: 1 },
  });
  const topics = Array.from({ length: 10 }, () => randomTopic());
  const hold = new Latch();
  for (const topic of topics) {
    await subscribe(bus, topic, () => hold.opened);
    await keeper.publish({ topic, body: Buffer.from('x') });
  }
  await broker.lowMemory(true);
  onTestFinished(() => broker.lowMemory(false));
  proxy.cut();
  // What it had in hand comes again, and that it was interrupted is written down before anything else.
  await until('it is blocked', () => bus.status.state === 'blocked');
  await broker.lowMemory(false);
  await until('it is no longer blocked', () => bus.status.state === 'ready');
  hold.open();
}, 60_000);

test('a delayed retry that the broker held up for nearly as long as its wait queue lives is not lost with that', async () => {
  const [leaseMs, delayMs] = [6000, 3000];
  const wait: Profile['wait'] = (topic, ms) => {
    const { name, options } = compatible.wait(topic, ms);
    return { name, options: { ...options, expires: leaseMs } };
  };
  const address = parseAddresses(broker.url())[0];
  const open = () => Link.open(address, { heartbeatSeconds: 10, tls: {}, name: 'lease' });
  const [publishing, consuming] = [await open(), await open()];
  onTestFinished(() => Promise.all([publishing.close(), consuming.close()]).then(() => undefined));
  const topology = new Topology({ ...compatible, wait });
  topology.attach(consuming);
  const publisher = new Publisher();
  await publisher.attach(publishing);
  const [topic, channel] = [randomTopic(), await consuming.channel()];
  await topology.work(topic);
  channel.sendToQueue(topic, Buffer.from('x'));
  const raw = await until('it is there', () => channel.get(topic, { noAck: true }));
  await broker.lowMemory(true);
  onTestFinished(() => broker.lowMemory(false));
  const heldAt = performance.now();
  const marks = { attempt: 2, interrupted: 0, subscriber: { id: 'a', name: 'b' } };
  const placed = new Relocation(publisher, topology).retryPublish(raw, 'it', topic, delayMs, marks);
  await until('the lease is nearly over', () => performance.now() - heldAt > leaseMs - delayMs + 500);
  await broker.lowMemory(false);
  expect(await placed).toBe(true);
  expect(await until('it comes back', () => channel.get(topic, { noAck: true }))).toMatchObject({
    properties: { messageId: 'it' },
  });
}, 60_000);

test('closing while blocked takes no longer than 5 s, and the publishes that wait are answered', async () => {
  const { bus } = await connected();
  const topic = randomTopic();
  await bus.publish({ topic, body: Buffer.from('x') });
  await broker.lowMemory(true);
  onTestFinished(() => broker.lowMemory(false));
  const settled = Promise.allSettled(publishMany(bus, topic, 10));
  await until('it is blocked', () => bus.status.state === 'blocked');
  const begun = performance.now();
  await bus.close();
  expect(performance.now() - begun).toBeLessThan(5000);
  for (const result of await settled) {
    expect(result).toMatchObject({
      status: 'rejected',
      reason: { code: expect.stringMatching(/closed|unknown-outcome/) },
    });
  }
});

test('low on disk: blocked with the reason, and ready again after it', async () => {
  const { bus } = await connected();
  const topic = randomTopic();
  await broker.ctl('set_disk_free_limit', '900000GB');
  onTestFinished(() => broker.ctl('set_disk_free_limit', '1MB').then(() => undefined));
  const waiting = bus.publish({ topic, body: Buffer.from('x') });
  await until('it is blocked', () => bus.status.state === 'blocked');
  expect(bus.status.reason).toMatch(/disk/);
  await broker.ctl('set_disk_free_limit', '1MB');
  await waiting;
  await until('it is ready', () => bus.status.state === 'ready');
}, 60_000);
