// Checks which way the rooms of the house may import, which packages each may use, and where raw message calls stand.
import { readdir, readFile } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { misplacedRooms, violationsIn } from './lib/import-rules.mjs';
import { inRoot, root } from './lib/paths.mjs';
import { rooms } from './lib/rooms.mjs';
import { main, say } from './lib/run.mjs';

/** @returns {Promise<string[]>} relative to the root, with forward slashes */
async function sourceFiles() {
  const folders = new Set(rooms.map(({ at }) => at.split('/')[0] ?? at));
  const perFolder = await Promise.all(
    [...folders].map((folder) => readdir(inRoot(folder), { recursive: true, withFileTypes: true })),
  );
  return perFolder
    .flat()
    .filter((entry) => entry.isFile() && /\.[cm]?tsx?$/.test(entry.name))
    .map((entry) => relative(root, `${entry.parentPath}/${entry.name}`).split(sep).join('/'));
}

await main(async () => {
  const files = await sourceFiles();
  const perFile = await Promise.all(
    files.map(async (file) => violationsIn(file, await readFile(inRoot(file), 'utf8'))),
  );
  const violations = [...misplacedRooms(), ...perFile.flatMap((found) => [...found])];
  for (const violation of violations) say(violation);
  say(`Imports checked in ${files.length} files.`);
  return violations.length > 0 ? 1 : 0;
});
