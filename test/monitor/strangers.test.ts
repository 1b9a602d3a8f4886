import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { EventBus } from '../../electron/bus/event-bus';
import { MemoryBackend } from '../../electron/bus/memory/backend';
import { BrokerDesk } from '../../electron/monitor/broker-desk';
import { createMonitor } from '../../electron/monitor/monitors';
import { rabbitmqOptionsSchema } from '../../shared/brokers/rabbitmq';
import { brokerQuerySchema } from '../../shared/window/broker-view';
import { until } from '../support/until';

/* What answers where the management should be may be anything. */

async function answering(answer: (response: ServerResponse) => void) {
  const server = createServer((_, response) => answer(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bus = new EventBus({ backend: new MemoryBackend() });
  await bus.connect();
  const options = rabbitmqOptionsSchema.parse({
    ...{ kind: 'rabbitmq', url: 'amqp://user:geheim@127.0.0.1' },
    managementUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  });
  const watchable = { key: 1, options, bus, topics: () => ['orders'], ownConsumers: () => 0 };
  const desk = new BrokerDesk(() => watchable, createMonitor);
  onTestFinished(async () => {
    desk.close();
    await bus.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { desk, look: (query: object = {}) => desk.page(brokerQuerySchema.parse(query)) };
}

const page = (items: unknown) => JSON.stringify({ items, page_count: 1 });

test.for([
  ['half an answer', '{"items":[', 'wrong-protocol'],
  ['no page', '"hello"', 'wrong-protocol'],
  ['brackets without end', '['.repeat(5_000_000), 'wrong-protocol'],
  ['an answer of 40 MB', `"${'x'.repeat(40_000_000)}"`, 'too-large'],
] as const)('%s: a sentence, and what is known here', { timeout: 30_000 }, async ([, body, code]) => {
  const { look } = await answering((response) => response.end(body));
  const { problem, source, rows } = await look();
  expect(problem).toMatchObject({ code });
  expect(JSON.stringify(problem)).not.toContain('geheim');
  expect({ source, names: rows.map(({ name }) => name) }).toEqual({ source: 'known', names: ['orders'] });
});

test('it hangs up in the middle, and drips without end: given up within 15 s', {
  timeout: 40_000,
}, async () => {
  const cut = await answering((response) => {
    response.write('{"items"');
    response.destroy();
  });
  expect((await cut.look()).problem).toMatchObject({ code: 'unreachable' });
  const dripping = await answering((response) => {
    const timer = setInterval(() => response.write(' '), 100);
    response.on('close', () => clearInterval(timer));
  });
  const begun = performance.now();
  expect((await dripping.look()).problem).toMatchObject({ code: 'unreachable' });
  expect(performance.now() - begun).toBeLessThan(20_000);
});

test('it is left while it is asked: the question ends, and nothing stays open', async () => {
  let asked = 0;
  const { desk, look } = await answering(() => {
    asked += 1;
  });
  const looking = look();
  await until('it is asked', () => asked === 1);
  desk.close();
  expect((await looking).source).toBe('known');
});

test('fields of any kind, names of any length; thousands of queues with the same finding', async () => {
  const odd = [
    null,
    7,
    [],
    {},
    { name: 1 },
    { name: 'a', messages_ready: 'many', message_stats: 7, arguments: [] },
  ];
  const many = Array.from({ length: 5000 }, (_, n) => ({ name: `q-${n}`, consumers: 0, messages_ready: 1 }));
  const long = { name: 'x'.repeat(100_000), consumers: 0, messages_ready: 1 };
  const { look } = await answering((response) => response.end(page([...odd, long, ...many])));
  const seen = await look({ filter: 'q-' });
  expect(seen.problem).toBeUndefined();
  expect(seen.matching).toBe(5000);
  expect(seen.rows.length).toBeLessThanOrEqual(500);
  expect(seen.findings).toHaveLength(50);
  expect(seen.findingsLeftOut).toBe(4950);
  expect(JSON.stringify(seen).length).toBeLessThan(200_000);
});
