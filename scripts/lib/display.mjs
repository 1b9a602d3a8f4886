import { createInterface } from 'node:readline';
import { spawnBound } from './bound.mjs';
import { SetupError, say } from './run.mjs';

/** Only Linux can be without a display. */
export function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/**
 * Runs something with a display in its environment: the one there is, or an X server without a screen, which lives
 * exactly as long.
 * @template T
 * @param {(env: NodeJS.ProcessEnv) => Promise<T>} body
 * @param {{ virtual?: boolean }} [options] virtual: even where there is a display
 * @returns {Promise<T>}
 */
export async function withDisplay(body, { virtual = !hasDisplay() } = {}) {
  if (!virtual) return body(process.env);
  const server = await startXvfb();
  say(`No display: running under Xvfb on ${server.display}.`);
  try {
    return await body({ ...process.env, DISPLAY: server.display, WAYLAND_DISPLAY: undefined });
  } finally {
    await server.stop();
  }
}

/** Starts Xvfb on the first free display, which it picks itself and writes to the descriptor 3 when it is ready. */
async function startXvfb() {
  const server = spawnBound('Xvfb', ['-displayfd', '3', '-screen', '0', '1920x1200x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    // Its own group: a Ctrl-C in the terminal is the app's to handle, which needs its display until the end.
    detached: true,
  });
  const ended = new Promise((resolve) => server.once('close', resolve));
  const kill = () => server.kill();
  process.once('exit', kill);

  const display = await new Promise((resolve, reject) => {
    const report = /** @type {import('node:stream').Readable} */ (server.stdio[3]);
    createInterface(report).once('line', (number) => resolve(`:${number}`));
    server.once('error', () => reject(new SetupError('There is no display, and Xvfb is not installed.')));
    server.once('exit', (code) => reject(new SetupError(`There is no display, and Xvfb ended (${code}).`)));
  });
  const stop = async () => {
    process.off('exit', kill);
    kill();
    await ended;
  };
  return { display, stop };
}
