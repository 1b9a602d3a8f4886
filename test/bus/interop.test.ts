import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { BrokerAccess } from '../support/broker-access';
import { Latch } from '../support/latch';
import { Peer, type PeerKind, peerKinds } from '../support/peer';
import { rabbitmqBus, subscribe } from '../support/rabbitmq-bus';
import { randomTopic } from '../support/random-topic';
import type { Recorder } from '../support/recorder';
import { sharedBroker } from '../support/shared-broker';
import { until } from '../support/until';

let broker: BrokerAccess;
let url: string;

beforeAll(async () => {
  broker = await sharedBroker();
  url = broker.url({ vhost: await broker.addVhost() });
});

async function usePeer(kind: PeerKind): Promise<Peer> {
  const peer = await Peer.start(kind, url);
  onTestFinished(() => peer[Symbol.asyncDispose]());
  return peer;
}

async function useBus() {
  const use = rabbitmqBus({ connection: { url } });
  await use.bus.connect();
  return use;
}

const bodies: [string, Buffer][] = [
  ['JSON', Buffer.from('{"order": 1}')],
  ['text', Buffer.from('naïve 🚌')],
  ['no UTF-8', Buffer.of(0xff, 0, 0xc3, 0x28)],
  ['nothing', Buffer.alloc(0)],
  ['300 kB', Buffer.alloc(300_000, 0xab)],
];

const fail = () => {
  throw new Error('on purpose');
};

describe.each(peerKinds)('with %s', (kind) => {
  test('what we publish and broadcast reaches Python byte for byte', async () => {
    const { bus } = await useBus();
    const peer = await usePeer(kind);
    const topic = randomTopic();
    await peer.subscribe(topic);
    for (const [, body] of bodies) {
      expect(await bus.publish({ topic, body, headers: { tenant: 'a' } })).toMatchObject({
        outcome: 'routed',
      });
      expect(await bus.broadcast({ topic, body })).toMatchObject({ outcome: 'routed' });
    }
    await until('all are there', () => peer.messages.length === 2 * bodies.length);
    const hexes = bodies.map(([, body]) => body.toString('hex'));
    for (const verb of ['publish', 'broadcast']) {
      const got = peer.messages.filter((message) => message.verb === verb);
      expect(got.map(({ bodyHex }) => bodyHex)).toEqual(hexes);
      for (const { routingKey } of got) expect(routingKey).toBe(topic);
    }
    expect(peer.messages.find(({ verb }) => verb === 'publish')?.headers).toMatchObject({ tenant: 'a' });
    // Declared alike on both sides: nobody's channel was closed by a mismatch.
    expect(peer.saw('channel-closed')).toBe(false);
  });

  test('what we hold for the first subscriber, a Python one gets', async () => {
    const { bus } = await useBus();
    const peer = await usePeer(kind);
    const topic = randomTopic();
    expect(await bus.publish({ topic, body: Buffer.from('held') })).toMatchObject({ outcome: 'held' });
    await peer.subscribe(topic);
    await until('it is there', () => peer.messages.length === 1);
  });

  test('what Python publishes and broadcasts, with nothing but a body, reaches us', async () => {
    const { bus, recorder } = await useBus();
    const peer = await usePeer(kind);
    const topic = randomTopic();
    const got: string[] = [];
    await subscribe(bus, topic, ({ message }) => void got.push(Buffer.from(message.body).toString('hex')));
    for (const [, body] of bodies) await peer.publish({ topic, body });
    await recorder.seen('acked', bodies.length);
    for (const [, body] of bodies) await peer.broadcast({ topic, body });
    await peer.broadcast({ topic, body: 'by its topic', routingKey: topic });
    await recorder.seen('acked', 2 * bodies.length + 1);
    const expected = bodies.map(([, body]) => body.toString('hex'));
    expect(got).toEqual([...expected, ...expected, Buffer.from('by its topic').toString('hex')]);
    const delivered = recorder.of('delivered');
    expect(new Set(delivered.map(({ messageId }) => messageId)).size).toBe(delivered.length);
    for (const [index, event] of delivered.entries()) {
      expect(event).toMatchObject({ foreign: true, attempt: 1, redelivered: false, interrupted: 0 });
      expect(event.verb).toBe(index < bodies.length ? 'publish' : 'broadcast');
      expect(event.message.headers).toEqual({});
    }
  });

  test('a message of Python’s that fails keeps one id over its attempts, to the dead letter and back', async () => {
    const { bus, recorder } = await useBus();
    const peer = await usePeer(kind);
    const topic = randomTopic();
    await subscribe(bus, topic, fail);
    await peer.publish({ topic, body: 'no id' });
    await recorder.seen('deadLettered', 1);
    const ids = new Set(recorder.of('delivered').map(({ messageId }) => messageId));
    expect(ids.size).toBe(1);
    expect(recorder.of('delivered').map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4]);
    expect(recorder.of('delivered').map(({ foreign }) => foreign)).toEqual([true, true, true, true]);
    const { letters } = await bus.deadLetters(topic);
    expect(letters.map(({ message }) => message.id)).toEqual([...ids]);
    expect(await bus.replay(topic, { ids: 'all' })).toBe(1);
    await recorder.seen('deadLettered', 2);
    expect(new Set(recorder.of('delivered').map(({ messageId }) => messageId))).toEqual(ids);
  });

  test('headers of every AMQP type and properties of Python’s are shown, and none is lost on a retry', async () => {
    const { bus, recorder } = await useBus();
    const peer = await usePeer(kind);
    const topic = randomTopic();
    const seen: unknown[] = [];
    await subscribe(bus, topic, ({ message, attempt }) => {
      seen.push(message.headers);
      if (attempt === 1) fail();
    });
    const headers = {
      text: 'ü',
      int: 70_000,
      yes: true,
      none: null,
      list: [1, 'a'],
      deep: { er: { st: 1 } },
    };
    await peer.publish({
      topic,
      body: 'x',
      headers,
      properties: { message_id: 'their-id', correlation_id: 'c' },
    });
    await recorder.seen('acked', 1);
    const shown = { ...headers, list: '[1,"a"]', deep: '{"er":{"st":1}}' };
    expect(seen).toEqual([shown, shown]);
    expect(recorder.of('delivered')).toMatchObject([
      { messageId: 'their-id', message: { properties: { correlationId: 'c' } } },
      { messageId: 'their-id', message: { properties: { correlationId: 'c' } } },
    ]);
  });

  test('Python consumers and ours share a topic evenly', async () => {
    const { bus, recorder } = await useBus();
    const peers = [await usePeer(kind), await usePeer(kind)];
    const topic = randomTopic();
    let ours = 0;
    const count = () => {
      ours += 1;
    };
    await subscribe(bus, topic, count);
    await peers[0]?.subscribe(topic);
    await subscribe(bus, topic, count);
    await peers[1]?.subscribe(topic);
    expect(await bus.inspect(topic)).toEqual({ ready: 0, consumers: 4, ownConsumers: 2 });
    const handled = () => ours + peers.reduce((sum, { messages }) => sum + messages.length, 0);
    for (let i = 1; i <= 40; i += 1) {
      await bus.publish({ topic, body: Buffer.from(String(i)) });
      await until('it is handled', () => handled() === i);
    }
    expect([ours, ...peers.map(({ messages }) => messages.length)]).toEqual([20, 10, 10]);
    await bus.broadcast({ topic, body: Buffer.from('all') });
    await until('each has it', () => handled() === 44);
    expect(recorder.of('interrupted')).toEqual([]);
  });

  test('a retry of ours may go to Python, and what Python gives back keeps our attempt', async () => {
    const { bus, recorder } = await useBus();
    const peer = await usePeer(kind);
    const topic = randomTopic();
    const latch = new Latch();
    await subscribe(bus, topic, async ({ attempt }) => {
      await latch.opened;
      if (attempt === 1) fail();
    });
    const { messageId } = await bus.publish({ topic, body: Buffer.from('x') });
    await recorder.seen('delivered', 1);
    await peer.subscribe(topic, { behaviour: 'requeue-first' });
    // Ours is still full when the copy is there, so the copy goes to Python; then either of them gets it again.
    latch.open();
    await until('somebody handled it', () => recorder.of('acked').length + peer.messages.length >= 2);
    expect(peer.messages[0]).toMatchObject({ messageId, redelivered: false });
    for (const { headers } of peer.messages) expect(headers).toMatchObject({ 'eventbus-attempt': 2 });
    const [, ...again] = recorder.of('delivered');
    for (const event of again) expect(event).toMatchObject({ messageId, attempt: 2, interrupted: 1 });
    for (const event of recorder.of('interrupted'))
      expect(event).toMatchObject({ messageId, attempt: 2, count: 1 });
  });

  test('what Python requeues comes to us as interrupted, not as an attempt', async () => {
    const { bus, recorder } = await useBus();
    const peer = await usePeer(kind);
    const topic = randomTopic();
    await peer.subscribe(topic, { behaviour: 'hold' });
    await peer.publish({ topic, body: 'x' });
    await until('Python holds it', () => peer.messages.length === 1);
    await subscribe(bus, topic);
    peer.kill();
    await expectInterruptedOnce(recorder);
  });

  test('a Python consumer that crashes with a message in hand: it comes to us as interrupted', async () => {
    const { bus, recorder } = await useBus();
    const [peer, sender] = [await usePeer(kind), await usePeer(kind)];
    const topic = randomTopic();
    // Ours has its hands full, so the second message is Python's.
    const latch = new Latch();
    await subscribe(bus, topic, () => latch.opened);
    await sender.publish({ topic, body: 'ours' });
    await recorder.seen('delivered', 1);
    await peer.subscribe(topic, { behaviour: 'crash' });
    await sender.publish({ topic, body: 'theirs' });
    await until('it crashed', () => peer.hasExited);
    latch.open();
    await recorder.seen('acked', 2);
    await expectInterruptedOnce(recorder);
  });

  test('a Python consumer that acks twice loses its channel, and what it held comes to us as interrupted', async () => {
    const { bus, recorder } = await useBus();
    const [peer, sender] = [await usePeer(kind), await usePeer(kind)];
    const topic = randomTopic();
    await peer.subscribe(topic, { behaviour: 'double-ack', prefetch: 0 });
    await subscribe(bus, topic);
    // It acks each twice; the second ack of the first closes its channel with others still in its hands.
    for (let i = 0; i < 20; i += 1) await sender.publish({ topic, body: String(i) });
    const acked = () => recorder.of('acked').length;
    await until(
      'every message ended here or there',
      () => acked() + new Set(peer.messages.map(({ bodyHex }) => bodyHex)).size >= 20,
    );
    await until('ours is the only consumer', async () => (await bus.inspect(topic))?.consumers === 1);
    for (const { attempt } of recorder.of('delivered')) expect(attempt).toBe(1);
    expect(recorder.of('failed')).toEqual([]);
    await bus.publish({ topic, body: Buffer.from('after') });
    await until(
      'ours goes on',
      () => recorder.of('acked').at(-1)?.messageId === recorder.of('published').at(-1)?.message.id,
    );
  });

  test('a consumer that takes its share and never answers shows in the counts', async () => {
    const { bus } = await useBus();
    const peer = await usePeer(kind);
    const topic = randomTopic();
    await peer.subscribe(topic, { behaviour: 'hold', prefetch: 0 });
    const { outcome } = await bus.publish({ topic, body: Buffer.from('x') });
    expect(outcome).toBe('routed');
    await until('it is swallowed', () => peer.messages.length === 1);
    expect(await bus.inspect(topic)).toEqual({ ready: 0, consumers: 1, ownConsumers: 0 });
  });
});

/** The broker told of an earlier delivery; the message was then run, and its attempt is still the first. */
async function expectInterruptedOnce(recorder: Recorder): Promise<void> {
  await until('it is acked', () => recorder.of('acked').length > 0);
  const told = recorder.of('interrupted').filter(({ deliveryId }) => deliveryId === undefined);
  expect(told).toMatchObject([{ attempt: 1, count: 1 }]);
  const messageId = told[0]?.messageId;
  const runs = recorder.of('delivered').filter((event) => event.messageId === messageId);
  expect(runs).toMatchObject([{ attempt: 1, interrupted: 1, foreign: true }]);
  expect(recorder.of('failed')).toEqual([]);
}
