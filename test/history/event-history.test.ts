import { expect, test } from 'vitest';
import type { Message } from '../../electron/bus/message';
import { EventHistory } from '../../electron/session/event-history';
import type { BusEvent } from '../../shared/bus/bus-event';
import { acked, delivered } from '../store/events';

const body = new Uint8Array(1000);

const messageOf = (id: string): Message => ({
  id,
  topic: 'orders',
  verb: 'publish',
  body,
  headers: {},
  properties: {},
});

function publish(history: EventHistory, n: number): void {
  const message = messageOf(`m-${n}`);
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
  const history = new EventHistory(100_000);
  for (let n = 0; n < 500; n += 1) publish(history, n);
  const { bytes, messages, evicted } = history.stats();
  expect(bytes).toBeLessThanOrEqual(100_000);
  expect(bytes).toBeGreaterThan(90_000);
  expect(messages + evicted).toBe(500);
  expect(history.body('m-499')).toBe(body);
  expect(history.body('m-0')).toBeUndefined();
});

test('one message larger than the bound stays, to be looked at', () => {
  const history = new EventHistory(100);
  publish(history, 1);
  publish(history, 2);
  expect(history.stats()).toMatchObject({ messages: 1, evicted: 1 });
  expect(history.body('m-2')).toBe(body);
});

test('room is made for many at once: one by one, a full history would cost more than all else', () => {
  const history = new EventHistory(1_000_000);
  let n = 0;
  while (history.stats().evicted === 0) publish(history, n++);
  expect(history.stats().evicted).toBeGreaterThan(10);
  expect(history.stats().bytes).toBeGreaterThan(950_000);
});

test('each delivery has the payload that it held, also after a later one was edited', () => {
  const history = new EventHistory();
  const texts = ['the first', 'was edited', 'the first', 'as long as'];
  texts.forEach((text, n) => {
    history.add(delivered(`d-${n}`, { messageId: 'm' }), { ...messageOf('m'), body: Buffer.from(text) });
    history.add(acked(`d-${n}`, { messageId: 'm' }));
  });
  const held = (deliveryId?: string) => Buffer.from(history.body('m', deliveryId) ?? []).toString();
  expect(texts.map((_, n) => held(`d-${n}`))).toEqual(texts);
  expect(held()).toBe('as long as');
});

test('a sender that gives one id to all its messages does not break the bound', () => {
  const history = new EventHistory(10_000);
  for (let n = 0; n < 9; n += 1) {
    history.add(delivered(`d-${n}`, { messageId: 'm' }), { ...messageOf('m'), body: Buffer.alloc(3000, n) });
  }
  expect(history.stats().bytes).toBeLessThanOrEqual(10_000);
  expect(history.body('m', 'd-0')).toBeUndefined();
  expect(history.body('m', 'd-8')).toEqual(Buffer.alloc(3000, 8));
});

test('of a message with very many deliveries the late ones still have a payload', () => {
  const history = new EventHistory();
  for (let n = 0; n <= 10_000; n += 1) {
    history.add(delivered(`d-${n}`, { messageId: 'm' }), messageOf('m'));
  }
  expect(history.trace('m')).toHaveLength(10_000);
  expect(history.body('m', 'd-10000')).toBe(body);
});
