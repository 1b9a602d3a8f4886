import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PayloadFiles } from '../../electron/session/compose/payload-files';
import { SentHistory } from '../../electron/session/compose/sent-history';
import { maxSent } from '../../shared/window/compose';
import { type Receipt, sendSchema } from '../../shared/window/send';
import { makeFolder, removeFolder } from '../support/temporary-folder';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await makeFolder('sent');
  path = join(folder, 'sent.ndjson');
});
afterEach(() => removeFolder(folder));

const receipt = { outcome: 'routed' } as Receipt;
const request = (text: string) =>
  sendSchema.parse({
    sendId: '7a2c8e9e-5d0f-4a9f-9c5e-0f6f0a1b2c3d',
    topic: 't',
    payload: { format: 'text', text },
    headers: { tenant: 7 },
  });
const open = () => new SentHistory(path, new PayloadFiles());
const previews = async (history: SentHistory) => (await history.list()).map(({ preview }) => preview);

test('the newest comes first, also after a restart, and opens as it was sent', async () => {
  const history = open();
  await history.add('publish', request('one'), receipt);
  await history.add('broadcast', request('two'), receipt);
  expect(await previews(history)).toEqual(['two', 'one']);
  const again = open();
  const [two] = await again.list();
  expect(two).toMatchObject({ verb: 'broadcast', times: 1, outcome: 'routed' });
  expect(await again.open(two?.id ?? '')).toEqual({
    topic: 't',
    payload: { format: 'text', text: 'two' },
    headers: { tenant: 7 },
    properties: {},
    count: 1,
    rate: 0,
  });
});

test('the same in a row is one, counted', async () => {
  const history = open();
  for (const text of ['a', 'a', 'a', 'b', 'a']) await history.add('publish', request(text), receipt);
  for (const each of [history, open()]) {
    expect((await each.list()).map(({ preview, times }) => [preview, times])).toEqual([
      ['a', 1],
      ['b', 1],
      ['a', 3],
    ]);
  }
});

test('only the last are kept, and the file does not grow without end', async () => {
  const history = open();
  for (let n = 0; n < 4 * maxSent; n += 1) await history.add('publish', request(String(n)), receipt);
  expect(await history.list()).toHaveLength(maxSent);
  expect((await open().list())[0]?.preview).toBe(String(4 * maxSent - 1));
  expect((await readFile(path, 'utf8')).split('\n').length).toBeLessThanOrEqual(3 * maxSent + 1);
});

test('a damaged line is passed over, and the file is set aside before it is written anew', async () => {
  await open().add('publish', request('kept'), receipt);
  await appendFile(path, '{"half');
  const damaged = await readFile(path, 'utf8');
  const history = open();
  expect(await previews(history)).toEqual(['kept']);
  expect(await readFile(path, 'utf8')).toBe(damaged);
  await history.add('publish', request('new'), receipt);
  const aside = (await readdir(folder)).find((name) => name.includes('damaged'));
  expect(await readFile(join(folder, aside ?? ''), 'utf8')).toBe(damaged);
  expect(await previews(open())).toEqual(['new', 'kept']);
});

test('a very long payload is not kept, and says so', async () => {
  const history = open();
  await history.add('publish', request('x'.repeat(300_000)), receipt);
  const [long] = await history.list();
  await expect(history.open(long?.id ?? '')).rejects.toThrow('longer than 256 kB');
  expect((await readFile(path, 'utf8')).length).toBeLessThan(1000);
});

test('clearing leaves nothing', async () => {
  const history = open();
  await history.add('publish', request('secret'), receipt);
  await history.clear();
  expect(await history.list()).toEqual([]);
  expect(await readFile(path, 'utf8')).toBe('');
});

test('a file is found again by its path', async () => {
  const file = join(folder, 'body.bin');
  await writeFile(file, 'abc');
  const files = new PayloadFiles();
  const { fileId } = await files.add(file);
  const sent = sendSchema.parse({ ...request(''), payload: { format: 'file', fileId } });
  await new SentHistory(path, files).add('publish', sent, receipt);
  const later = open();
  const [first] = await later.list();
  const { payload } = await later.open(first?.id ?? '');
  expect(payload).toMatchObject({ format: 'file', file: { name: 'body.bin', size: 3 } });
});

test('what was refused is there with its reason, until it goes through', async () => {
  const history = open();
  const error = { code: 'not-connected' as const, message: 'Connect to a broker first.' };
  await history.add('publish', request('a'), { outcome: 'failed', error });
  expect((await open().list())[0]).toMatchObject({ outcome: 'failed', reason: 'Connect to a broker first.' });
  await history.add('publish', request('a'), receipt);
  const [only, ...others] = await open().list();
  expect(others).toEqual([]);
  expect(only).toMatchObject({ outcome: 'routed', times: 2 });
  expect(only).not.toHaveProperty('reason');
});
