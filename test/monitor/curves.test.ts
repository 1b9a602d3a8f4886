import { expect, test } from 'vitest';
import { Curves } from '../../electron/monitor/curves';
import type { BrokerRow } from '../../shared/window/broker-view';

const row = (id: string, rateIn: number, more: Partial<BrokerRow> = {}): BrokerRow => ({
  ...{ id, kind: 'topic', name: id, ownConsumers: 0, ready: rateIn * 2, unanswered: 0, rateIn, rateOut: 0 },
  ...more,
});
const everyMs = 10_000;

test('one sample for each ten seconds, the newest of them, the oldest first', () => {
  const curves = new Curves();
  for (let at = 0; at < 40_000; at += 2000) curves.add(at, [row('a', at / 1000)]);
  expect(curves.of('a')).toEqual({
    at: [0, 10_000, 20_000, 30_000],
    ready: [16, 36, 56, 76],
    unanswered: [0, 0, 0, 0],
    in: [8, 18, 28, 38],
    out: [0, 0, 0, 0],
  });
  expect(curves.of('b')).toEqual({ at: [], ready: [], unanswered: [], in: [], out: [] });
});

test('an hour is kept, and no more', () => {
  const curves = new Curves();
  for (let nth = 0; nth < 500; nth += 1) curves.add(nth * everyMs, [row('a', nth)]);
  const { at, in: rates } = curves.of('a');
  expect(at).toHaveLength(360);
  expect(at[0]).toBe(140 * everyMs);
  expect(rates.at(-1)).toBe(499);
});

test('a row that came later, or was not told of, has gaps; one that is gone is forgotten', () => {
  const curves = new Curves();
  curves.add(0, [row('a', 1)]);
  curves.add(everyMs, [row('a', 2), row('b', 5)]);
  curves.add(2 * everyMs, [{ id: 'a', kind: 'topic', name: 'a', ownConsumers: 0 }, row('b', 6)]);
  expect(curves.of('a').in).toEqual([1, 2, null]);
  expect(curves.of('b').in).toEqual([null, 5, 6]);
  curves.add(3 * everyMs, [row('b', 7)]);
  expect(curves.of('a').at).toEqual([]);
});

test('the small curve is of the last five minutes, and of a quiet row there is none', () => {
  const curves = new Curves();
  for (let nth = 0; nth < 50; nth += 1) curves.add(nth * everyMs, [row('a', nth), row('quiet', 0)]);
  expect(curves.small('a')?.in).toEqual(Array.from({ length: 30 }, (_, n) => n + 20));
  expect(curves.small('quiet')).toBeUndefined();
});
