import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { finishLibrary, makeTypes } from './library.mjs';
import { inRoot, root } from './paths.mjs';
import { run, SetupError, say } from './run.mjs';

/** What the build is made of; package-lock.json stands for all of node_modules. */
const sources = [
  ...['shared', 'electron', 'renderer', 'cli', 'library'],
  ...['vite.config.ts', 'scripts/lib/library.mjs', 'package.json', 'package-lock.json'],
];

export const stampFile = inRoot('dist', 'stamp');

/** A hash over the contents of all sources. */
export async function sourcesHash() {
  const hash = createHash('sha256');
  for (const source of sources.map((name) => inRoot(name)).filter(existsSync)) {
    for (const file of await filesIn(source)) hash.update(relative(root, file)).update(await readFile(file));
  }
  return hash.digest('hex');
}

/**
 * @param {string} path a file or a folder
 * @returns {Promise<string[]>}
 */
async function filesIn(path) {
  if ((await stat(path)).isFile()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

/** Builds dist/ unless it was built of these very sources. */
export async function ensureBuilt() {
  const hash = await sourcesHash();
  if ((await readFile(stampFile, 'utf8').catch(() => '')) === hash) return;
  say('Building…');
  await build(hash);
}

/** @param {string} [hash] of the sources as they are now */
export async function build(hash) {
  const built = hash ?? (await sourcesHash());
  await forgetBuild();
  const vite = inRoot('node_modules', 'vite', 'bin', 'vite.js');
  const [code] = await Promise.all([
    run(process.execPath, [vite, 'build', '--logLevel', 'warn']),
    makeTypes(),
  ]);
  if (code !== 0) throw new SetupError('The build failed; see above.');
  await finishLibrary();
  await writeFile(stampFile, built);
}

/** To be called before anything else writes into dist/. */
export async function forgetBuild() {
  await rm(stampFile, { force: true });
}
