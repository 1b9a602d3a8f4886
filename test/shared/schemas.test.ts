import { expect, test } from 'vitest';
import { connectOptionsSchema } from '../../shared/brokers';
import { prefetchSchema, retryPolicySchema } from '../../shared/bus/connection';
import { headersSchema, propertiesSchema } from '../../shared/bus/message';
import { requestSchemas } from '../../shared/ipc/ipc';
import { sendSchema } from '../../shared/window/send';

const sendId = '7a2c8e9e-5d0f-4a9f-9c5e-0f6f0a1b2c3d';
const send = { sendId, topic: 't', payload: { format: 'text', text: '' } };

test.for([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 65_536, '3', null])(
  'no prefetch: %o',
  (value) => {
    expect(prefetchSchema.safeParse(value).success).toBe(false);
  },
);

test.for([1, 65_535])('a prefetch: %i', (value) => {
  expect(prefetchSchema.parse(value)).toBe(value);
});

test.for([0, 0.5, -1, Number.NaN, 2 ** 31, 86_400_001, '5'])('no retry delay: %o ms', (ms) => {
  for (const delay of [
    { type: 'fixed', ms },
    { type: 'exponential', first: ms, max: 1000 },
    { type: 'exponential', first: 1, max: ms },
  ]) {
    expect(retryPolicySchema.safeParse({ maxRetries: 1, delay }).success).toBe(false);
  }
});

test('the defaults', () => {
  expect(connectOptionsSchema.parse({ kind: 'memory' })).toEqual({
    kind: 'memory',
    retry: { maxRetries: 3, delay: { type: 'immediate' } },
  });
  expect(connectOptionsSchema.parse({ kind: 'rabbitmq', url: ' amqp://h ' })).toMatchObject({
    url: 'amqp://h',
    queues: 'compatible',
    keepAlive: 'off',
    onLinkLoss: 'report',
    handlerTimeoutMs: 0,
    heartbeatSeconds: 10,
  });
  expect(retryPolicySchema.parse({ delay: { type: 'exponential', first: 1, max: 2 } })).toEqual({
    maxRetries: 3,
    delay: { type: 'exponential', first: 1, max: 2, factor: 2, jitter: 0 },
  });
  expect(sendSchema.parse(send)).toMatchObject({ count: 1, rate: 0, headers: {}, properties: {} });
});

test('maxRetries goes from 0 to 100 in whole numbers', () => {
  for (const maxRetries of [0, 3, 100])
    expect(retryPolicySchema.safeParse({ maxRetries }).success).toBe(true);
  for (const maxRetries of [-1, 101, 1.5, Number.NaN, '3']) {
    expect(retryPolicySchema.safeParse({ maxRetries }).success).toBe(false);
  }
});

test.for<[string, object]>([
  ['count 0', { count: 0 }],
  ['a million and one', { count: 1_000_001 }],
  ['half a message', { count: 1.5 }],
  ['a negative rate', { rate: -1 }],
  ['an infinite rate', { rate: Number.POSITIVE_INFINITY }],
  ['an id that is no UUID', { sendId: 'x' }],
  ['an empty topic', { topic: '' }],
  ['an unknown format', { payload: { format: 'xml', text: '' } }],
  ['a header that is an object', { headers: { a: {} } }],
  ['a nameless header', { headers: { '': 1 } }],
  ['a priority of 256', { properties: { priority: 256 } }],
])('nothing is sent with %s', ([, wrong]) => {
  expect(sendSchema.safeParse({ ...send, ...wrong }).success).toBe(false);
});

test('what AMQP holds in 255 bytes is bounded in bytes, not in characters', () => {
  const long = 'é'.repeat(128);
  for (const name of ['contentType', 'contentEncoding', 'correlationId', 'replyTo', 'type', 'appId']) {
    expect(propertiesSchema.safeParse({ [name]: long }).success, name).toBe(false);
    expect(propertiesSchema.safeParse({ [name]: 'x'.repeat(255) }).success, name).toBe(true);
  }
  expect(headersSchema.safeParse({ [long]: 1 }).success).toBe(false);
});

test('every request takes one object and refuses anything else', () => {
  const requests = Object.entries(requestSchemas);
  expect(requests.length).toBeGreaterThan(10);
  for (const [name, schema] of requests) {
    for (const wrong of [undefined, null, 'text', 7, [], () => 1]) {
      expect(schema.safeParse(wrong).success, `${name} ${String(wrong)}`).toBe(false);
    }
  }
});
