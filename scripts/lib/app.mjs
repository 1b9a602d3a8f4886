import { existsSync, readFileSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { onOrphaned, spawnBound } from './bound.mjs';
import { root } from './paths.mjs';
import { say } from './run.mjs';

const RESTRICTED = '/proc/sys/kernel/apparmor_restrict_unprivileged_userns';
const SETUID = 0o4000;

/**
 * The switches without which Chromium's sandbox would keep Electron from starting at all.
 * @param {string} dist the runtime's folder
 * @returns {string[]}
 */
export function sandboxSwitches(dist) {
  if (process.platform !== 'linux') return [];
  if (process.getuid?.() === 0) return ['--no-sandbox'];
  const restricted = existsSync(RESTRICTED) && readFileSync(RESTRICTED, 'utf8').trim() === '1';
  const helper = join(dist, 'chrome-sandbox');
  const hasHelper =
    existsSync(helper) && (statSync(helper).mode & SETUID) !== 0 && statSync(helper).uid === 0;
  if (!restricted || hasHelper) return [];
  say(
    'This system lets no unknown program make user namespaces: starting with --no-sandbox. To have the sandbox, run ' +
      `\`sudo chown root:root ${helper} && sudo chmod 4755 ${helper}\`.`,
  );
  return ['--no-sandbox'];
}

/**
 * Starts the built app. It has its own process group, so that each Ctrl-C reaches it once, by us.
 * @param {import('./electron.mjs').ElectronRuntime} runtime
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 */
export function startApp(runtime, args, env) {
  return spawnBound(runtime.executable, [...sandboxSwitches(runtime.dist), root, ...args], {
    cwd: process.cwd(),
    env,
    stdio: 'inherit',
    detached: process.platform !== 'win32',
  });
}

const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * Waits for a started app and hands on to it the signals that ask us to end: each once, as npm repeats them.
 * @param {import('node:child_process').ChildProcess} app
 * @returns {Promise<number>} its exit code, or as shells count it 128 + the number of the signal that ended it
 */
export async function waitForApp(app) {
  /** @type {Set<NodeJS.Signals>} */
  const seen = new Set();
  /** @param {NodeJS.Signals} signal */
  const forward = (signal) => {
    if (!seen.has(signal)) app.kill(signal);
    seen.add(signal);
  };
  for (const signal of signals) process.on(signal, forward);
  const stopWatching = onOrphaned(() => forward('SIGTERM'));
  try {
    return await new Promise((resolve, reject) => {
      app.once('error', reject);
      app.once('close', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
    });
  } finally {
    stopWatching();
    for (const signal of signals) process.off(signal, forward);
  }
}
