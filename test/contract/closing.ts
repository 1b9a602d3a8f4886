import { expect, test } from 'vitest';
import type { ContractSubject } from '../backend-contract';
import { Latch } from '../support/latch';
import { watchForLeaks } from '../support/leaks';
import { randomTopic } from '../support/random-topic';
import { Recorder } from '../support/recorder';
import { until } from '../support/until';
import { fail, useBus } from './use-bus';

export function closingContract(subject: ContractSubject): void {
  test('the states from the beginning to the end, told in events that count from 1', async () => {
    const bus = subject.create({});
    const recorder = new Recorder(bus);
    expect(bus.status.state).toBe('idle');
    await bus.connect();
    expect(bus.status.state).toBe('ready');
    await bus.close();
    expect(bus.status.state).toBe('closed');
    const states = recorder.of('connection').map(({ status: { state } }) => state);
    expect(states.at(0)).not.toBe('idle');
    expect(states.slice(-2)).toEqual(['ready', 'closed']);
    expect(recorder.events[0]).toMatchObject({ seq: 1, type: 'connection' });
    recorder.checkInvariants();
  });

  test('before it is connected a bus says so', async () => {
    const bus = subject.create({});
    const topic = randomTopic();
    const calls = [
      () => bus.publish({ topic, body: Buffer.from('x') }),
      () => bus.broadcast({ topic, body: Buffer.from('x') }),
      () => bus.subscribe({ topic, name: 'a', handler: () => undefined }),
    ];
    for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'not-connected' });
    await bus.close();
  });

  test('closing a bus that was never connected, twice, does no harm', async () => {
    const bus = subject.create({});
    await bus.close();
    await bus.close();
    await expect(bus.connect()).rejects.toMatchObject({ code: 'closed' });
  });

  test('closing twice, also at the same time, is one close', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    await subscriber({ topic: randomTopic() });
    await Promise.all([bus.close(), bus.close()]);
    await bus.close();
    await bus[Symbol.asyncDispose]();
    expect(recorder.of('subscriberRemoved')).toHaveLength(1);
    expect(recorder.of('connection').filter(({ status: { state } }) => state === 'closed')).toHaveLength(1);
  });

  test('after the close everything is refused as closed', async () => {
    const { bus, recorder } = await useBus(subject);
    const topic = randomTopic();
    await bus.close();
    const told = recorder.events.length;
    const calls: (() => Promise<unknown>)[] = [
      () => bus.publish({ topic, body: Buffer.from('x') }),
      () => bus.broadcast({ topic, body: Buffer.from('x') }),
      () => bus.subscribe({ topic, name: 'a', handler: () => undefined }),
      () => bus.deadLetters(topic),
      () => bus.replay(topic, { ids: 'all' }),
      () => bus.discard(topic, { ids: 'all' }),
      () => bus.inspect(topic),
      () => bus.connect(),
    ];
    for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'closed' });
    expect(recorder.events).toHaveLength(told);
  });

  test('closing waits for the running handlers, whose messages are acked', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    const latch = new Latch();
    const one = await subscriber({ topic, prefetch: 3, handler: () => latch.opened });
    for (let i = 0; i < 3; i += 1) await bus.publish({ topic, body: Buffer.from(String(i)) });
    await until('three are in hand', () => one.deliveries.length === 3);
    const closed = bus.close();
    latch.open();
    await closed;
    expect(recorder.of('acked')).toHaveLength(3);
    expect(recorder.of('interrupted')).toEqual([]);
  });

  test('a handler that fails during the close still ends in a retry or a dead letter', async () => {
    const { bus, recorder, subscriber } = await useBus(subject, {
      retry: { maxRetries: 0, delay: { type: 'immediate' } },
    });
    const topic = randomTopic();
    const latch = new Latch();
    const one = await subscriber({ topic, handler: () => latch.opened.then(() => fail()) });
    await bus.publish({ topic, body: Buffer.from('x') });
    await until('it is in hand', () => one.deliveries.length === 1);
    const closed = bus.close();
    latch.open();
    await closed;
    expect(recorder.of('deadLettered')).toMatchObject([{ reason: 'max-retries' }]);
  });

  test('a handler that never ends holds the close up for no more than 5 s', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const topic = randomTopic();
    const one = await subscriber({ topic, handler: () => new Promise(() => undefined) });
    await bus.publish({ topic, body: Buffer.from('x') });
    await until('it is in hand', () => one.deliveries.length === 1);
    const begun = performance.now();
    await bus.close();
    expect(performance.now() - begun).toBeLessThan(5000);
    expect(one.deliveries[0]?.signal.aborted).toBe(true);
    expect(recorder.of('interrupted')).toMatchObject([{ deliveryId: one.deliveries[0]?.id }]);
  });

  test('every publish under way when the bus closes settles', async () => {
    const { bus, subscriber } = await useBus(subject, { limits: { messages: 10 } });
    const topic = randomTopic();
    await subscriber({ topic, prefetch: 100 });
    const sends = Array.from({ length: 1000 }, () => bus.publish({ topic, body: Buffer.from('x') }));
    const settled = Promise.allSettled(sends);
    await bus.close();
    const codes = new Set<unknown>();
    // The last of them may find that the subscriber has gone.
    const outcomes = ['routed', subject.capabilities.holdsWithoutSubscriber ? 'held' : 'returned'];
    for (const result of await settled) {
      if (result.status === 'rejected') codes.add(result.reason.code);
      else expect(outcomes).toContain(result.value.outcome);
    }
    for (const code of codes) expect(['closed', 'unknown-outcome']).toContain(code);
  });

  test('a subscribe under way when the bus closes leaves nobody behind', async () => {
    const { bus, recorder } = await useBus(subject);
    const pending = bus.subscribe({ topic: randomTopic(), name: 'late', handler: () => undefined });
    const settled = Promise.allSettled([pending]);
    await bus.close();
    await settled;
    expect(recorder.of('subscriberRemoved')).toHaveLength(recorder.of('subscriberAdded').length);
  });

  test('nothing is left active after the close', async () => {
    const check = watchForLeaks();
    const bus = subject.create({
      handlerTimeoutMs: 60_000,
      retry: { maxRetries: 3, delay: { type: 'fixed', ms: 60_000 } },
    });
    const recorder = new Recorder(bus);
    await bus.connect();
    const topic = randomTopic();
    await bus.subscribe({ topic, name: 'a', handler: () => fail() });
    await bus.subscribe({ topic, name: 'b', handler: () => fail() });
    await bus.publish({ topic, body: Buffer.from('x') });
    await bus.broadcast({ topic, body: Buffer.from('x') });
    await recorder.seen('retryScheduled', 3);
    await bus.close();
    await check();
    recorder.checkInvariants();
  });

  test('a listener is called no more once it is taken off', async () => {
    const { bus, recorder, subscriber } = await useBus(subject);
    const heard: string[] = [];
    const stop = bus.onEvent(({ type }) => heard.push(type));
    const topic = randomTopic();
    await subscriber({ topic });
    stop();
    stop();
    const before = heard.length;
    await bus.publish({ topic, body: Buffer.from('x') });
    await recorder.seen('acked', 1);
    expect(heard).toHaveLength(before);
    expect(before).toBeGreaterThan(0);
  });
}
