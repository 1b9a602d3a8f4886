import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Collection } from '../../../electron/session/compose/collection';
import { PayloadFiles } from '../../../electron/session/compose/payload-files';
import { OpenedRecording } from '../../../electron/session/recording/opened-recording';
import { readSettings } from '../../../electron/session/settings/read-settings';
import { recordedLines } from '../../../renderer/recordings/recorded-lines';
import { manyLines, nearlyJson } from '../inputs';
import { orRefused } from '../refusal';
import { type Surroundings, target } from '../target';
import { someEvents, someRequest, someSettings } from './samples';

const [first, ...others] = someEvents.map((event) => ({ event, payload: { text: '{"a":1}' } }));

async function readRecording(text: string, { folder }: Surroundings): Promise<void> {
  const path = join(folder, 'recording.ndjson');
  await writeFile(path, text);
  await orRefused(async () => {
    const recording = await OpenedRecording.open(path);
    try {
      const page = structuredClone({ summary: recording.summary, page: recording.page(0) }).page;
      for (const bySubscriber of [true, false]) recordedLines(page, bySubscriber, undefined, () => undefined);
      for (const { messageId, deliveries } of page.slice(0, 5)) {
        structuredClone(await recording.trace(messageId));
        await recording.body(messageId);
        await recording.body(messageId, deliveries[0]?.deliveryId);
      }
      for (const { body } of recording.publishable().slice(0, 5)) await body();
    } finally {
      await recording.close();
    }
  });
}

function readAndWriteSettings(text: string): void {
  const { settings } = readSettings(text);
  // What was read can be handed to the window, be written, and is in order then.
  const written = JSON.stringify(structuredClone(settings));
  const { damage } = readSettings(written);
  if (damage !== undefined) throw new Error(`Settings that were just written are damaged: ${damage}`);
}

async function openRequest(text: string, { folder }: Surroundings): Promise<void> {
  const own = join(folder, 'collection');
  await mkdir(own, { recursive: true });
  await writeFile(join(own, 'one.request.json'), text);
  const collection = new Collection(own, new PayloadFiles());
  structuredClone(await collection.list());
  await orRefused(async () => {
    const { version, ...request } = await collection.open('one');
    structuredClone(request);
    if (request.payload.format === 'file') return;
    const saved = await collection.save('two', { ...request, payload: request.payload }, true);
    if (saved.outcome !== 'saved' || saved.version !== version)
      throw new Error('A request is another one once it was saved.');
  });
  await rm(own, { recursive: true, force: true });
}

export const fileTargets = [
  target({
    name: 'recording',
    inputs: manyLines(nearlyJson(first ?? {}, ...others)).map(
      (text) => `${text}\n${JSON.stringify(first)}\n`,
    ),
    run: readRecording,
  }),
  target({ name: 'settings', inputs: nearlyJson(someSettings), run: readAndWriteSettings }),
  target({ name: 'collection', inputs: nearlyJson(someRequest), run: openRequest }),
];
