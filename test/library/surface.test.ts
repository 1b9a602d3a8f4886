import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { libraryParts } from '../../scripts/lib/library.mjs';
import { inRoot } from '../../scripts/lib/paths.mjs';

test.each(libraryParts)(
  'what programs see of %s is what it was; `npx vitest run test/library/surface.test.ts -u` after a build agrees to a change',
  async (part) => {
    const types = await readFile(inRoot('dist', 'library', `${part}.d.ts`), 'utf8');
    await expect(types).toMatchFileSnapshot(`surface/${part}.d.ts`);
    // For programs that use require: the same but for the name of the file beside it.
    const forRequire = await readFile(inRoot('dist', 'library', `${part}.d.cts`), 'utf8');
    expect(forRequire).toBe(types.replaceAll('./index.js', './index.cjs'));
    expect(types).not.toMatch(/zod|node_modules/);
  },
);

test('the surface is one file of at most 40 lines, types first', async () => {
  const lines = (await readFile(inRoot('library', 'index.ts'), 'utf8')).trimEnd().split('\n');
  expect(lines.length).toBeLessThanOrEqual(40);
  const exports = lines.filter((line) => line.startsWith('export '));
  const firstValue = exports.findIndex((line) => !line.startsWith('export type '));
  expect(exports.slice(firstValue).filter((line) => line.startsWith('export type '))).toEqual([]);
});

test('each verb of a bus has an example', async () => {
  const types = await readFile(inRoot('dist', 'library', 'index.d.ts'), 'utf8');
  const [, body = ''] = /declare class EventBus [^{]*\{\n(.*?)\n\}\n/s.exec(types) ?? [];
  const verbs = body.matchAll(/(?<comment>\/\*\*(?:(?!\*\/).)*\*\/)\n {4}(?:static |get )*(?<name>\w+)/gs);
  const bare: (string | undefined)[] = [];
  let count = 0;
  for (const { groups } of verbs) {
    count += 1;
    if (!groups?.comment?.includes('```ts')) bare.push(groups?.name);
  }
  expect(bare).toEqual([]);
  expect(count).toBe(12);
});

test('each thing that is exported has a comment', async () => {
  for (const part of libraryParts) {
    const types = await readFile(inRoot('dist', 'library', `${part}.d.ts`), 'utf8');
    const lines = types.split('\n');
    const bare = lines.filter(
      (line, i) =>
        /^export (declare )?(interface|type|class|function) /.test(line) && !lines[i - 1]?.endsWith('*/'),
    );
    expect(bare).toEqual([]);
  }
});
