import { expect, test } from 'vitest';
import { Findings } from '../../electron/monitor/findings';
import type { BrokerHealth, BrokerRow } from '../../shared/window/broker-view';

const orders: BrokerRow = { id: 'orders', kind: 'topic', name: 'orders', topic: 'orders', ownConsumers: 0 };

/** A picture each five seconds; what is found after the last. */
function after(seconds: number, rowAt: (second: number) => Partial<BrokerRow>, health?: BrokerHealth) {
  const findings = new Findings();
  let found: { rule: string; sentence: string }[] = [];
  for (let second = 0; second <= seconds; second += 5) {
    const row = { ...orders, ...rowAt(second) };
    const base = { at: second * 1000, tookMs: 1, source: 'broker' as const, rows: [row] };
    found = findings.look(health === undefined ? base : { ...base, health });
  }
  return found;
}

test('black hole: held and unanswered for a minute, and not before, nor when something is answered', () => {
  const held = () => ({ consumers: 1, ready: 3, unanswered: 5, rateAcked: 0 });
  expect(after(55, held)).toEqual([]);
  expect(after(65, held)).toMatchObject([
    { rule: 'black-hole', sentence: expect.stringContaining('hold 5 messages and have answered none') },
  ]);
  expect(after(65, (second) => ({ ...held(), rateAcked: second === 60 ? 1 : 0 }))).toEqual([]);
});

test('a backlog that grows, by how much; one that only stands does not, nor does one that goes up and down', () => {
  const growing = (second: number) => ({ consumers: 1, ready: 100 + second * 10, rateAcked: 1 });
  expect(after(60, growing)).toMatchObject([
    { rule: 'growing-backlog', sentence: 'The backlog of orders grows by 600 a minute: 700 wait now.' },
  ]);
  expect(after(60, () => ({ consumers: 1, ready: 5000, rateAcked: 1 }))).toEqual([]);
  expect(after(60, (second) => ({ consumers: 1, ready: second % 10 === 0 ? 40 : 0, rateAcked: 1 }))).toEqual(
    [],
  );
});

test('dead letters that grow are said with the first, and not any more when they stand', () => {
  const kind = 'dead-letters' as const;
  expect(after(40, (second) => ({ kind, ready: second >= 40 ? 4 : 3 }))).toMatchObject([
    { rule: 'growing-dead-letters' },
  ]);
  expect(after(90, (second) => ({ kind, ready: second >= 40 ? 4 : 3 }))).toEqual([]);
});

test('most of what goes out comes again', () => {
  const rates = (rateRedelivered: number) => () => ({
    consumers: 1,
    rateOut: 10,
    rateAcked: 1,
    rateRedelivered,
  });
  expect(after(5, rates(8))).toMatchObject([{ rule: 'redelivered' }]);
  expect(after(5, rates(2))).toEqual([]);
});

test('a node that is down, and features that will go', () => {
  const health: BrokerHealth = {
    nodes: [{ name: 'rabbit@b', running: false, memoryUsed: 0, memoryLimit: 0, diskFree: 0, diskLimit: 0 }],
    droppedPerSecond: 0,
    unlimited: [],
    deprecated: ['transient_nonexcl_queues'],
  };
  expect(after(0, () => ({}), health).map(({ rule }) => rule)).toEqual(['node-down', 'deprecated']);
});
