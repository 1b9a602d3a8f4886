import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { OpenedRecording } from '../../electron/session/recording/opened-recording';
import type { BusEvent, BusEventType } from '../../shared/bus/bus-event';
import { noCapabilities } from '../../shared/bus/capabilities';
import {
  acked,
  added,
  deadLettered,
  delivered,
  failed,
  interrupted,
  message,
  removed,
  retried,
} from '../store/events';
import { makeFolder, removeFolder } from '../support/temporary-folder';

type Fields = Record<string, unknown>;

async function open(...lines: readonly unknown[]): Promise<OpenedRecording> {
  const folder = await makeFolder('damaged');
  onTestFinished(() => removeFolder(folder));
  const path = join(folder, 'a.ndjson');
  await writeFile(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const opened = await OpenedRecording.open(path);
  onTestFinished(() => opened.close());
  return opened;
}

const stamp = { seq: 1, at: 1 };
const about = { messageId: 'm-1', topic: 'orders', verb: 'publish' as const };

const good: Record<BusEventType, BusEvent> = {
  published: { type: 'published', ...stamp, message: message('m-1') },
  confirmed: { type: 'confirmed', ...stamp, ...about, latencyMs: 1 },
  held: { type: 'held', ...stamp, ...about },
  returned: { type: 'returned', ...stamp, ...about, detail: 'Nobody.' },
  publishFailed: { type: 'publishFailed', ...stamp, ...about, error: { code: 'closed', message: 'Closed.' } },
  delivered: delivered('1'),
  acked: acked('1'),
  failed: failed('1'),
  retryScheduled: retried('1'),
  interrupted: interrupted('1'),
  deadLettered: deadLettered('1'),
  retryReturned: { type: 'retryReturned', ...stamp, ...about, attempts: 4 },
  replayed: { type: 'replayed', ...stamp, ...about, edited: false },
  discarded: { type: 'discarded', ...stamp, ...about },
  dropped: { type: 'dropped', ...stamp, topic: 'orders', count: 3, limit: 'length' },
  tapped: {
    type: 'tapped',
    ...stamp,
    ...about,
    sightId: 't/1',
    tap: { id: 't', topic: 'orders' },
    sight: { what: 'delivered', queue: 'orders', to: { name: 'billing', channel: 1 }, redelivered: false },
    attempt: 1,
    message: message('m-1'),
  },
  tapMissed: { type: 'tapMissed', ...stamp, tap: { id: 't', topic: 'orders' }, topic: 'orders', count: 3 },
  subscriberAdded: added('a'),
  subscriberChanged: {
    type: 'subscriberChanged',
    ...stamp,
    subscriber: { id: 'a', name: 'A' },
    topic: 'orders',
    state: 'paused',
  },
  subscriberRemoved: removed('a'),
  connection: {
    type: 'connection',
    ...stamp,
    status: { state: 'ready', kind: 'memory', endpoint: 'In-memory', capabilities: noCapabilities },
  },
};

test('every kind of event is read, also one that a newer Busdeck has written', async () => {
  const newer = { type: 'sharpened', ...stamp, messageId: 'm-1' };
  const events = [...Object.values(good), newer];
  const { summary } = await open(...events.map((event) => ({ event })));
  expect(summary).toMatchObject({ events: events.length, damaged: 0, messages: 1 });
});

const misshapen: readonly (readonly [string, Fields])[] = [
  ['a delivery without its subscriber', { ...good.delivered, subscriber: undefined }],
  ['a delivery whose subscriber is null', { ...good.delivered, subscriber: null }],
  ['a delivery without its message', { ...good.delivered, message: undefined }],
  ['a delivery without its id', { ...good.delivered, deliveryId: undefined }],
  ['a delivery of a message whose id is a number', { ...good.delivered, messageId: 1 }],
  ['a failure without its error', { ...good.failed, error: undefined }],
  ['a failure whose error has no words', { ...good.failed, error: { code: 'internal' } }],
  ['an ack that took a word', { ...good.acked, handlerMs: 'long' }],
  ['an interruption of nobody', { ...good.interrupted, subscriber: undefined }],
  ['a sight without what was seen', { ...good.tapped, sight: {} }],
  ['a sight of a program without a name', { ...good.tapped, sight: { what: 'published', by: {} } }],
  ['a refusal without its error', { ...good.publishFailed, error: undefined }],
  [
    'a message with a header that is an object',
    { ...good.published, message: { ...message('m'), headers: { a: {} } } },
  ],
  ['a message whose headers are a list', { ...good.published, message: { ...message('m'), headers: ['a'] } }],
  [
    'a message with a property that is an object',
    { ...good.published, message: { ...message('m'), properties: { type: {} } } },
  ],
  [
    'a message whose preview has no format',
    { ...good.published, message: { ...message('m'), preview: { text: '' } } },
  ],
  ['an event with no time', { ...good.held, at: null }],
  ['an event of the name of a method', { ...stamp, type: 'toString', messageId: {} }],
];

for (const [what, event] of misshapen) {
  test(`${what} is counted as damaged, and the rest is shown`, async () => {
    const opened = await open({ event }, { event: delivered('good') }, { event: acked('good') });
    expect(opened.summary).toMatchObject({ damaged: 1, events: 2, messages: 1 });
    expect(opened.page(0)).toMatchObject([
      { messageId: 'm-good', outcome: 'acked', deliveries: [{ outcome: 'acked' }] },
    ]);
    expect((await opened.trace('m-good')).events.map(({ type }) => type)).toEqual(['delivered', 'acked']);
  });
}

for (const payload of [null, 'text', {}, { text: 1 }, { text: 1, base64: 'AA==' }]) {
  test(`a payload that is ${JSON.stringify(payload)} is counted as damaged`, async () => {
    const opened = await open({ event: delivered('bad'), payload }, { event: delivered('good') });
    expect(opened.summary).toMatchObject({ damaged: 1, messages: 1 });
  });
}
