import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { EventBus } from '../../electron/bus/event-bus';
import { parseAddresses } from '../../electron/bus/rabbitmq/address';
import { Link } from '../../electron/bus/rabbitmq/link';
import { PayloadFiles } from '../../electron/session/compose/payload-files';
import { Sends } from '../../electron/session/sends';
import { sendSchema } from '../../shared/window/send';
import type { BrokerAccess } from '../support/broker-access';
import { slackMs } from '../support/busy-machine';
import { FakeBroker } from '../support/fake-broker';
import { Latch } from '../support/latch';
import { connectionsTo } from '../support/leaks';
import { rabbitmqBus, subscribe } from '../support/rabbitmq-bus';
import { randomTopic } from '../support/random-topic';
import { sharedBroker } from '../support/shared-broker';
import { TcpProxy } from '../support/tcp-proxy';
import { until } from '../support/until';

let broker: BrokerAccess;
let vhost: string;

beforeAll(async () => {
  broker = await sharedBroker();
  vhost = await broker.addVhost();
});

/** A connected bus behind a proxy of its own, with a heartbeat short enough for a test. */
async function behindProxy({ resend = false, heartbeatSeconds = 1 } = {}) {
  const proxy = await TcpProxy.start(broker);
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  const url = broker.url({ vhost, port: proxy.port });
  const use = rabbitmqBus({ connection: { url, heartbeatSeconds }, resend });
  await use.bus.connect();
  return { ...use, proxy };
}

/** A subscriber on a connection that no fault touches: it keeps the topic, and tells what arrived at the broker. */
async function witness(topic: string) {
  const use = rabbitmqBus({ connection: { url: broker.url({ vhost }) } });
  await use.bus.connect();
  const bodies: string[] = [];
  await subscribe(use.bus, topic, ({ message }) => void bodies.push(Buffer.from(message.body).toString()));
  return { ...use, bodies };
}

const publishMany = (bus: EventBus, topic: string, count: number) =>
  Array.from({ length: count }, (_, i) => bus.publish({ topic, body: Buffer.from(String(i)) }));

function readyAgain(bus: EventBus): Promise<unknown> {
  return until('it is ready again', () => bus.status.state === 'ready', { timeoutMs: 15_000 });
}

test('the link is cut while messages are sent: each publish settles once, and what was confirmed has arrived', async () => {
  const { bus, proxy, recorder } = await behindProxy();
  const topic = randomTopic();
  const { bodies, recorder: arrived } = await witness(topic);
  proxy.cutAfter(20_000);
  const results = await Promise.allSettled(publishMany(bus, topic, 500));
  await readyAgain(bus);
  const confirmed = results.flatMap(({ status }, i) => (status === 'fulfilled' ? [String(i)] : []));
  const codes = results.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []));
  expect(codes.length).toBeGreaterThan(0);
  for (const code of codes) expect(['unknown-outcome', 'not-connected']).toContain(code);
  expect(recorder.of('publishFailed')).toHaveLength(codes.length);
  await until('what was confirmed is there', () => confirmed.every((body) => bodies.includes(body)));
  // Nothing was sent twice.
  expect(new Set(bodies).size).toBe(bodies.length);
  expect(arrived.of('delivered').length).toBe(bodies.length);
});

test('with at-least-once what was unconfirmed is sent again under its id, and every publish succeeds', async () => {
  const { bus, proxy } = await behindProxy({ resend: true });
  const topic = randomTopic();
  const { bodies, recorder: arrived } = await witness(topic);
  proxy.cutAfter(20_000);
  const receipts = await Promise.all(publishMany(bus, topic, 500));
  await until('all are there', () => new Set(bodies).size === 500);
  const sent = new Set(receipts.map(({ messageId }) => messageId));
  for (const { messageId } of arrived.of('delivered')) expect(sent).toContain(messageId);
});

test('with at-least-once a send that is cancelled while the link is away ends, and nothing of it is sent again', async () => {
  const { bus, proxy } = await behindProxy({ resend: true });
  const topic = randomTopic();
  const { bodies } = await witness(topic);
  await bus.publish({ topic, body: Buffer.from('before') });
  await proxy.refuse();
  proxy.cut();
  await until('the link is away', () => bus.status.state === 'reconnecting');
  const sends = new Sends(new PayloadFiles(), () => undefined);
  const sendId = crypto.randomUUID();
  const request = sendSchema.parse({ sendId, topic, payload: { format: 'text', text: 'x' }, count: 100 });
  const receipt = sends.run(bus, 'publish', request);
  await until('it waits for the link', () => (sends.progress[0]?.underWay ?? 0) > 0);
  sends.cancel(sendId);
  const { counts, cancelled } = await receipt;
  expect(cancelled).toBe(true);
  expect(counts).toEqual({ routed: 0, held: 0, returned: 0, failed: 0, unknown: 0 });
  await proxy.accept();
  await readyAgain(bus);
  await bus.publish({ topic, body: Buffer.from('after') });
  await until('the next is there', () => bodies.includes('after'));
  expect(bodies).toEqual(['before', 'after']);
});

test('the link is cut under subscribers: they come back with their names and counters, and miss nothing', async () => {
  const { bus, proxy, recorder } = await behindProxy();
  const topic = randomTopic();
  const { bus: other } = await witness(topic);
  const latch = new Latch();
  const one = await subscribe(bus, topic, () => latch.opened, { name: 'one' });
  await bus.broadcast({ topic, body: Buffer.from('in hand') });
  await until('it is in hand', () => recorder.of('delivered').length === 1);
  proxy.cut();
  await until('it has noticed', () => recorder.of('interrupted').length === 1);
  latch.open();
  await readyAgain(bus);
  await until('it consumes again', () => one.state === 'consuming');
  expect(recorder.of('subscriberAdded')).toHaveLength(1);
  expect(recorder.of('subscriberRemoved')).toEqual([]);
  const states = recorder.of('subscriberChanged').map(({ state }) => state);
  expect([states[0], states.at(-1)]).toEqual(['consuming', 'consuming']);
  expect(states).toContain('recovering');
  await other.broadcast({ topic, body: Buffer.from('after') });
  await until('it has the next', () => recorder.of('acked').length === 1);
});

test('an answer that comes after the link was lost is given to nobody: the message is handled again', async () => {
  const { bus, proxy, recorder } = await behindProxy();
  const topic = randomTopic();
  const latch = new Latch();
  let runs = 0;
  await subscribe(bus, topic, async () => {
    runs += 1;
    if (runs === 1) await latch.opened;
  });
  // Another consumer keeps the topic alive; it is busy, so that the message comes back to ours.
  const { bus: keeper } = rabbitmqBus({ connection: { url: broker.url({ vhost }) } });
  await keeper.connect();
  const busy = new Latch();
  onTestFinished(() => busy.open());
  await bus.publish({ topic, body: Buffer.from('ours') });
  await until('it is in hand', () => runs === 1);
  const kept = await subscribe(keeper, topic, () => busy.opened);
  await keeper.publish({ topic, body: Buffer.from('theirs') });
  await until('the keeper is busy', async () => (await keeper.inspect(topic))?.ready === 0);
  proxy.cut();
  await until('it has noticed', () => recorder.of('interrupted').length > 0);
  await readyAgain(bus);
  // The late answer belongs to a channel that is gone.
  latch.open();
  await until('ours was handled again', () => recorder.of('acked').length >= 1);
  for (const { attempt } of recorder.of('delivered')) expect(attempt).toBe(1);
  expect(recorder.of('acked')[0]?.deliveryId).not.toBe(recorder.of('delivered')[0]?.deliveryId);
  busy.open();
  await kept.close();
});

test('the link freezes: it is noticed within three heartbeats, publishes settle, and all goes on after the thaw', async () => {
  const { bus, proxy, recorder } = await behindProxy();
  const topic = randomTopic();
  await subscribe(bus, topic);
  await bus.publish({ topic, body: Buffer.from('before') });
  await recorder.seen('acked', 1);
  proxy.freeze();
  const begun = performance.now();
  const results = await Promise.allSettled(publishMany(bus, topic, 20));
  expect(performance.now() - begun).toBeLessThan(3 * 1000 + slackMs);
  expect(results.map(({ status }) => status)).not.toContain('fulfilled');
  expect(['reconnecting', 'connecting']).toContain(bus.status.state);
  expect(bus.status.reason).toMatch(/does not answer|cut|heartbeat/i);
  proxy.thaw();
  await readyAgain(bus);
  await until('it can publish', async () => {
    const receipt = await bus.publish({ topic, body: Buffer.from('after') }).catch(() => undefined);
    return receipt?.outcome === 'routed';
  });
  await until('it is handled', () => recorder.of('acked').length >= 2);
});

test('a link that ended while its peer is silent leaves no socket behind', async () => {
  // It reads nothing after our first heartbeat, not even that we end.
  await using silent = await FakeBroker.start({
    tune: { heartbeat: 1 },
    onFrame: (_frame, socket) => void socket.pause(),
  });
  const [address] = parseAddresses(silent.url);
  const link = await Link.open(address, { heartbeatSeconds: 1, tls: {}, name: 'test' });
  expect(connectionsTo(address.port)).toBe(1);
  await until('it has noticed', () => link.ended);
  await until('its socket is closed', () => connectionsTo(address.port) === 0, { timeoutMs: 3000 });
});

test('only what the broker says is frozen: noticed too', async () => {
  const { bus, proxy } = await behindProxy();
  proxy.freeze('toClient');
  await until('it has noticed', () => bus.status.state !== 'ready', { timeoutMs: 5000 });
  proxy.thaw();
  await readyAgain(bus);
});

test('the broker’s side is closed while ours stays open', async () => {
  const { bus, proxy, recorder } = await behindProxy();
  const topic = randomTopic();
  await subscribe(bus, topic);
  proxy.halfClose('toClient');
  await until('it has noticed', () => bus.status.state !== 'ready', { timeoutMs: 5000 });
  await readyAgain(bus);
  await until('it can publish', () => bus.publish({ topic, body: Buffer.from('x') }).then(() => true));
  await until('it is handled', () => recorder.of('acked').length === 1);
});

test('our side is closed at the broker while its own stays open', async () => {
  const { bus, proxy } = await behindProxy();
  proxy.halfClose('toServer');
  await until('it has noticed', () => bus.status.state !== 'ready', { timeoutMs: 5000 });
  await readyAgain(bus);
});

test('closing on a frozen link takes no longer than 5 s, and whatever is under way settles', async () => {
  // The default heartbeat: it would notice the dead link only after the close must be done.
  const { bus, proxy } = await behindProxy({ heartbeatSeconds: 10 });
  const topic = randomTopic();
  const one = await subscribe(bus, topic);
  proxy.freeze();
  const sends = publishMany(bus, topic, 5);
  const settled = Promise.allSettled(sends);
  const pending = Promise.allSettled([bus.inspect(topic), bus.deadLetters(topic), subscribe(bus, topic)]);
  const begun = performance.now();
  await bus.close();
  expect(performance.now() - begun).toBeLessThan(5000);
  expect((await settled).map(({ status }) => status)).not.toContain('fulfilled');
  await pending;
  expect(one.state).toBe('closed');
});

test('unsubscribing on a frozen link does not hang', async () => {
  const { bus, proxy } = await behindProxy({ heartbeatSeconds: 10 });
  const one = await subscribe(bus, randomTopic());
  proxy.freeze();
  const begun = performance.now();
  await one.close();
  expect(performance.now() - begun).toBeLessThan(12_000);
  expect(one.state).toBe('closed');
  proxy.thaw();
});

test('a slow link only makes things slow', async () => {
  const { bus, proxy, recorder } = await behindProxy();
  const topic = randomTopic();
  proxy.delay(60);
  const one = await subscribe(bus, topic);
  const { confirmMs } = await bus.publish({ topic, body: Buffer.from('x') });
  expect(confirmMs).toBeGreaterThan(100);
  await recorder.seen('acked', 1);
  await one.close();
  expect(recorder.of('interrupted')).toEqual([]);
});

test('an event loop that stands still for longer than the broker waits loses the link and comes back', async () => {
  const { bus, recorder } = await behindProxy();
  const topic = randomTopic();
  await subscribe(bus, topic);
  const until3s = performance.now() + 3500;
  while (performance.now() < until3s) Math.sqrt(2);
  await until('it is ready', async () => {
    if (bus.status.state !== 'ready') return false;
    const receipt = await bus.publish({ topic, body: Buffer.from('x') }).catch(() => undefined);
    return receipt !== undefined;
  });
  await until('it is handled', () => recorder.of('acked').length >= 1);
});

test('ten cuts in a row end in one working pair of connections', async () => {
  const { bus, proxy, recorder } = await behindProxy();
  const topic = randomTopic();
  await subscribe(bus, topic);
  for (let i = 0; i < 10; i += 1) {
    proxy.cut();
    await until('it has noticed', () => bus.status.state !== 'ready');
    bus.reconnectNow();
    await readyAgain(bus);
  }
  await until('two connections are open', () => proxy.open === 2);
  await bus.publish({ topic, body: Buffer.from('x') });
  await recorder.seen('acked', 1);
  expect(await bus.inspect(topic)).toMatchObject({ consumers: 1, ownConsumers: 1 });
});

test('a reconnect that is cut in the middle of its handshake is tried again', async () => {
  const { bus, proxy } = await behindProxy();
  for (const bytes of [4, 300, 600]) {
    proxy.cut();
    proxy.cutAfter(bytes, 'toClient');
    await until('it has noticed', () => bus.status.state !== 'ready');
    await readyAgain(bus);
  }
});

test('a load balancer that takes connections and hangs up while the broker is away is tried again', async () => {
  const { bus, proxy, recorder } = await behindProxy();
  proxy.hangUp(true);
  proxy.cut();
  await until('it was hung up on a few times', () => {
    expect(bus.status.state).not.toBe('failed');
    return (bus.status.nextTry?.attempt ?? 0) > 3;
  });
  proxy.hangUp(false);
  await readyAgain(bus);
  const topic = randomTopic();
  await subscribe(bus, topic);
  await bus.publish({ topic, body: Buffer.from('x') });
  await recorder.seen('acked', 1);
});

test('a broadcast’s dead letter goes back to the one subscriber that failed, also when that has come back meanwhile', async () => {
  const proxy = await TcpProxy.start(broker);
  onTestFinished(() => proxy[Symbol.asyncDispose]());
  const { bus, recorder } = rabbitmqBus({
    connection: { url: broker.url({ vhost, port: proxy.port }) },
    retry: { maxRetries: 0, delay: { type: 'immediate' } },
  });
  await bus.connect();
  const topic = randomTopic();
  let works = false;
  const failing = await subscribe(bus, topic, () => {
    if (!works) throw new Error('on purpose');
  });
  const other = await subscribe(bus, topic);
  await bus.broadcast({ topic, body: Buffer.from('x') });
  await recorder.seen('deadLettered', 1);
  await recorder.seen('acked', 1);
  proxy.cut();
  await until('it noticed', () => failing.state !== 'consuming' && other.state !== 'consuming');
  await readyAgain(bus);
  works = true;
  expect(await bus.replay(topic, { ids: 'all' })).toBe(1);
  await recorder.seen('acked', 2);
  await bus.broadcast({ topic, body: Buffer.from('y') });
  await recorder.seen('acked', 4);
  const handledBy = (id: string) => recorder.of('acked').filter(({ subscriber }) => subscriber.id === id);
  expect(handledBy(failing.id)).toHaveLength(2);
  expect(handledBy(other.id)).toHaveLength(2);
});
