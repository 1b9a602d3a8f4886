/** One of each kind of event that a recording's list is made of. */
const about = { messageId: 'one', topic: 'orders', verb: 'publish' };
const delivery = {
  ...about,
  deliveryId: 's/1',
  subscriber: { id: 's', name: 'worker-1' },
  attempt: 1,
};
const message = {
  ...{ id: 'one', topic: 'orders', verb: 'publish', size: 7 },
  headers: { tenant: 'a', n: 1, yes: true, nothing: null },
  properties: { contentType: 'application/json', priority: 3 },
  preview: { format: 'json', text: '{"a":1}', truncated: false },
};
const error = { code: 'handler-failed', message: 'It failed.' };
const told = { seq: 1, at: 1_700_000_000_000 };

export const someEvents: readonly object[] = [
  { ...told, type: 'published', message },
  { ...told, type: 'confirmed', ...about, latencyMs: 1.5 },
  { ...told, type: 'returned', ...about, detail: 'NO_ROUTE' },
  { ...told, type: 'publishFailed', ...about, error },
  { ...told, type: 'delivered', ...delivery, message, redelivered: false, foreign: true, interrupted: 0 },
  { ...told, type: 'acked', ...delivery, handlerMs: 3, latencyMs: 5 },
  { ...told, type: 'failed', ...delivery, error, handlerMs: 3 },
  { ...told, type: 'retryScheduled', ...delivery, nextAttempt: 2, delayMs: 100 },
  { ...told, type: 'interrupted', ...delivery, count: 1 },
  { ...told, type: 'deadLettered', ...delivery, reason: 'max-retries', attempts: 3, error },
  { ...told, type: 'replayed', ...about, edited: true },
  {
    ...told,
    type: 'subscriberAdded',
    subscriber: { id: 's', name: 'worker-1' },
    topic: 'orders',
    prefetch: 1,
  },
];

const id = '7a2c8e9e-5d0f-4a9f-9c5e-0f6f0a1b2c3d';
const retry = { maxRetries: 3, delay: { type: 'exponential', first: 100, max: 10_000 } };

export const someSettings = {
  version: 1,
  preferences: { theme: 'dark', zoom: 1.1, historyBytes: 100_000_000, prefetch: 2, retry },
  profiles: [
    {
      ...{
        id,
        name: 'Local',
        colour: 2,
        kind: 'rabbitmq',
        url: 'amqp://guest@localhost/',
        tls: {},
        options: { queues: 'durable', keepAlive: 'anchor', onLinkLoss: 'resend' },
      },
      ...{ retry, prefetch: 5, variables: { a: 'b' } },
      ...{ readOnly: true, production: false, newer: { field: [1] } },
    },
  ],
  layout: { main: { left: 30, right: 70 } },
  window: { x: 0, y: 0, width: 900, height: 600, maximized: false },
  panes: { order: ['orders/worker-1'], folded: [], widths: { '2': [1, 2] }, rowHeight: 264 },
  highlights: [{ id: 1, filter: 'outcome:dead', colour: 'red' }],
  variables: { memory: { a: '1' }, rabbitmq: {} },
  setups: [
    {
      connection: id,
      setup: {
        subscribers: [
          {
            ...{ topic: 'orders', name: 'worker-1', prefetch: 1, retry },
            behaviour: { rule: { type: 'first', attempts: 2 }, latency: { min: 1, max: 2 }, seed: 1 },
          },
        ],
        retryByTopic: [{ topic: '__proto__', policy: retry }],
      },
    },
  ],
  draft: {
    ...{ topic: 'orders', format: 'json', text: '{"n": {{seq}}}', count: 1, rate: 0, edited: true },
    headers: [{ name: 'n', value: '1', typed: 1 }],
    properties: { contentType: 'application/json' },
  },
};

export const someRequest = {
  ...{
    busdeck: 1,
    topic: 'orders',
    format: 'json',
    payload: ['{', '  "n": {{seq}}', '}'],
    count: 10,
    rate: 5,
  },
  headers: { tenant: 'a' },
  properties: { priority: 3 },
};
