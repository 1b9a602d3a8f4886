import { expect, onTestFinished, test } from 'vitest';
import { Bus } from '../../electron/bus/bus';
import { MemoryBackend } from '../../electron/bus/memory';
import { Simulator, seededRandom } from '../../electron/bus/simulator';
import { type Behaviour, parseBehaviour } from '../../shared/behaviour';
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
  const bus = new Bus({ backend: new MemoryBackend(), retry });
  const recorder = new Recorder(bus);
  onTestFinished(async () => {
    await bus.close();
    recorder.checkInvariants();
  });
  await bus.connect();
  let crashes = 0;
  const simulator = new Simulator(behaviour, () => {
    crashes += 1;
  });
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
