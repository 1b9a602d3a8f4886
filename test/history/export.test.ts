import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { cell, writeRows } from '../../electron/session/export/row-file';
import { jsonLines, maxLineLength, textLines } from '../../renderer/format/lay-out';
import { prettyJson } from '../../renderer/format/payload';
import { makeFolder, removeFolder } from '../support/temporary-folder';

it.each([
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "x"', '"say ""x"""'],
  ['two\nlines', '"two\nlines"'],
  ['=1+1', "'=1+1"],
  [-5, '-5'],
  [null, ''],
  [{ a: 1 }, '"{""a"":1}"'],
])('%j is a cell', (value, wanted) => {
  expect(cell(value)).toBe(wanted);
});

it('an export that fails leaves the file that was there, and nothing beside it', async () => {
  const folder = await makeFolder('export');
  onTestFinished(() => removeFolder(folder));
  const path = join(folder, 'letters.ndjson');
  await writeFile(path, 'the last export\n');
  const lost = new Error('The link is lost.');
  const rows = writeRows<{ n: number; text: string }>(path, 'ndjson', ['n', 'text'], async (write) => {
    await write({ n: 1, text: 'x'.repeat(2_000_000) });
    throw lost;
  });
  await expect(rows).rejects.toBe(lost);
  expect(await readFile(path, 'utf8')).toBe('the last export\n');
  expect(await readdir(folder)).toEqual(['letters.ndjson']);

  expect(await writeRows(path, 'ndjson', ['n'], (write) => write({ n: 2 }))).toBe(1);
  expect(await readFile(path, 'utf8')).toBe('{"n":2}\n');
});

it.each(['{"a":[1,{"b":null}],"c":{},"d":[],"e":"x, {y}"}', '[]', '"text"', '{"n":1e400,"n":0.10}'])(
  '%s is laid out by the worker as by the window',
  (text) => {
    expect(jsonLines(text)?.join('\n')).toBe(prettyJson(text));
  },
);

it('a long line is broken, not within a character', () => {
  const text = `${'x'.repeat(maxLineLength - 1)}😀y\nz`;
  const lines = textLines(text);
  expect(lines).toEqual(['x'.repeat(maxLineLength - 1), '😀y', 'z']);
});
