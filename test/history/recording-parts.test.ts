import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { OpenedRecording } from '../../electron/session/recording/opened-recording';
import { Recorder } from '../../electron/session/recording/recorder';
import { delivered } from '../store/events';
import { makeFolder, removeFolder } from '../support/temporary-folder';
import { until } from '../support/until';

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await makeFolder('parts');
  path = join(folder, 'a.ndjson');
});
afterEach(() => removeFolder(folder));

const beside = (number: number) => join(folder, `a.${number}.ndjson`);

/** Three events, of which each fills a part. */
async function recordThreeParts(of: string) {
  const recorder = await Recorder.start({ path, partBytes: 1 });
  for (let n = 1; n <= 3; n += 1) {
    recorder.add(delivered(`${of}-${n}`));
    await until('it is written', () => recorder.status.parts === n && recorder.status.bytes > 0);
  }
  await recorder.stop();
  return recorder.status;
}

async function open(): Promise<{ parts: number; damaged: number; ids: string[] }> {
  const opened = await OpenedRecording.open(path);
  const { parts, damaged } = opened.summary;
  const ids = opened.page(0).map(({ messageId }) => messageId);
  await opened.close();
  return { parts, damaged, ids };
}

const whole = (of: string) => ({ parts: 3, damaged: 0, ids: [1, 2, 3].map((n) => `m-${of}-${n}`) });

test('files that stand where the next parts would are neither emptied nor read', async () => {
  await writeFile(beside(2), 'a poem\n');
  await mkdir(beside(3));
  await writeFile(beside(5), '{"event":"of something else"}\n');
  expect(await recordThreeParts('now')).toMatchObject({ state: 'stopped', parts: 3, events: 3 });
  expect(await readFile(beside(2), 'utf8')).toBe('a poem\n');
  expect(await readFile(beside(5), 'utf8')).toBe('{"event":"of something else"}\n');
  expect((await readdir(folder)).sort()).toEqual(
    ['a.ndjson', ...[2, 3, 4, 5, 6].map((number) => `a.${number}.ndjson`)].sort(),
  );
  expect(await open()).toEqual(whole('now'));

  // What stood between them may go again.
  await rm(beside(2));
  expect(await open()).toEqual(whole('now'));
});

test('a recording under the name of an older one has nothing of that, and leaves its parts alone', async () => {
  await recordThreeParts('then');
  const old = await readFile(beside(2), 'utf8');
  await recordThreeParts('now');
  expect(await readFile(beside(2), 'utf8')).toBe(old);
  expect(await open()).toEqual(whole('now'));
});

test('a recording whose parts have no id opens with all of them', async () => {
  await recordThreeParts('old');
  for (const part of [path, beside(2), beside(3)]) {
    const { recording, ...line } = JSON.parse(await readFile(part, 'utf8'));
    expect(recording).toBeTypeOf('string');
    await writeFile(part, `${JSON.stringify(line)}\n`);
  }
  await writeFile(beside(4), 'a poem\n');
  expect(await open()).toEqual(whole('old'));
  // Beyond a gap nothing tells that it is one of them.
  await rename(beside(3), beside(5));
  expect(await open()).toMatchObject({ parts: 2 });
});

test('no part is begun before there is something to write into it', async () => {
  const recorder = await Recorder.start({ path, partBytes: 1 });
  recorder.add(delivered('1'));
  await recorder.stop();
  expect(recorder.status.parts).toBe(1);
  expect(await readdir(folder)).toEqual(['a.ndjson']);
});
