import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { BusError, type BusEvent, type ConnectOptions, EventBus, Rejection } from '../../library';
import { mostUnread } from '../../library/event-stream';
import { Latch } from '../support/latch';

async function useBus(options: ConnectOptions = {}): Promise<EventBus> {
  const bus = await EventBus.connect('memory:', options);
  onTestFinished(() => bus.close());
  return bus;
}

const fail = () => {
  throw new Error('on purpose');
};

const codeOf = (error: unknown) => (error instanceof BusError ? error.code : error);
const refusal = (promise: Promise<unknown>) => promise.then(() => 'not refused', codeOf);

test('text goes as UTF-8, bytes as they are, anything else as JSON', async () => {
  const bus = await useBus();
  const bodies: string[] = [];
  await bus.subscribe('orders', ({ body }) => bodies.push(Buffer.from(body).toString('hex')));
  const view = new DataView(Uint8Array.of(9, 0xff, 0, 9).buffer, 1, 2);
  for (const payload of [
    'ü',
    Uint8Array.of(0xff, 0),
    Uint8Array.of(0xff, 0).buffer,
    view,
    { a: [1] },
    null,
    7,
  ])
    await bus.publish('orders', payload);
  await bus.wait();
  const json = ['{"a":[1]}', 'null', '7'].map((text) => Buffer.from(text).toString('hex'));
  expect(bodies).toEqual(['c3bc', 'ff00', 'ff00', 'ff00', ...json]);
});

test.each([
  ['nothing', undefined, /undefined has none/],
  ['a function', () => {}, /function has none/],
  ['a number without a JSON', 1n, /has no JSON/],
])('%s is refused as a payload', async (_, payload, sentence) => {
  const bus = await useBus();
  await expect(bus.publish('orders', payload)).rejects.toThrow(sentence);
});

test('what is no JSON is rejected by json() and not tried again', async () => {
  const bus = await useBus();
  await bus.subscribe('orders', (delivery) => delivery.json());
  await bus.publish('orders', '{"broken": ');
  await bus.publish('orders', Uint8Array.of(0xff));
  await bus.wait();
  const { letters } = await bus.deadLetters('orders');
  expect(letters.map(({ reason, attempts }) => [reason, attempts])).toEqual([
    ['rejected', 1],
    ['rejected', 1],
  ]);
  expect(letters.map(({ error }) => error)).toEqual([
    expect.stringContaining('is not JSON'),
    expect.stringContaining('is not UTF-8'),
  ]);
});

test('a delivery says what it is', async () => {
  const bus = await useBus();
  let told: unknown;
  await bus.subscribe(
    'orders',
    ({ id, topic, verb, headers, properties, attempt, subscriber, signal, deliveryId }) => {
      const { name } = subscriber;
      told = { id, topic, verb, headers, properties, attempt, name, aborted: signal.aborted, deliveryId };
    },
    { name: 'billing' },
  );
  const properties = { type: 'order' };
  await bus.publish('orders', {}, { id: 'first', headers: { tenant: 'a' }, properties });
  await bus.wait();
  expect(told).toMatchObject({
    ...{ id: 'first', topic: 'orders', verb: 'publish', headers: { tenant: 'a' }, properties },
    ...{ attempt: 1, name: 'billing', aborted: false, deliveryId: expect.stringContaining('/1') },
  });
});

test('the retries are those of the connection, or of the subscriber', async () => {
  const bus = await useBus({ maxRetries: 1, retryDelay: 10 });
  const runs: string[] = [];
  const counted = (name: string) => () => {
    runs.push(name);
    fail();
  };
  await bus.subscribe('a', counted('a'));
  const own = await bus.subscribe('b', counted('b'), { maxRetries: 2, retryDelay: { first: 5, max: 5 } });
  await bus.publish('a', 1);
  await bus.publish('b', 1);
  await bus.wait();
  expect(runs.filter((name) => name === 'a')).toHaveLength(2);
  expect(runs.filter((name) => name === 'b')).toHaveLength(3);
  // Its pause is still the connection's.
  const scheduled = bus.wait((event) => event.type === 'retryScheduled');
  await bus.publish('c', 1);
  await bus.subscribe('c', fail, { maxRetries: 1 });
  expect((await scheduled).delayMs).toBe(10);
  own.setRetry({ maxRetries: 0 });
  await bus.publish('b', 1);
  await bus.wait();
  expect(runs.filter((name) => name === 'b')).toHaveLength(4);
});

test.each([
  [{ max_retries: 3 }, 'There is no option max_retries. Its name is maxRetries.'],
  [{ retries: 3 }, 'There is no option retries.'],
  [{ maxRetries: -1 }, /maxRetries/],
  [{ retryDelay: -1 }, /retryDelay/],
  [{ retryDelay: '1s' }, /retryDelay must be from 0/],
  [{ retryDelay: { first: 5, max: 9, jitter: 2 } }, /retryDelay.jitter/],
  [{ onLinkLoss: 'ignore' }, /onLinkLoss/],
  [{ signal: 'no' }, 'A signal must be an AbortSignal.'],
  [{ onEvent: 'no' }, 'A listener must be a function.'],
  [{ limits: { message: 1 } }, 'There is no option message.'],
])('%j is refused by name', async (options, sentence) => {
  await expect(EventBus.connect('memory:', options as ConnectOptions)).rejects.toThrow(sentence);
});

test('where a bus may be is said, and no password with it', async () => {
  const refused = await EventBus.connect('kafka://me:secret@host').catch((error: unknown) => error);
  expect(codeOf(refused)).toBe('invalid-argument');
  expect(String(refused)).toMatch(/No bus is known for kafka: a URL begins with memory: or amqp:/);
  expect(String(refused)).not.toContain('secret');
  expect(await refusal(EventBus.connect({ kind: 'memory' }))).toBe('invalid-argument');
  expect(await refusal(EventBus.connect('amqp://127.0.0.1:1/'))).toBe('unreachable');
});

test('a bus that waits for its broker ends with its signal', async () => {
  const states: string[] = [];
  const stop = new AbortController();
  const connecting = EventBus.connect('redis://127.0.0.1:1/', {
    waitForBroker: true,
    signal: stop.signal,
    onEvent: (event) => {
      if (event.type !== 'connection') return;
      states.push(event.status.state);
      if (event.status.state === 'reconnecting') stop.abort();
    },
  });
  expect(await refusal(connecting)).toBe('cancelled');
  expect(states).toContain('reconnecting');
  expect(states.at(-1)).toBe('closed');
});

test('dead letters are read, replayed with an edit, and discarded by their ids', async () => {
  const bus = await useBus({ maxRetries: 0 });
  const taken: string[] = [];
  await bus.subscribe('orders', (delivery) => {
    if (delivery.text().startsWith('bad')) fail();
    taken.push(delivery.text());
  });
  for (const text of ['bad 1', 'bad 2', 'bad 3']) await bus.publish('orders', text);
  await bus.wait();
  const { letters, total } = await bus.deadLetters('orders', { most: 2 });
  expect([letters.map(({ message }) => message.text()), total]).toEqual([['bad 1', 'bad 2'], 3]);
  const [first, second] = letters.map(({ id }) => id);
  const edit = (message: { text(): string }) => ({ payload: message.text().replace('bad', 'good') });
  expect(await bus.replay('orders', [first ?? ''], { edit })).toBe(1);
  await bus.wait();
  expect(taken).toEqual(['good 1']);
  expect(await bus.discard('orders', [second ?? ''])).toBe(1);
  expect(await bus.discard('orders', 'all')).toBe(1);
  expect(await refusal(bus.replay('orders', 'bad 1' as 'all'))).toBe('invalid-argument');
});

test('a bus is at rest when its handlers are done and no retry waits', async () => {
  const bus = await useBus({ maxRetries: 1, retryDelay: 150 });
  const gate = new Latch();
  let runs = 0;
  await bus.subscribe('orders', async () => {
    runs += 1;
    if (runs === 1) fail();
    await gate.opened;
  });
  let rested = false;
  await bus.publish('orders', 1);
  const resting = bus.wait({ quietMs: 10 }).then(() => {
    rested = true;
  });
  await bus.wait((event) => event.type === 'delivered' && event.attempt === 2);
  expect(rested).toBe(false);
  await expect(bus.wait({ quietMs: 10, timeoutMs: 50 })).rejects.toThrow('It did not come within 50 ms.');
  expect(rested).toBe(false);
  gate.open();
  await resting;
  expect(runs).toBe(2);
});

test('a wait ends with its event, its signal, or the bus', async () => {
  const bus = await useBus();
  const held = bus.wait((event) => event.type === 'held');
  await bus.publish('orders', 1);
  expect((await held).topic).toBe('orders');
  const stop = new AbortController();
  const stopped = refusal(bus.wait(() => false, { signal: stop.signal }));
  stop.abort();
  expect(await stopped).toBe('cancelled');
  expect(await refusal(bus.wait({ signal: stop.signal }))).toBe('cancelled');
  await expect(Promise.all([bus.wait(() => fail()), bus.publish('orders', 1)])).rejects.toThrow('on purpose');
  const ended = refusal(bus.wait(() => false));
  await bus.close();
  expect(await ended).toBe('closed');
  expect(await refusal(bus.wait())).toBe('closed');
  expect(await refusal(bus.publish('orders', 1))).toBe('closed');
});

test('signals take a message back, close a subscriber and end what is waited for', async () => {
  const bus = await useBus();
  const gone = AbortSignal.abort();
  expect(await refusal(bus.publish('orders', 1, { signal: gone }))).toBe('cancelled');
  expect(await refusal(bus.subscribe('orders', () => {}, { signal: gone }))).toBe('cancelled');
  expect(await refusal(bus.deadLetters('orders', { signal: gone }))).toBe('cancelled');
  expect(await refusal(bus.replay('orders', 'all', { signal: gone }))).toBe('cancelled');
  expect(await refusal(bus.discard('orders', 'all', { signal: gone }))).toBe('cancelled');
  expect(await refusal(EventBus.connect('memory:', { signal: gone }))).toBe('cancelled');
  const warnings: Error[] = [];
  const note = (warning: Error) => warnings.push(warning);
  process.on('warning', note);
  onTestFinished(() => void process.off('warning', note));
  const stop = new AbortController();
  const many = Array.from({ length: 20 }, () => refusal(bus.wait(() => false, { signal: stop.signal })));
  const subscription = await bus.subscribe('orders', () => {}, { signal: stop.signal });
  const removed = bus.wait((event) => event.type === 'subscriberRemoved');
  stop.abort();
  await removed;
  expect(subscription.state).toBe('closed');
  expect(new Set(await Promise.all(many))).toEqual(new Set(['cancelled']));
  // Of many listeners to one signal Node would warn.
  await new Promise((resolve) => setImmediate(resolve));
  expect(warnings).toEqual([]);
});

test('the events are read at the reader’s pace, and end with a break, a signal or the bus', async () => {
  const bus = await useBus();
  const all: BusEvent[] = [];
  bus.onEvent((event) => all.push(event));
  const [broken, whole] = [bus.events(), bus.events()];
  await bus.publish('orders', 1);
  for await (const event of broken) if (event.type === 'confirmed') break;
  expect(await broken.next()).toEqual({ done: true, value: undefined });
  const stop = new AbortController();
  const reading = bus.events({ signal: stop.signal }).next();
  stop.abort();
  expect((await reading).done).toBe(true);
  await bus.close();
  const read: BusEvent[] = [];
  for await (const event of whole) read.push(event);
  expect(read).toEqual(all);
  expect(read.at(-1)).toMatchObject({ type: 'connection', status: { state: 'closed' } });
  expect((await bus.events().next()).done).toBe(true);
});

test('a reader that does not read is told, and the bus goes on', async () => {
  const bus = await useBus();
  const events = bus.events();
  const subscription = await bus.subscribe('orders', () => {});
  for (let i = 0; i <= mostUnread / 2; i += 1) {
    subscription.pause();
    subscription.resume();
  }
  await expect(events.next()).rejects.toThrow(/were not read in time/);
  expect((await events.next()).done).toBe(true);
  expect(await bus.publish('orders', 1)).toMatchObject({ outcome: 'routed' });
});

test('a listener that fails, now or later, is told to onError and ends nothing', async () => {
  const errors: unknown[] = [];
  const bus = await useBus({
    onEvent: (event) => {
      if (event.type === 'published') throw new Error('now');
    },
    onError: (error, event) => {
      errors.push([(error as Error).message, event.type]);
      throw new Error('and this as well');
    },
  });
  bus.onEvent(async (event) => {
    if (event.type === 'confirmed') throw new Error('later');
  });
  const warned = once(process, 'warning');
  await bus.publish('orders', 1);
  const [warning] = await warned;
  expect(warning).toMatchObject({
    name: 'BusdeckWarning',
    message: expect.stringContaining('and this as well'),
  });
  expect(errors).toEqual([
    ['now', 'published'],
    ['later', 'confirmed'],
  ]);
});

test('without onError a listener that fails is a warning, once', async () => {
  const bus = await useBus();
  const warnings: Error[] = [];
  const note = (warning: Error) => warnings.push(warning);
  process.on('warning', note);
  onTestFinished(() => void process.off('warning', note));
  bus.onEvent(fail);
  await bus.publish('orders', 1);
  // Warnings come in the next turn.
  await new Promise((resolve) => setImmediate(resolve));
  expect(warnings.map(({ message }) => message)).toEqual([
    'A listener of the bus failed at an event “published”: on purpose',
  ]);
});

test('the message comes along with published and delivered', async () => {
  const bus = await useBus();
  const seen: unknown[] = [];
  bus.onEvent(({ type }, message) => message && seen.push([type, message.json()]));
  await bus.subscribe('orders', () => {});
  await bus.publish('orders', { a: 1 });
  await bus.wait();
  expect(seen).toEqual([
    ['published', { a: 1 }],
    ['delivered', { a: 1 }],
  ]);
});

test('a close waits for running handlers as long as it was told, then their signal is aborted', async () => {
  const bus = await useBus({ closeGraceMs: 50 });
  const started = bus.wait((event) => event.type === 'delivered');
  let given: AbortSignal | undefined;
  await bus.subscribe('orders', ({ signal }) => {
    given = signal;
    return once(signal, 'abort');
  });
  await bus.publish('orders', 1);
  await started;
  await Promise.all([bus.close(), bus.close()]);
  expect(given?.aborted).toBe(true);
  expect(bus.status.state).toBe('closed');
});

test('nothing of the engine shows through', async () => {
  const bus = await useBus();
  const subscription = await bus.subscribe('orders', () => {});
  for (const name of ['open', 'isolate', 'crash', 'prefetch']) expect(subscription).not.toHaveProperty(name);
  for (const name of ['prepare', 'reconnectNow', 'tap', 'inspect']) expect(bus).not.toHaveProperty(name);
  let got: object | undefined;
  await bus.subscribe('other', (delivery) => {
    got = delivery;
  });
  await bus.publish('other', 1);
  await bus.wait();
  expect(got).toHaveProperty('attempt');
  expect(got).not.toHaveProperty('abandon');
  expect(new Rejection('no')).toBeInstanceOf(Error);
});
