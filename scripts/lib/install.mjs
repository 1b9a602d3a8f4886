import { readFile } from 'node:fs/promises';
import { inRoot } from './paths.mjs';
import { npm, run, SetupError, say } from './run.mjs';

/**
 * npm writes what it installed into a hidden lock file when it is done. As long as that agrees with
 * package-lock.json nothing is to do, whoever ran npm.
 */
async function isInstalled() {
  const wanted = await readPackages(inRoot('package-lock.json'));
  const present = await readPackages(inRoot('node_modules', '.package-lock.json'));
  return Object.entries(wanted).every(
    // The entry '' is this project; an optional package may be one for another platform.
    ([path, { version, optional }]) => path === '' || optional || present[path]?.version === version,
  );
}

/**
 * @param {string} file
 * @returns {Promise<Record<string, { version: string, optional?: boolean }>>}
 */
async function readPackages(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8')).packages;
  } catch {
    return {};
  }
}

/** Installs the packages of package-lock.json unless they are there. */
export async function ensureInstalled() {
  if (await isInstalled()) return;
  say('Installing packages…');
  // At this level npm keeps quiet about electron's wish for a newer Node, which only its own download has.
  const [command, args] = npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  if ((await run(command, args)) !== 0) {
    throw new SetupError('npm could not install the packages; see above. Is the package registry in reach?');
  }
}
