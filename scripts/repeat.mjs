// Runs the tests again and again and prints what was not the same each time:
// `npm run repeat -- N [--load] [check|unit|e2e] [pattern]`. With --load beside a program that keeps one core busy.
import { readFile } from 'node:fs/promises';
import { spawnBound } from './lib/bound.mjs';
import { inRoot } from './lib/paths.mjs';
import { main, run, SetupError, say } from './lib/run.mjs';
import { resultOfVitest } from './lib/tally.mjs';

const most = 50;

/** @typedef {{ title: string, specs?: { title: string, tests: { status: string }[] }[], suites?: Suite[] }} Suite */

/**
 * The window's tests that did not pass at once, by their whole name.
 * @param {Suite} suite
 * @param {string} path
 * @returns {string[]}
 */
function troubledIn({ title, specs = [], suites = [] }, path) {
  const here = path === '' ? title : `${path} › ${title}`;
  return [
    ...specs
      .filter(({ tests }) => tests.some(({ status }) => status === 'flaky' || status === 'unexpected'))
      .map((spec) => `${here} › ${spec.title}`),
    ...suites.flatMap((inner) => troubledIn(inner, here)),
  ];
}

/** @returns {Promise<string[]>} */
async function troubled() {
  const { failures } = await resultOfVitest();
  const report = await readFile(inRoot('test-results', 'e2e.json'), 'utf8').catch(() => '{}');
  const { suites = [] } = /** @type {{ suites?: Suite[] }} */ (JSON.parse(report));
  const units = failures.map((failure) => failure.split('\n')[0] ?? failure);
  return [...units, ...suites.flatMap((suite) => troubledIn(suite, ''))];
}

await main(async () => {
  const [times, ...rest] = process.argv.slice(2);
  const count = Number(times);
  if (!Number.isInteger(count) || count < 1 || count > most) {
    throw new SetupError(
      `How often? npm run repeat -- N [--load] [check|unit|e2e] [pattern], N from 1 to ${most}.`,
    );
  }
  const args = rest.filter((each) => each !== '--load');
  const busy =
    rest.includes('--load') && spawnBound(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
  /** @type {Map<string, number>} */
  const found = new Map();
  let red = 0;
  try {
    for (let round = 1; round <= count; round += 1) {
      const code = await run(process.execPath, [inRoot('scripts', 'test.mjs'), ...args]);
      if (code !== 0) red += 1;
      for (const name of await troubled()) found.set(name, (found.get(name) ?? 0) + 1);
      say(`Run ${round} of ${count}: ${code === 0 ? 'green' : 'red'}.`);
    }
  } finally {
    if (busy) busy.kill();
  }
  for (const [name, failed] of found) say(`passed ${count - failed} of ${count}: ${name}`);
  say(`${count - red} of ${count} runs were green.`);
  return red === 0 ? 0 : 1;
});
