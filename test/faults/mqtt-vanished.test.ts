import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { Latch } from '../support/latch';
import { Mosquitto } from '../support/mosquitto';
import { connectedMqtt, ownBroker, subscribe } from '../support/mqtt-bus';
import { randomTopic } from '../support/random-topic';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

/* Processes that go without a word: to the broker, one whose connections are cut and that does not come back. */

let broker: Mosquitto;

beforeAll(async () => {
  broker = await Mosquitto.start();
});

afterAll(async () => {
  await broker?.[Symbol.asyncDispose]();
});

const x = Buffer.from('x');
const fail = () => {
  throw new Error('on purpose');
};

/** A bus that can be cut off for good. */
async function mortal(server: Mosquitto, options: Parameters<typeof connectedMqtt>[1] = {}) {
  const proxy = await TcpProxy.start(server);
  const use = await connectedMqtt(server.url({ port: proxy.port }), options);
  return {
    ...use,
    die: async () => {
      await proxy.refuse();
      proxy.cut();
    },
    [Symbol.asyncDispose]: () => proxy[Symbol.asyncDispose](),
  };
}

test('what was dealt to a subscriber that vanished goes to the others, once: in hand as interrupted, else not', {
  timeout: 30_000,
}, async () => {
  const topic = randomTopic();
  await using dying = await mortal(broker);
  const latch = new Latch();
  await subscribe(dying.bus, topic, () => latch.opened);
  const { bus, recorder } = await connectedMqtt(broker.url());
  await subscribe(bus, topic);
  for (let i = 0; i < 10; i += 1) await bus.publish({ topic, body: Buffer.from(String(i)) });
  await recorder.seen('acked', 5);
  await dying.die();
  await until('the rest has come', () => recorder.of('acked').length === 10, { timeoutMs: 20_000 });
  const interrupted = recorder.of('delivered').map((each) => each.interrupted);
  expect(interrupted.filter((count) => count === 1)).toHaveLength(1);
  for (const { attempt } of recorder.of('delivered')) expect(attempt).toBe(1);
  latch.open();
});

test('nobody was there when it vanished: the next bus that starts sees to it', {
  timeout: 30_000,
}, async () => {
  const own = await ownBroker();
  const topic = randomTopic();
  await using dying = await mortal(own);
  const latch = new Latch();
  await subscribe(dying.bus, topic, () => latch.opened);
  await dying.bus.publish({ topic, body: x });
  await dying.bus.publish({ topic, body: x });
  await dying.recorder.seen('delivered', 1);
  await dying.die();
  // As long as the broker waits for it to come back.
  const begun = performance.now();
  await until('its will is out', () => performance.now() - begun > 6000, { timeoutMs: 10_000 });
  const { bus, recorder } = await connectedMqtt(own.url());
  await subscribe(bus, topic);
  // Found without a subscriber they may be dead letters already; none is lost.
  await until(
    'both are there',
    async () => recorder.of('acked').length + (await bus.deadLetters(topic)).total === 2,
    { timeoutMs: 15_000 },
  );
  latch.open();
});

test('a delayed retry of a process that vanished is sent by another when it is due', {
  timeout: 30_000,
}, async () => {
  const topic = randomTopic();
  await using dying = await mortal(broker, { retry: { maxRetries: 1, delay: { type: 'fixed', ms: 3000 } } });
  const failing = await subscribe(dying.bus, topic, fail);
  await dying.bus.publish({ topic, body: x });
  await dying.recorder.seen('retryScheduled', 1);
  const { bus, recorder } = await connectedMqtt(broker.url());
  await failing.close();
  await subscribe(bus, topic);
  await dying.die();
  expect(await recorder.seen('acked', 1)).toMatchObject([{ attempt: 2 }]);
});

test('a bus that is closed in order leaves what waits to another', { timeout: 30_000 }, async () => {
  const topic = randomTopic();
  const first = await connectedMqtt(broker.url(), {
    retry: { maxRetries: 1, delay: { type: 'fixed', ms: 2000 } },
  });
  await subscribe(first.bus, topic, fail);
  await first.bus.publish({ topic, body: x });
  await first.recorder.seen('retryScheduled', 1);
  const { bus, recorder } = await connectedMqtt(broker.url());
  await subscribe(bus, topic);
  await first.bus.close();
  expect(await recorder.seen('acked', 1)).toMatchObject([{ attempt: 2 }]);
});

test('a delayed retry that is due when nobody is there is a dead letter, and is told', async () => {
  const topic = randomTopic();
  const { bus, recorder } = await connectedMqtt(broker.url(), {
    retry: { maxRetries: 1, delay: { type: 'fixed', ms: 200 } },
  });
  const failing = await subscribe(bus, topic, fail);
  await bus.publish({ topic, body: x });
  await recorder.seen('retryScheduled', 1);
  await failing.close();
  await recorder.seen('retryReturned', 1);
  expect((await bus.deadLetters(topic)).letters).toMatchObject([{ reason: 'unroutable', attempts: 1 }]);
});

test('the last subscriber leaves with messages in hand: they are dead letters, since MQTT holds nothing', async () => {
  const topic = randomTopic();
  const { bus, recorder } = await connectedMqtt(broker.url());
  const one = await subscribe(bus, topic, () => new Promise(() => undefined));
  for (let i = 0; i < 3; i += 1) await bus.publish({ topic, body: x });
  await recorder.seen('delivered', 1);
  await one.close(0);
  expect((await bus.deadLetters(topic)).letters).toMatchObject([
    { reason: 'subscriber-gone' },
    { reason: 'subscriber-gone' },
    { reason: 'subscriber-gone' },
  ]);
});

test('broadcasts that wait for another attempt are dead letters when their subscriber is removed', async () => {
  const topic = randomTopic();
  const { bus, recorder } = await connectedMqtt(broker.url(), {
    retry: { maxRetries: 2, delay: { type: 'fixed', ms: 600_000 } },
  });
  const one = await subscribe(bus, topic, fail);
  const { messageId } = await bus.broadcast({ topic, body: x });
  await recorder.seen('retryScheduled', 1);
  await one.close();
  const { letters } = await until('it is a dead letter', async () => {
    const found = await bus.deadLetters(topic);
    return found.total === 1 && found;
  });
  expect(letters).toMatchObject([
    { message: { id: messageId, verb: 'broadcast' }, reason: 'subscriber-gone', attempts: 1 },
  ]);
});

test('dead letters outlive the bus and the broker’s restart', { timeout: 30_000 }, async () => {
  const own = await ownBroker();
  const topic = randomTopic();
  const first = await connectedMqtt(own.url(), { retry: { maxRetries: 0, delay: { type: 'immediate' } } });
  await subscribe(first.bus, topic, fail);
  const { messageId } = await first.bus.publish({ topic, body: x });
  await first.recorder.seen('deadLettered', 1);
  await first.bus.close();
  await own.restart();
  const { bus, recorder } = await connectedMqtt(own.url());
  expect((await bus.deadLetters(topic)).letters).toMatchObject([{ message: { id: messageId } }]);
  await subscribe(bus, topic);
  expect(await bus.replay(topic, { ids: 'all' })).toBe(1);
  await recorder.seen('acked', 1);
  expect((await bus.deadLetters(topic)).total).toBe(0);
});

const held = { withoutSubscriber: 'held' } as const;

test('held for nobody: a subscriber of another program gets it, in order', { timeout: 30_000 }, async () => {
  const { bus, recorder } = await connectedMqtt(broker.url(), { connection: { url: broker.url(), ...held } });
  const topic = randomTopic();
  for (const text of ['1', '2', '']) {
    expect(await bus.publish({ topic, body: Buffer.from(text) })).toMatchObject({ outcome: 'held' });
  }
  expect(recorder.of('returned')).toHaveLength(0);
  const got: string[] = [];
  const other = await connectAsync(broker.url(), { protocolVersion: 5 });
  onTestFinished(() => other.endAsync(true));
  other.on('message', (_topic, payload) => void got.push(String(payload)));
  await other.subscribeAsync(topic, { qos: 1 });
  await until('it got them', () => got.length === 3, { timeoutMs: 15_000 });
  expect(got).toEqual(['1', '2', '']);
  expect(await bus.publish({ topic, body: x })).toMatchObject({ outcome: 'routed' });
});

test('held for nobody by a process that was killed, and by one that quit: the next one sends it', {
  timeout: 40_000,
}, async () => {
  const own = await ownBroker();
  const [topic, other] = [randomTopic(), randomTopic()];
  await using dying = await mortal(own, { connection: { url: '', ...held } });
  await dying.bus.publish({ topic, body: x });
  await dying.die();
  const quitting = await connectedMqtt(own.url(), { connection: { url: own.url(), ...held } });
  await quitting.bus.publish({ topic: other, body: x });
  await quitting.bus.close();
  const { bus, recorder } = await connectedMqtt(own.url());
  for (const each of [topic, other]) await subscribe(bus, each);
  await until('both are handled', () => recorder.of('acked').length === 2, { timeoutMs: 30_000 });
});

test('the last subscriber leaves with messages in hand: they are held for the next', async () => {
  const own = await ownBroker();
  const { bus, recorder } = await connectedMqtt(own.url(), { connection: { url: own.url(), ...held } });
  const topic = randomTopic();
  const latch = new Latch();
  const first = await subscribe(bus, topic, () => latch.opened);
  for (let n = 0; n < 3; n += 1) await bus.publish({ topic, body: x });
  await recorder.seen('delivered', 1);
  await first.close(0);
  latch.open();
  expect((await bus.deadLetters(topic)).total).toBe(0);
  await subscribe(bus, topic);
  await recorder.seen('acked', 3);
});

test.for([
  ['stops, and says of all that they are gone', 'stop'],
  ['is killed, and says nothing: who does not answer when the roll is called is gone', 'kill'],
] as const)('gone together with the broker, which %s', { timeout: 90_000 }, async ([, end]) => {
  // On its disk at once: what it loses otherwise is its own.
  const own = await ownBroker({ config: ['autosave_on_changes true', 'autosave_interval 1'] });
  const topic = randomTopic();
  await using dying = await mortal(own);
  const latch = new Latch();
  await subscribe(dying.bus, topic, () => latch.opened);
  const { bus, recorder } = await connectedMqtt(own.url());
  await subscribe(bus, topic);
  for (let n = 0; n < 10; n += 1) await bus.publish({ topic, body: x });
  await recorder.seen('acked', 5);
  await dying.die();
  await own[end]();
  await own.restart();
  await until('the rest has come', () => recorder.of('acked').length >= 10, { timeoutMs: 60_000 });
  latch.open();
});

test('somebody calls the roll without end: it is answered once in a while', { timeout: 30_000 }, async () => {
  const own = await ownBroker();
  await connectedMqtt(own.url());
  const stranger = await connectAsync(own.url(), { protocolVersion: 5 });
  onTestFinished(() => stranger.endAsync(true));
  let said = 0;
  stranger.on('message', (_topic, _payload, packet) => {
    if (!packet.retain) said += 1;
  });
  await stranger.subscribeAsync('eventbus/sessions/+');
  for (let n = 0; n < 500; n += 1) await stranger.publishAsync('eventbus/call', '', { qos: 1 });
  await until('it is answered', () => said > 0);
  expect(said).toBeLessThanOrEqual(3);
});
