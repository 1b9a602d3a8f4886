// Sets up what is missing, then runs every check and test: `npm test -- [check|unit|e2e] [pattern]`. With `brokers [name]` it
// runs what depends on the broker on each version that it knows, which the other runs do not.
import { rm } from 'node:fs/promises';
import { ensureBuilt } from './lib/build.mjs';
import { resolveElectron } from './lib/electron.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { matrix } from './lib/matrix.mjs';
import { inRoot } from './lib/paths.mjs';
import { main, npm, SetupError, say } from './lib/run.mjs';
import { e2e, e2eReport, show, unit } from './lib/suites.mjs';
import { electronLibraries, ensureSystem, testNeeds } from './lib/system.mjs';
import { plus, resultOfVitest, tallyOfPlaywright } from './lib/tally.mjs';

/** A run that hangs is ended then. On two cores it takes about 10 minutes, set-up included. */
const LIMIT_MINUTES = 40;
/** The same of a run on all brokers. */
const MATRIX_LIMIT_MINUTES = 120;

const parts = ['check', 'unit', 'e2e', 'brokers'];

const [part, ...patterns] = process.argv.slice(2);
const limit = part === 'brokers' ? MATRIX_LIMIT_MINUTES : LIMIT_MINUTES;
const signal = AbortSignal.timeout(limit * 60_000);

/** @param {string} name */
const wants = (name) => part === undefined || part === name;

const check = () => show(...npm(['run', 'check']), { signal });

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
  const runtime = wants('e2e') || part === 'brokers' ? await resolveElectron() : undefined;
  await ensureSystem([...testNeeds, ...(runtime ? [electronLibraries(runtime.executable)] : [])]);
  const isBuilt = await build();
  const failed = isBuilt ? [] : ['build'];
  if (runtime && part === 'brokers') {
    if (isBuilt && !(await matrix(runtime, patterns, signal))) failed.push('brokers');
    return failed;
  }
  if (wants('unit') && !(await unit({ patterns, signal }))) failed.push('unit');
  if (runtime && isBuilt && !(await e2e(runtime, { patterns, signal }))) failed.push('e2e');
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

  if (signal.aborted) say(`Stopped after ${limit} minutes.`);
  if (failed.length > 0) say(`Not in order: ${failed.join(', ')}.`);
  if (part === 'brokers') return failed.length > 0 ? 1 : 0;
  const units = await resultOfVitest();
  // Once more: they stand above all that the windows' tests printed.
  for (const failure of units.failures) say(failure);
  const tally = plus(units, await tallyOfPlaywright(e2eReport));
  if (tally.skipped > 0) say(`${tally.skipped} skipped`);
  if (tally.flaky > 0) say(`${tally.flaky} failed before it passed: named as flaky above`);
  process.stdout.write(`${tally.passed} passed, ${tally.failed} failed\n`);
  return failed.length > 0 ? 1 : 0;
});
