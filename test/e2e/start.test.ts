import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { root } from '../../scripts/lib/paths.mjs';
import { makeFolder, removeFolder } from '../support/temporary-folder';

test.skip(process.platform !== 'linux', 'Processes are looked up in /proc.');

/** The processes whose command line has all of these. */
function processesWith(...words: string[]): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        return words.every((word) => line.includes(word));
      } catch {
        return false;
      }
    });
}

/** `npm start` without a display, until its window is there. */
async function start(userData: string) {
  const { DISPLAY: _, WAYLAND_DISPLAY: __, ...env } = process.env;
  const npm = spawn('npm', ['start', '--', `--user-data-dir=${userData}`], {
    cwd: root,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  // An unread pipe would fill up.
  npm.stderr.resume();
  await expect.poll(() => processesWith('--type=renderer', userData).length, { timeout: 40_000 }).toBe(1);
  const [script = 0] = processesWith('scripts/start.mjs', userData).filter(
    (pid) => readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === 'node',
  );
  const [server = 0] = processesWith('Xvfb').filter((pid) => hasParent(pid, script));
  return { npm, script, server };
}

function hasParent(pid: number, parent: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[3] === String(parent);
  } catch {
    return false;
  }
}

function isAlive(pid: number): boolean {
  return processesWith('Xvfb').includes(pid);
}

for (const [what, kill] of [
  ['SIGTERM to npm', ({ npm }) => npm.kill('SIGTERM')],
  ['SIGKILL to the start script', ({ script }) => process.kill(script, 'SIGKILL')],
] satisfies [string, (started: Awaited<ReturnType<typeof start>>) => unknown][]) {
  test(`${what} leaves neither the app nor its display behind`, async () => {
    const userData = await makeFolder('start');
    const started = await start(userData);
    expect(started.server).toBeGreaterThan(0);
    kill(started);
    await expect.poll(() => processesWith(userData), { timeout: 15_000 }).toEqual([]);
    await expect.poll(() => isAlive(started.server), { timeout: 15_000 }).toBe(false);
    await removeFolder(userData);
  });
}
