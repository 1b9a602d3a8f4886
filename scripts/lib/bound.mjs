import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const setpriv = (process.env.PATH ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'setpriv'))
  .find((path) => process.platform === 'linux' && existsSync(path));

/**
 * Like `spawn`, for a program that must not outlive this process, however that ends: where Linux has `setpriv`, the kernel asks
 * it to end then.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} options
 */
export function spawnBound(command, args, options) {
  if (setpriv === undefined) return spawn(command, args, options);
  return spawn(setpriv, ['--pdeathsig', 'TERM', command, ...args], options);
}

/** How soon it is noticed that the parent is gone, ms. */
const lookMs = 250;

/**
 * Calls back once when the process that started this one is gone: npm hands signals on to a shell, which ends without a word to us.
 * @param {() => void} callback
 * @returns {() => void} ends the watch
 */
export function onOrphaned(callback) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, lookMs);
  timer.unref();
  return () => clearInterval(timer);
}
