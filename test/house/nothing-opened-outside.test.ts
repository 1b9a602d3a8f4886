import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/lib/paths.mjs';

test('no address is handed to the system to be opened', async () => {
  const found: string[] = [];
  let looked = 0;
  for (const folder of ['electron', 'shared', 'renderer']) {
    for (const entry of await readdir(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.tsx?$/.test(entry.name)) continue;
      const path = join(entry.parentPath, entry.name);
      looked += 1;
      if (/openExternal/.test(await readFile(path, 'utf8'))) found.push(relative(root, path));
    }
  }
  expect(looked).toBeGreaterThan(100);
  expect(found).toEqual([]);
});
