import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { root } from '../../scripts/lib/paths.mjs';

/** The product's own files whose text matches, by their path in the repository. */
export async function sourceFilesWith(text: RegExp): Promise<string[]> {
  const found: string[] = [];
  for (const folder of ['electron', 'library', 'shared', 'renderer']) {
    for (const entry of await readdir(join(root, folder), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.(ts|tsx|css|html)$/.test(entry.name)) continue;
      const path = join(entry.parentPath, entry.name);
      if (text.test(await readFile(path, 'utf8'))) found.push(relative(root, path).replaceAll('\\', '/'));
    }
  }
  return found.sort();
}
