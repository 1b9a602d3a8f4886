import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { EventBus } from '../../electron/bus/event-bus';
import { MemoryBackend } from '../../electron/bus/memory/backend';
import type { Message } from '../../electron/bus/message';
import { EventHistory } from '../../electron/session/event-history';
import { OpenedRecording } from '../../electron/session/recording/opened-recording';
import { Recorder } from '../../electron/session/recording/recorder';
import { Recordings } from '../../electron/session/recording/recordings';
import type { BusEvent } from '../../shared/bus/bus-event';
import { delivered, message } from '../store/events';
import { makeFolder, removeFolder } from '../support/temporary-folder';
import { until } from '../support/until';

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await makeFolder('payloads');
  path = join(folder, 'a.ndjson');
});
afterEach(() => removeFolder(folder));

type Told = readonly [event: BusEvent, message?: Message];

const withBody = (id: string, text: string): Message => ({ ...message(id, text), body: Buffer.from(text) });
const published = (id: string, at: number, text: string): Told => [
  { type: 'published', seq: at, at, message: message(id, text) },
  withBody(id, text),
];
const deliveredTo = (deliveryId: string, messageId: string, text: string): Told => [
  delivered(deliveryId, { messageId, text }),
  withBody(messageId, text),
];

async function record(events: readonly Told[]): Promise<void> {
  const recorder = await Recorder.start({ path });
  for (const [event, sent] of events) recorder.add(event, sent);
  await recorder.stop();
}

async function open(): Promise<OpenedRecording> {
  const opened = await OpenedRecording.open(path);
  onTestFinished(() => opened.close());
  return opened;
}

const textOf = (body: Uint8Array | undefined) => body && Buffer.from(body).toString();

async function payloadsInFile(): Promise<string[]> {
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  return lines.flatMap((line) => JSON.parse(line).payload?.text ?? []);
}

test('a recorded dead letter that was edited before its replay shows at each delivery what that one held', async () => {
  const bus = new EventBus({
    backend: new MemoryBackend(),
    retry: { maxRetries: 0, delay: { type: 'immediate' } },
  });
  onTestFinished(() => bus.close());
  const recorder = await Recorder.start({ path });
  const deliveries: string[] = [];
  const seen: string[] = [];
  bus.onEvent((event, sent) => {
    recorder.add(event, sent);
    seen.push(event.type);
    if (event.type === 'delivered') deliveries.push(event.deliveryId);
  });
  await bus.connect();
  let isBad = true;
  await bus.subscribe({
    topic: 'orders',
    name: 'worker',
    handler: () => {
      if (isBad) throw new Error('no');
    },
  });
  const { messageId } = await bus.publish({ topic: 'orders', body: Buffer.from('first') });
  await until('it is dead', () => seen.includes('deadLettered'));
  isBad = false;
  await bus.replay('orders', {
    ids: 'all',
    edit: (letter) => ({ ...letter, body: Buffer.from('second, edited') }),
  });
  await until('it is acked', () => seen.includes('acked'));
  await recorder.stop();

  expect(await payloadsInFile()).toEqual(['first', 'second, edited']);
  const opened = await open();
  const [only] = opened.page(0);
  const previews = only?.deliveries.map(({ deliveryId, message: { preview } }) => [deliveryId, preview.text]);
  expect(previews?.at(0)?.[1]).toBe('first');
  expect(previews?.at(-1)?.[1]).toBe('second, edited');
  for (const [deliveryId, text] of previews ?? []) {
    expect(textOf(await opened.body(messageId, deliveryId))).toBe(text);
  }
  expect(only?.message.preview.text).toBe('second, edited');
  expect(textOf(await opened.body(messageId))).toBe('second, edited');
  // Published again is what was published, and not what a replay made of it.
  const bodies = await Promise.all(opened.publishable().map(({ body }) => body()));
  expect(bodies.map(textOf)).toEqual(['first']);
});

test('two messages of one id are recorded with both their payloads, and both published again', async () => {
  await record([
    published('m', 1, 'one'),
    published('m', 2, 'two'),
    deliveredTo('d-1', 'm', 'one'),
    deliveredTo('d-2', 'm', 'two'),
    deliveredTo('d-3', 'm', 'two'),
  ]);
  expect(await payloadsInFile()).toEqual(['one', 'two', 'one', 'two']);
  const opened = await open();
  expect(opened.summary).toMatchObject({ messages: 1, publishable: 2 });
  expect(textOf(await opened.body('m', 'd-1'))).toBe('one');
  expect(textOf(await opened.body('m', 'd-2'))).toBe('two');
  expect(textOf(await opened.body('m', 'd-3'))).toBe('two');
  const sent = await Promise.all(
    opened
      .publishable()
      .map(async ({ at, message: { preview }, body }) => [at, preview.text, textOf(await body())]),
  );
  expect(sent).toEqual([
    [1, 'one', 'one'],
    [2, 'two', 'two'],
  ]);
});

test('a recording that has one payload per message opens with it at every delivery', async () => {
  const lines = [
    { event: published('m', 1, 'one')[0], payload: { text: 'one' } },
    { event: deliveredTo('d-1', 'm', 'one')[0] },
    { event: deliveredTo('d-2', 'm', 'one')[0] },
    // Its payload was not written: nothing else may go out in its place.
    { event: published('m', 2, 'another')[0] },
  ];
  await writeFile(path, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`);
  const opened = await open();
  for (const deliveryId of ['d-1', 'd-2', undefined]) {
    expect(textOf(await opened.body('m', deliveryId))).toBe('one');
  }
  expect(opened.publishable().map(({ message: { preview } }) => preview.text)).toEqual(['one']);
});

test('a recorded delivery shows its own payload where the history has another of that message', async () => {
  await record([deliveredTo('then', 'm', 'recorded')]);
  const history = new EventHistory();
  history.add(...deliveredTo('now', 'm', 'of now'));
  const recordings = new Recordings(() => {});
  onTestFinished(() => recordings.close());
  await recordings.open(path);
  expect(textOf(await recordings.body(history, 'm', 'then'))).toBe('recorded');
  expect(textOf(await recordings.body(history, 'm', 'now'))).toBe('of now');
  expect(textOf(await recordings.body(history, 'm'))).toBe('of now');
});
