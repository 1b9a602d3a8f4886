import { expect, test } from 'vitest';
import { encodableHeaders, encodableProperties, maxDepth } from '../../electron/bus/rabbitmq/encodable';
import { cannotRetry } from '../../electron/bus/rabbitmq/header-size';

test('what amqplib can write is left as it is', () => {
  const headers = {
    text: 'a',
    none: null,
    yes: true,
    numbers: [0, -1, 0.5, 2 ** 53, -(2 ** 63), 2 ** 49 + 0.5],
    bytes: Buffer.from('x'),
    at: { '!': 'timestamp', value: 1 },
    price: { '!': 'decimal', value: { places: 2, digits: 100 } },
    table: { a: { b: [1] } },
  };
  expect(encodableHeaders(headers)).toEqual(headers);
});

test('names and properties that were no UTF-8 and have grown in reading are cut to what AMQP allows', () => {
  const grown = '\uFFFD'.repeat(200);
  const cut = '\uFFFD'.repeat(85);
  expect(encodableHeaders({ [grown]: 1 })).toEqual({ [cut]: 1 });
  expect(encodableProperties({ contentType: grown, priority: 1, timestamp: 2 ** 64 })).toEqual({
    contentType: cut,
    priority: 1,
    timestamp: 2 ** 64 - 2048,
  });
});

test('tables in each other beyond measure are no copy’s, and end no stack', () => {
  let deep: Record<string, unknown> = {};
  for (let depth = 0; depth < 100_000; depth += 1) deep = { deep };
  encodableHeaders(deep);
  expect(cannotRetry(deep)).toContain('cannot be tried again');
  let allowed: Record<string, unknown> = {};
  for (let depth = 0; depth < maxDepth - 1; depth += 1) allowed = { allowed };
  expect(cannotRetry(allowed)).toBeUndefined();
});
