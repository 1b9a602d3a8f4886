import { expect, test } from 'vitest';
import { grouped } from '../../electron/monitor/grouped-map';
import type { BrokerMap, MapNode } from '../../shared/window/broker-map';

const queue = (name: string, more: Partial<MapNode> = {}): MapNode => ({
  ...{ id: `queue ${name}`, what: 'queue', name, ready: 1 },
  ...more,
});
const mapOf = (nodes: MapNode[], edges: BrokerMap['edges'] = []): BrokerMap => ({
  at: 1,
  tookMs: 1,
  nodes,
  edges,
  leftOut: 0,
});
const many = (count: number, name: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => queue(name(n)));

test('a small map is as it is', () => {
  const map = mapOf(many(40, (n) => `orders.${n}`));
  expect(grouped(map, '')).toEqual(map);
});

test('of 500 queues those whose names begin alike are one, with their lines and numbers together', () => {
  const program: MapNode = { id: 'program shop', what: 'program', name: 'shop' };
  const nodes = [...many(300, (n) => `orders.eu.${n}`), ...many(200, (n) => `invoices-${n}`), program];
  const edges = nodes.slice(0, 500).map(({ id }) => ({ from: program.id, to: id, rate: 0.5 }));
  const { nodes: drawn, edges: lines, leftOut } = grouped(mapOf(nodes, edges), '');
  expect(leftOut).toBe(0);
  expect(drawn).toEqual([
    program,
    { id: 'queue orders.eu.*', what: 'queue', name: 'orders.eu.*', members: 300, ready: 300 },
    { id: 'queue invoices-*', what: 'queue', name: 'invoices-*', members: 200, ready: 200 },
  ]);
  expect(lines).toEqual([
    { from: 'program shop', to: 'queue orders.eu.*', rate: 150 },
    { from: 'program shop', to: 'queue invoices-*', rate: 100 },
  ]);
});

test('one in trouble is in no group', () => {
  const nodes = [...many(200, (n) => `orders.${n}`), queue('orders.bad', { trouble: 'nobody consumes it' })];
  expect(grouped(mapOf(nodes), '').nodes.map(({ name }) => name)).toEqual(['orders.bad', 'orders.*']);
});

test('names that have nothing in common: those in trouble and those with traffic stay, and the rest is counted', () => {
  const nodes = [...many(500, (n) => `q${n}`), queue('bad', { trouble: 'nobody consumes it' })];
  const edges = [{ from: 'queue q499', to: 'queue q498', rate: 5 }];
  const { nodes: drawn, leftOut } = grouped(mapOf(nodes, edges), '');
  expect(drawn).toHaveLength(80);
  expect(leftOut).toBe(421);
  expect(
    drawn
      .slice(0, 3)
      .map(({ name }) => name)
      .sort(),
  ).toEqual(['bad', 'q498', 'q499']);
});

test('a filter leaves what it finds and what that has to do with', () => {
  const nodes: MapNode[] = [
    { id: 'program shop', what: 'program', name: 'shop' },
    { id: 'exchange e', what: 'exchange', name: 'e' },
    queue('orders'),
    queue('other'),
  ];
  const edges = [
    { from: 'program shop', to: 'exchange e', rate: 1 },
    { from: 'exchange e', to: 'queue orders', rate: 1 },
  ];
  expect(grouped(mapOf(nodes, edges), 'ORD').nodes.map(({ name }) => name)).toEqual(['shop', 'e', 'orders']);
  expect(grouped(mapOf(nodes, edges), 'nothing').nodes).toEqual([]);
});
