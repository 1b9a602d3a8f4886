import { connectAsync } from 'mqtt';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { workClient } from '../../electron/bus/mqtt/care';
import { workTopic } from '../../electron/bus/mqtt/names';
import { slackMs } from '../support/busy-machine';
import { Latch } from '../support/latch';
import { Mosquitto } from '../support/mosquitto';
import { connectedMqtt, ownBroker, subscribe } from '../support/mqtt-bus';
import { randomTopic } from '../support/random-topic';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

/** For tests that do no harm to it. */
let broker: Mosquitto;

beforeAll(async () => {
  broker = await Mosquitto.start();
});

afterAll(async () => {
  await broker?.[Symbol.asyncDispose]();
});

const x = Buffer.from('x');

/** Another program on the same broker. */
async function foreign(options: { clientId?: string } = {}) {
  const client = await connectAsync(broker.url(), { protocolVersion: 5, reconnectPeriod: 0, ...options });
  client.on('error', () => undefined);
  onTestFinished(() => client.endAsync(true));
  return client;
}

test('the broker is killed while messages are sent: each settles once, and all works after the restart', {
  timeout: 60_000,
}, async () => {
  const own = await ownBroker({ config: ['autosave_on_changes true', 'autosave_interval 1'] });
  const { bus, recorder } = await connectedMqtt(own.url());
  const topic = randomTopic();
  await subscribe(bus, topic, undefined, { prefetch: 5 });
  const sends: Promise<unknown>[] = [];
  let killed = false;
  const sending = (async () => {
    while (!killed) {
      sends.push(bus.publish({ topic, body: x }));
      await sends.at(-1)?.catch(() => undefined);
      await new Promise(setImmediate);
    }
  })();
  await until('some are confirmed', () => recorder.of('confirmed').length > 50);
  await own.kill();
  killed = true;
  await sending;
  for (const result of await Promise.allSettled(sends)) {
    if (result.status === 'rejected')
      expect(['unknown-outcome', 'not-connected']).toContain(result.reason.code);
  }
  await own.restart();
  await until('it is back', () => bus.status.state === 'ready', { timeoutMs: 30_000 });
  const before = recorder.of('acked').length;
  await until('a message is taken', async () => (await bus.publish({ topic, body: x })).outcome === 'routed');
  await recorder.seen('acked', before + 1);
});

test('the link is cut under subscribers: they come back, and what was in hand is handled again', async () => {
  await using proxy = await TcpProxy.start(broker);
  const { bus, recorder } = await connectedMqtt(broker.url({ port: proxy.port }));
  const topic = randomTopic();
  const latch = new Latch();
  let runs = 0;
  const one = await subscribe(bus, topic, () => {
    runs += 1;
    return runs === 1 ? latch.opened : undefined;
  });
  await bus.publish({ topic, body: x });
  await until('it is in hand', () => runs === 1);
  proxy.cut();
  await until('it noticed', () => bus.status.state === 'reconnecting');
  expect(one.state).toBe('recovering');
  await recorder.seen('acked', 1);
  latch.open();
  expect(recorder.of('delivered').map(({ attempt, interrupted }) => [attempt, interrupted])).toEqual([
    [1, 0],
    [1, 1],
  ]);
  await until('it consumes', () => one.state === 'consuming');
});

test('what is published while a subscriber is away for a moment is kept for it', async () => {
  const { bus, recorder } = await connectedMqtt(broker.url());
  const topic = randomTopic();
  const one = await subscribe(bus, topic);
  const other = await foreign();
  one.crash();
  for (let i = 0; i < 5; i += 1) await other.publishAsync(workTopic(topic), String(i), { qos: 1 });
  await recorder.seen('acked', 5);
});

test('a half-open link is noticed', { timeout: 60_000 }, async () => {
  await using proxy = await TcpProxy.start(broker);
  const url = broker.url({ port: proxy.port });
  const { bus } = await connectedMqtt(url, { connection: { url, keepAliveSeconds: 2 } });
  await subscribe(bus, randomTopic());
  proxy.freeze();
  await until('it noticed', () => bus.status.state === 'reconnecting', { timeoutMs: 20_000 });
  proxy.thaw();
  await until('it is back', () => bus.status.state === 'ready', { timeoutMs: 30_000 });
});

test('closing on a frozen link takes no longer than 5 s, and its sends settle', {
  timeout: 30_000,
}, async () => {
  await using proxy = await TcpProxy.start(broker);
  const { bus } = await connectedMqtt(broker.url({ port: proxy.port }));
  const topic = randomTopic();
  await subscribe(bus, topic);
  proxy.freeze();
  const sent = bus.publish({ topic, body: x }).catch(({ code }) => code);
  const begun = performance.now();
  await bus.close();
  expect(performance.now() - begun).toBeLessThan(5000 + slackMs);
  expect(['unknown-outcome', 'closed']).toContain(await sent);
});

test('another client takes a subscriber’s session: it comes back, and nothing is lost', async () => {
  const { bus, recorder } = await connectedMqtt(broker.url());
  const topic = randomTopic();
  const one = await subscribe(bus, topic);
  const thief = await foreign({ clientId: workClient(one.id) });
  await thief.endAsync(true);
  await until('it noticed', () =>
    recorder.of('subscriberChanged').some(({ state }) => state === 'recovering'),
  );
  await until('it consumes', () => one.state === 'consuming');
  await until('a message is taken', async () => (await bus.publish({ topic, body: x })).outcome === 'routed');
  await recorder.seen('acked', 1);
});

test('messages of other programs: bare, with a header twice, with bytes that are no text', async () => {
  const { bus, recorder } = await connectedMqtt(broker.url());
  const topic = randomTopic();
  const got: unknown[] = [];
  await subscribe(bus, topic, ({ message }) => {
    got.push([Buffer.from(message.body).toString('latin1'), message.headers]);
  });
  const other = await foreign();
  const target = workTopic(topic);
  await other.publishAsync(target, 'bare', { qos: 0 });
  await recorder.seen('acked', 1);
  const twice = { userProperties: { tag: ['a', 'b'], n: '1' } };
  await other.publishAsync(target, Buffer.of(0xff, 0), { qos: 1, properties: twice });
  await recorder.seen('acked', 2);
  expect(got).toEqual([
    ['bare', {}],
    ['\xff\0', { tag: 'a, b', n: '1' }],
  ]);
  expect(recorder.of('delivered').map((each) => each.foreign)).toEqual([true, true]);
});

test('messages of QoS 0 that come faster than they are handled are bounded, and what is not taken is said', async () => {
  const { bus, recorder } = await connectedMqtt(broker.url());
  const topic = randomTopic();
  const latch = new Latch();
  const one = await subscribe(bus, topic, () => latch.opened);
  const other = await foreign();
  for (let i = 0; i < 3000; i += 1) other.publish(workTopic(topic), String(i), { qos: 0 });
  await until('it says so', () => /of QoS 0 were not taken/.test(one.reason ?? ''));
  latch.open();
  await until('the others are handled', () => recorder.of('acked').length >= 1001);
  expect(await bus.publish({ topic, body: x })).toMatchObject({ outcome: 'routed' });
});

test('what MQTT cannot carry is refused before it is sent, and the link lives', async () => {
  const { bus, recorder } = await connectedMqtt(broker.url());
  const topic = randomTopic();
  await subscribe(bus, topic, ({ message }) => {
    if (message.body.length === 0) throw new Error('two\nlines\tof it');
  });
  for (const headers of [{ a: 'line\nbreak' }, { 'a\tb': 'x' }]) {
    await expect(bus.publish({ topic, body: x, headers })).rejects.toMatchObject({
      code: 'invalid-argument',
    });
  }
  await bus.publish({ topic, body: x, headers: { a: 'ok' } });
  await recorder.seen('acked', 1);
  // An error's text is told without them.
  await bus.publish({ topic, body: Buffer.alloc(0) });
  await recorder.seen('deadLettered', 1);
  const { letters } = await bus.deadLetters(topic);
  expect(letters).toMatchObject([{ error: 'two lines of it' }]);
  expect(letters[0]?.body).toHaveLength(0);
  expect(bus.status.state).toBe('ready');
});

test.for(['a/+/b', '#', '$SYS/broker', '/', 'a//b', 'eventbus/all/x', '100%'])(
  'a topic that means something else in MQTT: %s',
  async (name) => {
    const topic = `${name} ${randomTopic()}`;
    const { bus, recorder } = await connectedMqtt(broker.url());
    const { bus: other, recorder: also } = await connectedMqtt(broker.url());
    await subscribe(bus, topic);
    await subscribe(other, randomTopic());
    await bus.publish({ topic, body: x });
    await bus.broadcast({ topic, body: x });
    await recorder.seen('acked', 2);
    expect(also.of('delivered')).toEqual([]);
    for (const { topic: at } of recorder.of('delivered')) expect(at).toBe(topic);
  },
);
