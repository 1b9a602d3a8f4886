import { withDisplay } from './display.mjs';
import { inRoot } from './paths.mjs';
import { run } from './run.mjs';

/** What the windows' tests leave: Playwright's report. */
export const e2eReport = inRoot('test-results', 'e2e.json');

/**
 * @typedef {object} How
 * @property {string[]} patterns of the files; all when empty
 * @property {AbortSignal} signal
 * @property {NodeJS.ProcessEnv} [env] beside that of this process
 */

/**
 * Runs a program in the foreground: its output is the report.
 * @param {string} command
 * @param {string[]} args
 * @param {Pick<How, 'signal' | 'env'>} how
 */
export const show = async (command, args, { signal, env = {} }) =>
  (await run(command, args, {
    signal,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit'],
  })) === 0;

/** @param {How} how */
export const unit = ({ patterns, ...how }) =>
  show(
    process.execPath,
    [
      ...[inRoot('node_modules', 'vitest', 'vitest.mjs'), 'run', ...patterns],
      ...['--reporter=default', `--reporter=${inRoot('scripts', 'lib', 'unit-reporter.mjs')}`],
    ],
    how,
  );

/**
 * @param {import('./electron.mjs').ElectronRuntime} runtime
 * @param {How} how
 */
export const e2e = (runtime, { patterns, signal, env }) =>
  withDisplay((display) =>
    show(process.execPath, [inRoot('node_modules', '@playwright', 'test', 'cli.js'), 'test', ...patterns], {
      signal,
      // Found once for all tests.
      env: { ...display, ...env, ELECTRON_OVERRIDE_DIST_PATH: runtime.dist },
    }),
  );
