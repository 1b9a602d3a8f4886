import { open, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { OpenedRecording } from '../../electron/session/recording/opened-recording';
import type { BusEvent } from '../../shared/bus/bus-event';
import { noCapabilities } from '../../shared/bus/capabilities';
import { maxListedDeliveries, maxTraceEnd } from '../../shared/window/recording';
import { LongTurns } from '../support/long-turns';
import { makeFolder, removeFolder } from '../support/temporary-folder';

let path: string;

beforeEach(async () => {
  const folder = await makeFolder('hostile');
  onTestFinished(() => removeFolder(folder));
  path = join(folder, 'recording.ndjson');
});

const message = (id: string) => ({
  id,
  topic: 'orders',
  verb: 'publish' as const,
  headers: {},
  properties: {},
  size: 1,
  preview: { format: 'text' as const, text: 'x', truncated: false },
});

const line = (event: object) => `${JSON.stringify({ event: { seq: 1, at: 1, ...event } })}\n`;
const about = { messageId: 'one', topic: 'orders', verb: 'publish' };
const published = line({ type: 'published', message: message('one') });
const delivered = (n: number) =>
  line({
    type: 'delivered',
    ...about,
    deliveryId: `s/${n}`,
    subscriber: { id: 's', name: 's' },
    attempt: 1,
    message: message('one'),
    redelivered: false,
    foreign: false,
    interrupted: 0,
  });

async function openIt(): Promise<OpenedRecording> {
  const recording = await OpenedRecording.open(path);
  onTestFinished(() => recording.close());
  return recording;
}

/** No other work of the process waits longer than this while a recording is read or asked, ms. */
const longestTurn = 250;

test('one id 100,000 times: the list and the trace are bounded and say what they leave out', async () => {
  const file = await open(path, 'w');
  await file.write(published);
  for (let n = 0; n < 100_000; n += 1000) {
    await file.write(Array.from({ length: 1000 }, (_, i) => delivered(n + i)).join(''));
  }
  await file.close();
  const turns = LongTurns.start();
  const recording = await openIt();
  expect(recording.summary).toMatchObject({ messages: 1, events: 100_001, shortened: 1 });
  const [listed] = recording.page(0);
  expect(listed?.deliveries).toHaveLength(maxListedDeliveries);
  const trace = await recording.trace('one');
  expect(trace.events).toHaveLength(2 * maxTraceEnd);
  expect(trace.leftOut).toBe(100_001 - 2 * maxTraceEnd);
  expect(trace.events[0]?.type).toBe('published');
  expect(trace.events.at(-1)).toMatchObject({ deliveryId: 's/99999' });
  expect(turns.stop()).toBeLessThan(longestTurn);
});

test('5 MB of bare line breaks are read past', async () => {
  await writeFile(path, `${published}${'\n'.repeat(5_000_000)}${delivered(1)}`);
  const turns = LongTurns.start();
  const recording = await openIt();
  expect(recording.summary).toMatchObject({ events: 2, damaged: 0, messages: 1 });
  expect((await recording.trace('one')).events).toHaveLength(2);
  expect(turns.stop()).toBeLessThan(longestTurn);
});

test('a line with a field nested 20,000 deep is damaged, and the rest is shown', async () => {
  const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
  const strange = published.replace('"seq":1', `"seq":1,"deep":${deep}`).replaceAll('"one"', '"two"');
  await writeFile(path, `${strange}${published}`);
  const recording = await openIt();
  expect(recording.summary).toMatchObject({ damaged: 1, messages: 1 });
  expect(structuredClone(recording.page(0))).toMatchObject([{ messageId: 'one' }]);
});

test('a line of 600 MB is left out without being kept, and a file of 3 GB that is no recording is told as that', async () => {
  await writeFile(path, published);
  await truncate(path, 600_000_000);
  const end = await open(path, 'a');
  await end.write(`\n${delivered(1)}`);
  await end.close();
  const before = process.memoryUsage().rss;
  const recording = await openIt();
  expect(recording.summary).toMatchObject({ events: 2, damaged: 1 });
  expect(process.memoryUsage().rss - before).toBeLessThan(500_000_000);
  await recording.close();

  await writeFile(path, '');
  await truncate(path, 3_000_000_000);
  await expect(OpenedRecording.open(path)).rejects.toThrow('This file is not a recording');
}, 60_000);

test('what the page gets can be cloned, whatever stands in the file', async () => {
  const status: BusEvent = {
    type: 'connection',
    seq: 1,
    at: 1,
    status: { state: 'ready', kind: 'memory', endpoint: 'x', capabilities: noCapabilities },
  };
  await writeFile(path, `${JSON.stringify({ event: status })}\n${published}`);
  const recording = await openIt();
  expect(structuredClone(recording.page(0))).toHaveLength(1);
});
