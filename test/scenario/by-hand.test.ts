import { afterEach, describe, expect, test } from 'vitest';
import { createBackend } from '../../electron/bus/backends';
import { EventBus } from '../../electron/bus/event-bus';
import { Journal } from '../../electron/scenario/by-hand/journal';
import { readScenario } from '../../electron/scenario/read';
import { ScenarioRun } from '../../electron/scenario/run';
import { PayloadFiles } from '../../electron/session/compose/payload-files';
import { Sends } from '../../electron/session/sends';
import { Session } from '../../electron/session/session';
import { Patterns } from '../../electron/session/simulate/patterns';
import { Subscribers } from '../../electron/session/subscribers';
import { parseBehaviour } from '../../shared/bus/behaviour';
import type { BusEvent, BusEventType } from '../../shared/bus/bus-event';
import { defaultRetryPolicy } from '../../shared/bus/connection';
import type { Verb } from '../../shared/bus/message';
import type { ScenarioOutcome } from '../../shared/scenario/outcome';
import { sendSchema } from '../../shared/window/send';
import { until } from '../support/until';

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

const words = (text: string) => {
  const parsed = parseBehaviour(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.behaviour;
};

/** A person at a window on the in-memory bus. */
async function person() {
  const journal = new Journal();
  const session = new Session({ of: () => undefined, keep: () => {} }, journal);
  open.push(() => session.close());
  const events: BusEvent[] = [];
  session.onEvent((event) => {
    journal.add(event);
    events.push(event);
  });
  await session.connect({ kind: 'memory', retry: defaultRetryPolicy });
  const id = (name: string) => {
    const found = session.state().subscribers.find((each) => each.name === name);
    if (found === undefined) throw new Error(`no ${name}`);
    return found.id;
  };
  const count = (type: BusEventType) => events.filter((event) => event.type === type).length;
  return {
    session,
    journal,
    add: (topic: string, name: string, many = 1, behaviour = 'ack', prefetch = 1) =>
      session.addSubscribers({ topic, name, count: many, prefetch, behaviour: words(behaviour) }),
    send: (verb: Verb, topic: string, text: string, many = 1, more: object = {}) =>
      session.send(
        verb,
        sendSchema.parse({
          ...{ sendId: crypto.randomUUID(), topic, payload: { format: 'json', text }, count: many },
          ...more,
        }),
      ),
    behave: (name: string, behaviour: string) =>
      session.setBehaviour({ subscriberId: id(name), behaviour: words(behaviour) }),
    pause: (name: string, paused: boolean) => session.pauseSubscriber({ subscriberId: id(name), paused }),
    remove: (name: string) => session.removeSubscriber({ subscriberId: id(name), evenIfLost: true }),
    /** Waits for what a person sees before the next deed. */
    sees: (type: BusEventType, many: number) => until(`${many} ${type}`, () => count(type) >= many),
    lastDelivery: () => {
      const last = events.findLast((event) => event.type === 'delivered');
      return last?.type === 'delivered' ? last.deliveryId : '';
    },
    letters: (topic: string) => ({ topic, ids: 'all' as const }),
  };
}

/** As `busdeck run` plays it. */
async function played(text: string): Promise<ScenarioOutcome> {
  const { cases, problems } = await readScenario(text, 'by-hand.yaml', { isInside: () => true });
  expect(problems).toEqual([]);
  const [only] = cases;
  if (only === undefined) throw new Error('no case');
  const backend = createBackend({ kind: 'memory', retry: defaultRetryPolicy });
  // Another policy than it was written under.
  const bus = new EventBus({ retry: { maxRetries: 1, delay: { type: 'immediate' } }, backend });
  await bus.connect();
  const patterns = new Patterns();
  open.push(async () => {
    await bus.close();
    await patterns.close();
  });
  const run = new ScenarioRun(only, {
    ...{ bus, allow: () => {}, isAlone: true },
    subscribers: new Subscribers(bus, patterns.compile),
    sends: new Sends(new PayloadFiles(), () => {}),
  });
  return run.run(new AbortController().signal);
}

async function expectPasses(text: string): Promise<ScenarioOutcome> {
  const outcome = await played(text);
  const broken = outcome.expectations.filter(({ state }) => state !== 'held');
  expect({ text, error: outcome.error, broken }).toEqual({ text, error: undefined, broken: [] });
  expect(outcome.state).toBe('passed');
  return outcome;
}

describe('what was done by hand passes as a scenario', () => {
  test('round robin', async () => {
    const { add, send, sees, journal } = await person();
    await add('orders', 'worker', 3);
    for (let n = 0; n < 6; n += 1) await send('publish', 'orders', '{"order": 1}');
    await sees('acked', 6);
    const text = journal.text();
    expect(text).toContain('orders: "orders-{{run}}"');
    expect(text).toContain('- { name: worker, topic: "{{orders}}", count: 3 }');
    expect(text).toContain('- publish: { topic: "{{orders}}", payload: { order: 1 }, count: 6 }');
    expect(text).toContain('- distribution: { topic: "{{orders}}", within: 1 }');
    expect(text).not.toContain('until');
    await expectPasses(text);
  });

  test('the first two attempts fail', async () => {
    const { add, behave, send, sees, journal } = await person();
    await add('orders', 'worker');
    await behave('worker', 'first:2');
    await send('publish', 'orders', '{"n": {{seq}}}', 4);
    await sees('acked', 4);
    const text = journal.text();
    expect(text).toContain('behaviour: first:2');
    expect(text).not.toContain('behave:');
    expect(text).toContain('failed: 8');
    expect(text).toContain('- attempts: { topic: "{{orders}}", each: 3 }');
    expect(text).toContain('retry: { maxRetries: 3, delay: 0 }');
    await expectPasses(text);
  });

  test('a dead letter that is replayed once the fault is mended, and one that is discarded', async () => {
    const { session, add, behave, send, sees, letters, journal } = await person();
    await add('orders', 'worker', 1, 'always');
    await send('publish', 'orders', '{"order": 42}');
    await sees('deadLettered', 1);
    await behave('worker', 'ack');
    await session.replay(letters('orders'));
    await sees('acked', 1);
    await behave('worker', 'always');
    await send('publish', 'orders', '"lost"');
    await sees('deadLettered', 2);
    await session.discard(letters('orders'));
    const text = journal.text();
    expect(text).toContain('- until: { topic: "{{orders}}", failed: 4, deadLettered: 1 }');
    expect(text).toContain('- replay: { topic: "{{orders}}" }');
    expect(text).toContain('count: 2, left: 0, reason: max-retries, attempts: 4');
    // In quotes it would not be the same bytes.
    expect(text).toContain(`payload: '"lost"'`);
    await expectPasses(text);
  });

  test('a broadcast, of which one misses some', async () => {
    const { add, send, sees, remove, journal } = await person();
    await add('news', 'reader', 3);
    await send('broadcast', 'news', '{"text": "hello"}', 5, { headers: { tenant: 'north' } });
    await sees('acked', 15);
    await remove('reader-3');
    await send('broadcast', 'news', '{"text": "bye"}');
    await sees('acked', 17);
    const text = journal.text();
    expect(text).toContain('headers: { tenant: north }');
    expect(text).toContain('- unsubscribe: reader-3');
    expect(text).toContain('exact: { reader-1: 6, reader-2: 6, reader-3: 5 }');
    await expectPasses(text);
  });

  test('a pause in the middle', async () => {
    const { add, send, sees, pause, journal } = await person();
    await add('orders', 'worker', 2);
    await send('publish', 'orders', '{}', 4);
    await sees('acked', 4);
    await pause('worker-1', true);
    await send('publish', 'orders', '{}', 4);
    // One waits with it.
    await sees('acked', 7);
    await pause('worker-1', false);
    await sees('acked', 8);
    await send('publish', 'orders', '{}', 4);
    await sees('acked', 12);
    await pause('worker-2', true);
    await send('publish', 'orders', '{}', 2);
    await sees('acked', 13);
    const text = journal.text();
    expect(text).toContain('- until: { topic: "{{orders}}", acked: 4 }\n  - pause: worker-1');
    expect(text).toContain('- until: { topic: "{{orders}}", acked: 7, delivered: 8 }\n  - resume: worker-1');
    await expectPasses(text);
  });

  test('answers by hand, of which one is late', async () => {
    const { session, add, send, sees, lastDelivery, journal } = await person();
    await add('orders', 'clerk', 1, 'manual');
    await send('publish', 'orders', '{"order": 1}');
    await sees('delivered', 1);
    await session.answerDelivery({ deliveryId: lastDelivery(), answer: 'fail' });
    await sees('delivered', 2);
    await session.answerDelivery({ deliveryId: lastDelivery(), answer: { retryAfterMs: 10 } });
    await sees('delivered', 3);
    await session.answerDelivery({ deliveryId: lastDelivery(), answer: 'ack' });
    await sees('acked', 1);
    const text = journal.text();
    expect(text).toContain('- answer: { subscriber: clerk, with: later, delay: 10ms }');
    await expectPasses(text);
  });

  test('held for one who comes late, and what still waits for those who never answer', async () => {
    const { add, send, sees, journal } = await person();
    await send('publish', 'late', '{}', 2);
    await add('late', 'sleeper', 1, 'hang');
    await sees('delivered', 1);
    const text = journal.text();
    expect(text).toContain('sent: { topic: "{{late}}", verb: publish, held: 2 }');
    expect(text).toContain('- subscribe: { name: sleeper, topic: "{{late}}", behaviour: hang }');
    expect(text).toContain('inFlight: 1');
    await expectPasses(text);
  });

  test('a broadcast to nobody', async () => {
    const { send, journal } = await person();
    await send('broadcast', 'nobody', '"?"');
    await expectPasses(journal.text());
  });

  test('a message that is lost with its subscriber again and again', async () => {
    const { add, send, sees, journal } = await person();
    await add('orders', 'worker', 1, 'crash');
    await send('publish', 'orders', '{}');
    await sees('deadLettered', 1);
    const text = journal.text();
    expect(text).toContain('interrupted: 1..');
    await expectPasses(text);
  });

  test('subscribers of one name on two topics, one failing among others', async () => {
    const { add, send, sees, behave, journal } = await person();
    await add('orders', 'worker', 3);
    await add('mail.out', 'worker', 3, 'ack', 5);
    await behave('worker-1', 'always');
    for (let n = 1; n <= 4; n += 1) {
      await send('publish', 'orders', `{"n": ${n}}`);
      await sees('acked', n);
    }
    await send('publish', 'mail.out', '{}', 3);
    await sees('acked', 7);
    const text = journal.text();
    expect(text).toContain('mail-out: "mail.out-{{run}}"');
    expect(text).toContain('prefetch: 5');
    await expectPasses(text);
  });
});
