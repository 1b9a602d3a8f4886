// Sets up what is missing, then runs every check and test: `npm test -- [check|unit|e2e] [pattern]`.
import { rm } from 'node:fs/promises';
import { ensureBuilt } from './lib/build.mjs';
import { withDisplay } from './lib/display.mjs';
import { resolveElectron } from './lib/electron.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { inRoot } from './lib/paths.mjs';
import { main, npm, run, SetupError, say } from './lib/run.mjs';
import { electronLibraries, ensureSystem, testNeeds } from './lib/system.mjs';
import { plus, resultOfVitest, tallyOfPlaywright } from './lib/tally.mjs';

/** A run that hangs is ended then. On two cores it takes about 10 minutes, set-up included. */
const LIMIT_MINUTES = 40;

const e2eReport = inRoot('test-results', 'e2e.json');
const parts = ['check', 'unit', 'e2e'];

const [part, ...patterns] = process.argv.slice(2);
const signal = AbortSignal.timeout(LIMIT_MINUTES * 60_000);

/** @param {string} name */
const wants = (name) => part === undefined || part === name;

/**
 * Runs a program in the foreground: its output is the report.
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
const show = async (command, args, env = process.env) =>
  (await run(command, args, { env, signal, stdio: ['ignore', 'inherit', 'inherit'] })) === 0;

const check = () => show(...npm(['run', 'check']));

const unit = () =>
  show(process.execPath, [
    ...[inRoot('node_modules', 'vitest', 'vitest.mjs'), 'run', ...patterns],
    ...['--reporter=default', `--reporter=${inRoot('scripts', 'lib', 'unit-reporter.mjs')}`],
  ]);

/** @param {import('./lib/electron.mjs').ElectronRuntime} runtime */
const e2e = (runtime) =>
  withDisplay((env) =>
    show(process.execPath, [inRoot('node_modules', '@playwright', 'test', 'cli.js'), 'test', ...patterns], {
      ...env,
      // Found once for all tests.
      ELECTRON_OVERRIDE_DIST_PATH: runtime.dist,
    }),
  );

async function build() {
  try {
    await ensureBuilt();
    return true;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
    return false;
  }
}

/** @returns {Promise<string[]>} the parts that failed */
async function runTests() {
  const runtime = wants('e2e') ? await resolveElectron() : undefined;
  await ensureSystem([...testNeeds, ...(runtime ? [electronLibraries(runtime.executable)] : [])]);
  const isBuilt = await build();
  const failed = isBuilt ? [] : ['build'];
  if (wants('unit') && !(await unit())) failed.push('unit');
  if (runtime && isBuilt && !(await e2e(runtime))) failed.push('e2e');
  return failed;
}

await main(async () => {
  if (part !== undefined && !parts.includes(part)) {
    throw new SetupError(`There is no part ${part}: npm test -- [${parts.join('|')}] [pattern]`);
  }
  await ensureInstalled();
  await rm(inRoot('test-results'), { recursive: true, force: true });

  /** @type {string[]} */
  const failed = [];
  if (wants('check') && !(await check())) failed.push('check');
  if (part !== 'check') failed.push(...(await runTests()));

  if (signal.aborted) say(`Stopped after ${LIMIT_MINUTES} minutes.`);
  if (failed.length > 0) say(`Not in order: ${failed.join(', ')}.`);
  const units = await resultOfVitest();
  // Once more: they stand above all that the windows' tests printed.
  for (const failure of units.failures) say(failure);
  const tally = plus(units, await tallyOfPlaywright(e2eReport));
  if (tally.skipped > 0) say(`${tally.skipped} skipped`);
  if (tally.flaky > 0) say(`${tally.flaky} failed before it passed: named as flaky above`);
  process.stdout.write(`${tally.passed} passed, ${tally.failed} failed\n`);
  return failed.length > 0 ? 1 : 0;
});
