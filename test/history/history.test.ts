import { expect, test } from 'vitest';
import type { Message } from '../../electron/bus/message';
import { History } from '../../electron/history';
import type { BusEvent } from '../../shared/bus-event';

const body = new Uint8Array(1000);

function publish(history: History, n: number): void {
  const message: Message = {
    id: `m-${n}`,
    topic: 'orders',
    verb: 'publish',
    body,
    headers: {},
    properties: {},
  };
  const { body: _, ...rest } = message;
  const summary = {
    ...rest,
    size: body.length,
    preview: { format: 'binary', text: '', truncated: false },
  } as const;
  const event: BusEvent = { type: 'published', seq: n, at: 0, message: summary };
  history.add(event, message);
}

test('the oldest go when the bound is reached, and are counted', () => {
  const history = new History(100_000);
  for (let n = 0; n < 500; n += 1) publish(history, n);
  const { bytes, messages, evicted } = history.stats();
  expect(bytes).toBeLessThanOrEqual(100_000);
  expect(bytes).toBeGreaterThan(90_000);
  expect(messages + evicted).toBe(500);
  expect(history.body('m-499')).toBe(body);
  expect(history.body('m-0')).toBeUndefined();
});

test('one message larger than the bound stays, to be looked at', () => {
  const history = new History(100);
  publish(history, 1);
  publish(history, 2);
  expect(history.stats()).toMatchObject({ messages: 1, evicted: 1 });
  expect(history.body('m-2')).toBe(body);
});

test('a full history is no slower than one that fills', () => {
  const count = 60_000;
  const msOf = (history: History) => {
    const begun = performance.now();
    for (let n = 0; n < count; n += 1) publish(history, n);
    return performance.now() - begun;
  };
  msOf(new History());
  const filling = msOf(new History(1e9));
  // Full after a third of them. Taking them out one by one was a hundred times as slow.
  const full = msOf(new History((count / 3) * 2000));
  expect(full / filling).toBeLessThan(5);
});
