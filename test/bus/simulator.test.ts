import { monitorEventLoopDelay } from 'node:perf_hooks';
import { expect, onTestFinished, test } from 'vitest';
import { EventBus } from '../../electron/bus/event-bus';
import { MemoryBackend } from '../../electron/bus/memory/backend';
import { Patterns } from '../../electron/session/simulate/patterns';
import { Simulator, seededRandom } from '../../electron/session/simulate/simulator';
import { type Behaviour, parseBehaviour } from '../../shared/bus/behaviour';
import { Recorder } from '../support/recorder';
import { until } from '../support/until';

const retry = { maxRetries: 3, delay: { type: 'immediate' } } as const;

function words(text: string, seed = 1): Behaviour {
  const parsed = parseBehaviour(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return { ...parsed.behaviour, seed };
}

/** A bus with one simulated subscriber of the topic `t`. */
async function simulate(behaviour: Behaviour, prefetch = 1) {
  const bus = new EventBus({ backend: new MemoryBackend(), retry });
  const recorder = new Recorder(bus);
  onTestFinished(async () => {
    await bus.close();
    recorder.checkInvariants();
  });
  await bus.connect();
  let crashes = 0;
  const patterns = new Patterns();
  onTestFinished(() => patterns.close());
  const crash = () => {
    crashes += 1;
  };
  const simulator = new Simulator(behaviour, { crash, compile: patterns.compile });
  const subscription = await bus.subscribe({ topic: 't', name: 's', prefetch, handler: simulator.handle });
  const publish = (body: string, headers = {}) =>
    bus.publish({ topic: 't', body: Buffer.from(body), headers });
  return { bus, recorder, simulator, subscription, publish, crashes: () => crashes };
}

/** Which of so many deliveries in a row fail. */
async function failing(behaviour: Behaviour, count: number): Promise<number[]> {
  const { recorder, publish } = await simulate(behaviour);
  for (let i = 1; recorder.of('delivered').length < count; i += 1) {
    await publish(String(i));
    await until('it is settled', () => {
      const { length } = recorder.of('delivered');
      return recorder.of('acked').length + recorder.of('failed').length === length && length > 0;
    });
  }
  const outcomes = recorder.events.filter(({ type }) => type === 'acked' || type === 'failed');
  return outcomes.slice(0, count).flatMap(({ type }, index) => (type === 'failed' ? [index + 1] : []));
}

test('ack acks, always fails', async () => {
  expect(await failing(words('ack'), 5)).toEqual([]);
  expect(await failing(words('always'), 5)).toEqual([1, 2, 3, 4, 5]);
});

test('first:2 fails the attempts 1 and 2 of each message', async () => {
  const { recorder, publish } = await simulate(words('first:2'));
  await publish('a');
  await publish('b');
  await recorder.seen('acked', 2);
  expect(
    recorder
      .of('failed')
      .map(({ attempt }) => attempt)
      .sort(),
  ).toEqual([1, 1, 2, 2]);
  expect(recorder.of('acked').map(({ attempt }) => attempt)).toEqual([3, 3]);
});

test('every:3 fails each third delivery', async () => {
  expect(await failing(words('every:3'), 9)).toEqual([3, 6, 9]);
});

test('rate fails the same deliveries for the same seed, others for another, and about as many as it says', async () => {
  const first = await failing(words('rate:0.3', 7), 60);
  expect(await failing(words('rate:0.3', 7), 60)).toEqual(first);
  expect(await failing(words('rate:0.3', 8), 60)).not.toEqual(first);
  expect(await failing(words('rate:0', 7), 20)).toEqual([]);
  expect(await failing(words('rate:100%', 7), 20)).toHaveLength(20);
  const random = seededRandom(3);
  const share = Array.from({ length: 10_000 }, random).filter((drawn) => drawn < 0.3).length / 10_000;
  expect(share).toBeGreaterThan(0.28);
  expect(share).toBeLessThan(0.32);
});

test('match fails by payload, or by a header', async () => {
  const byPayload = await simulate(words('match:"n":[13]'));
  for (const n of [1, 2, 3]) await byPayload.publish(JSON.stringify({ n }));
  await byPayload.recorder.seen('deadLettered', 2);
  await byPayload.recorder.seen('acked', 1);
  const byHeader = await simulate(words('match(tenant):^a$'));
  await byHeader.publish('a', { tenant: 'b' });
  await byHeader.publish('b', { tenant: 'a' });
  await byHeader.publish('a');
  await byHeader.recorder.seen('deadLettered', 1);
  await byHeader.recorder.seen('acked', 2);
});

const catastrophic = `${'a'.repeat(38)}!`;

test('a pattern that takes for ever fails its delivery after a second, and holds up nobody', async () => {
  const { bus, recorder, publish } = await simulate(words('match:^(a+)+$'));
  const patterns = new Patterns();
  onTestFinished(() => patterns.close());
  const other = new Simulator(words('match:"n":(1|3)'), { crash: () => {}, compile: patterns.compile });
  await bus.subscribe({ topic: 'u', name: 'other', prefetch: 1, handler: other.handle });
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const { messageId } = await publish(catastrophic);
  await recorder.seen('delivered', 1);
  await bus.publish({ topic: 'u', body: Buffer.from('{"n":2}') });
  const [elsewhere] = await recorder.seen('acked', 1);
  // The other one was done while the pattern was still under way.
  expect(elsewhere?.subscriber.name).toBe('other');
  expect(recorder.of('failed')).toEqual([]);
  const [dead] = await recorder.seen('deadLettered', 1);
  delay.disable();
  expect(dead?.messageId).toBe(messageId);
  expect(recorder.of('failed').map(({ error }) => error.message)).toEqual(
    Array(4).fill('The pattern ^(a+)+$ took longer than 1 s on this message. Write it simpler.'),
  );
  // It stood still for no longer than a busy machine lets a process wait.
  expect(delay.max / 1e6).toBeLessThan(900);
  // The next message has a new thread.
  await publish('aaa!');
  await publish('b');
  await recorder.seen('deadLettered', 1);
  await recorder.seen('acked', 3);
});

test('a header that takes a pattern for ever fails its delivery, too', async () => {
  const { recorder, publish } = await simulate(words('match(tenant):^(a+)+$'));
  await publish('x', { tenant: catastrophic });
  const [failed] = await recorder.seen('failed', 1);
  expect(failed?.error.message).toContain('took longer than 1 s');
  await recorder.seen('deadLettered', 1);
});

test('a pattern finds the end of a large payload, whether it may go back or not', async () => {
  for (const pattern of ['END$', 'E+ND$']) {
    const { recorder, publish } = await simulate(words(`match:${pattern}`));
    const large = 'ä'.repeat(1_000_000);
    await publish(`${large}END`);
    await publish(large);
    await recorder.seen('deadLettered', 1);
    await recorder.seen('acked', 1);
  }
});

test('a subscriber can be removed while its pattern is tested, and what waited for the test is not tested', async () => {
  const { bus, recorder, simulator, subscription, publish } = await simulate(words('match:^(a+)+$'), 20);
  for (let i = 0; i < 20; i += 1) await publish(catastrophic);
  await recorder.seen('delivered', 20);
  await subscription.close(0);
  await recorder.seen('interrupted', 20);
  const started = performance.now();
  await bus.subscribe({ topic: 'u', name: 'next', prefetch: 1, handler: simulator.handle });
  await bus.publish({ topic: 'u', body: Buffer.from('b') });
  await recorder.seen('acked', 1);
  // One deadline at most; not one for each of the twenty.
  expect(performance.now() - started).toBeLessThan(10_000);
});

test('a latency lies in its range', async () => {
  const { recorder, publish } = await simulate(words('ack 30..60ms'), 10);
  await Promise.all(Array.from({ length: 10 }, () => publish('x')));
  await recorder.seen('acked', 10);
  const took = recorder.of('acked').map(({ handlerMs }) => handlerMs);
  expect(Math.min(...took)).toBeGreaterThanOrEqual(29);
  expect(new Set(took.map(Math.round)).size).toBeGreaterThan(1);
});

test('what hangs is decided again when the behaviour changes', async () => {
  const { recorder, simulator, publish } = await simulate(words('hang'), 2);
  await publish('a');
  await publish('b');
  await recorder.seen('delivered', 2);
  expect(recorder.of('acked')).toEqual([]);
  simulator.behaviour = words('manual');
  expect(recorder.of('acked')).toEqual([]);
  simulator.behaviour = words('ack');
  await recorder.seen('acked', 2);
});

test('manual waits for the answer of each delivery, and takes one', async () => {
  const { recorder, simulator, publish } = await simulate(words('manual'), 2);
  await publish('a');
  await publish('b');
  const [a, b] = await recorder.seen('delivered', 2);
  expect(simulator.answer('unknown', 'ack')).toBe(false);
  expect(simulator.answer(a?.deliveryId ?? '', 'ack')).toBe(true);
  expect(simulator.answer(a?.deliveryId ?? '', 'ack')).toBe(false);
  expect(simulator.answer(b?.deliveryId ?? '', 'fail')).toBe(true);
  await recorder.seen('acked', 1);
  const [failed] = await recorder.seen('failed', 1);
  expect(failed?.deliveryId).toBe(b?.deliveryId);
  const retried = await recorder.seen('delivered', 3);
  expect(simulator.answer(retried.at(-1)?.deliveryId ?? '', 'ack')).toBe(true);
  await recorder.seen('acked', 2);
});

test('a subscriber that hangs, or takes long, can be removed', async () => {
  for (const behaviour of ['hang', 'manual', 'ack 100000ms']) {
    const { recorder, subscription, publish } = await simulate(words(behaviour));
    await publish('x');
    await recorder.seen('delivered', 1);
    await subscription.close(0);
    await recorder.seen('interrupted', 1);
  }
});

test('crash kills what the subscriber runs on, once for each delivery', async () => {
  const { crashes, publish, subscription } = await simulate(words('crash'), 5);
  await publish('a');
  await publish('b');
  await until('two crashes', () => crashes() === 2);
  await subscription.close(0);
});

test('by hand a delivery can be put off: it fails, and comes again after the delay', async () => {
  const { recorder, simulator, publish } = await simulate(words('manual'));
  await publish('x');
  const [first] = await recorder.seen('delivered', 1);
  expect(simulator.answer(first?.deliveryId ?? '', { retryAfterMs: 30 })).toBe(true);
  const [, second] = await recorder.seen('delivered', 2);
  expect(second?.attempt).toBe(2);
  expect(recorder.of('retryScheduled')[0]?.delayMs).toBe(30);
  expect(recorder.of('failed')[0]?.error.message).toBe('Put off by hand.');
  simulator.answer(second?.deliveryId ?? '', 'ack');
  await recorder.seen('acked', 1);
});
