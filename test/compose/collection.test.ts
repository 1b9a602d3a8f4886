import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Collection } from '../../electron/session/compose/collection';
import { PayloadFiles } from '../../electron/session/compose/payload-files';
import { composedSchema, requestNameProblem } from '../../shared/window/compose';
import { makeFolder, removeFolder } from '../support/temporary-folder';

let folder: string;
let files: PayloadFiles;
let collection: Collection;
beforeEach(async () => {
  folder = await makeFolder('collection');
  files = new PayloadFiles();
  collection = new Collection(folder, files);
});
afterEach(() => removeFolder(folder));

const composed = (text: string) =>
  composedSchema.parse({
    topic: 'orders',
    payload: { format: 'json', text },
    headers: { tenant: 7, on: true },
    properties: { correlationId: 'c' },
    count: 3,
    rate: 2,
  });
const file = (name: string) => join(folder, `${name}.request.json`);

test.for(['{\n  "a": 1\n}', '', 'one line', '\r\n', '{{seq}}\n\n', '🐇 “ünicode”'])(
  'opens as it was saved: %j',
  async (text) => {
    expect(await collection.save('a', composed(text), false)).toMatchObject({ outcome: 'saved' });
    expect(await collection.open('a')).toMatchObject(composed(text));
  },
);

test('a change of one line of the payload is a change of one line of the file', async () => {
  await collection.save('a', composed('{\n  "a": 1,\n  "b": 2\n}'), false);
  const before = (await readFile(file('a'), 'utf8')).split('\n');
  await collection.save('a', composed('{\n  "a": 1,\n  "b": 3\n}'), true);
  const after = (await readFile(file('a'), 'utf8')).split('\n');
  expect(after.filter((line, at) => line !== before[at])).toHaveLength(1);
});

test('one that exists is replaced only when asked to be', async () => {
  await collection.save('a', composed('1'), false);
  expect(await collection.save('a', composed('2'), false)).toEqual({ outcome: 'exists' });
  expect((await collection.open('a')).payload).toEqual({ format: 'json', text: '1' });
});

test.for([
  ['{"busdeck": 1,', 'It is not valid JSON'],
  ['[]', 'expected object'],
  ['{"busdeck": 2, "topic": "t", "format": "text"}', 'a later Busdeck may have written it'],
  ['{"busdeck": 1, "topic": 5, "format": "text"}', 'At “topic”'],
  ['{"busdeck": 1, "topic": "t", "format": "xml"}', 'At “format”'],
  ['{"busdeck": 1, "topic": "t", "format": "text", "extra": 1}', 'does not know: “extra”'],
  ['{"busdeck": 1, "topic": "t", "format": "file"}', 'needs the field “file”'],
])('%s is told, and never overwritten', async ([text = '', words = '']) => {
  await writeFile(file('bad'), text);
  await expect(collection.open('bad')).rejects.toThrow(words);
  const [listed] = await collection.list();
  expect(listed?.problem).toContain(words);
  await expect(collection.save('bad', composed('1'), true)).rejects.toThrow(words);
  expect(await readFile(file('bad'), 'utf8')).toBe(text);
});

test('what was edited by hand opens: a payload in one piece, and nothing but what is needed', async () => {
  await writeFile(file('hand'), '\uFEFF{"busdeck": 1, "topic": "t", "format": "text", "payload": "a\\nb"}');
  expect(await collection.open('hand')).toMatchObject({
    topic: 't',
    payload: { format: 'text', text: 'a\nb' },
    headers: {},
    properties: {},
    count: 1,
    rate: 0,
  });
});

test('requests may lie one folder down; other files are not requests', async () => {
  await collection.save('shop/b 10', composed('1'), false);
  await collection.save('shop/b 2', composed('1'), false);
  await collection.save('a', composed('1'), false);
  await writeFile(join(folder, 'README.md'), 'hello');
  await mkdir(join(folder, '.git'));
  await writeFile(join(folder, '.git', 'x.request.json'), 'no');
  expect((await collection.list()).map(({ name }) => name)).toEqual(['a', 'shop/b 2', 'shop/b 10']);
});

test('renaming moves the file, and replaces no other', async () => {
  await collection.save('a', composed('1'), false);
  await collection.save('b', composed('2'), false);
  await expect(collection.rename('a', 'b')).rejects.toThrow('already a request called “b”');
  await collection.rename('a', 'shop/c');
  expect((await collection.list()).map(({ name }) => name)).toEqual(['b', 'shop/c']);
  await expect(collection.rename('a', 'd')).rejects.toThrow('not in the collection any more');
});

test('deleting removes the one file', async () => {
  await collection.save('a', composed('1'), false);
  await collection.save('b', composed('2'), false);
  await collection.delete('a');
  expect(await readdir(folder)).toEqual(['b.request.json']);
  await expect(collection.delete('a')).rejects.toThrow('not in the collection any more');
});

test('a file is saved by its path from the folder, and only when it lies there', async () => {
  await writeFile(join(folder, 'body.bin'), 'abc');
  const inside = await files.add(join(folder, 'body.bin'));
  const outside = await files.add(import.meta.filename);
  const request = (fileId: string) =>
    composedSchema.parse({ topic: 't', payload: { format: 'file', fileId } });
  await collection.save('in', request(inside.fileId), false);
  expect(JSON.parse(await readFile(file('in'), 'utf8'))).toMatchObject({ file: 'body.bin' });
  expect((await collection.open('in')).payload).toEqual({ format: 'file', file: inside });
  await expect(collection.save('out', request(outside.fileId), false)).rejects.toThrow('Copy it there');
});

test.for(['../secret', '/etc/passwd', 'a/../../b'])('no file elsewhere is opened: %s', async (path) => {
  await writeFile(file('evil'), JSON.stringify({ busdeck: 1, topic: 't', format: 'file', file: path }));
  await expect(collection.open('evil')).rejects.toThrow('not in the collection’s folder');
});

test.for([
  '',
  ' ',
  'a/b/c',
  '../a',
  '.a',
  'a.',
  'a/',
  '/a',
  'a:b',
  'a\\b',
  'nul',
  'CON.x',
  'a\nb',
  'x'.repeat(121),
])('no name: %j', (name) => {
  expect(requestNameProblem(name)).toBeDefined();
});

test.for(['a', 'shop/order placed', 'München (2)', 'v1.2'])('a name: %s', (name) => {
  expect(requestNameProblem(name)).toBeUndefined();
});

test('a folder without anything in it is listed, and can be deleted', async () => {
  await collection.save('shop/a', composed('1'), false);
  await mkdir(join(folder, '.git'));
  expect(await collection.emptyFolders()).toEqual([]);
  await expect(collection.deleteFolder('shop')).rejects.toThrow('could not be deleted');
  await collection.delete('shop/a');
  expect(await collection.emptyFolders()).toEqual(['shop']);
  await collection.deleteFolder('shop');
  expect(await readdir(folder)).toEqual(['.git']);
});

test('a change by somebody else is told from one by us, and from both', async () => {
  await collection.save('a', composed('1'), false);
  const { version } = await collection.open('a');
  const compare = async (text: string) => (await collection.compare('a', composed(text), version)).state;
  expect(await compare('1')).toBe('same');
  expect(await compare('mine')).toBe('same');
  // Laid out anew, it says the same.
  await writeFile(file('a'), JSON.stringify(JSON.parse(await readFile(file('a'), 'utf8'))));
  expect(await compare('1')).toBe('same');
  await new Collection(folder, files).save('a', composed('theirs'), true);
  expect(await compare('1')).toBe('theirs');
  expect(await compare('mine')).toBe('both');
  expect(await compare('theirs')).toBe('same');
  expect(await collection.save('a', composed('mine'), { version })).toEqual({ outcome: 'changed' });
  expect((await collection.open('a')).payload).toEqual({ format: 'json', text: 'theirs' });
  const theirs = await collection.open('a');
  const saved = await collection.save('a', composed('mine'), { version: theirs.version });
  expect(saved).toEqual({ outcome: 'saved', version: (await collection.open('a')).version });
  await collection.delete('a');
  expect(await compare('mine')).toBe('gone');
});
