import { contenders } from './brokers.mjs';
import { SetupError, say } from './run.mjs';
import { e2e, e2eReport, unit } from './suites.mjs';
import { plus, resultOfVitest, tallyOfPlaywright } from './tally.mjs';

/**
 * Runs what depends on a broker on each version of it, one after the other, and says at the end what became of each.
 * @param {import('./electron.mjs').ElectronRuntime} runtime
 * @param {string[]} wanted all when empty
 * @param {AbortSignal} signal
 * @returns {Promise<boolean>}
 */
export async function matrix(runtime, wanted, signal) {
  const known = Object.keys(contenders);
  const strange = wanted.find((name) => !known.includes(name));
  if (strange !== undefined) throw new SetupError(`There is no broker ${strange}: ${known.join(', ')}.`);
  /** @type {string[]} */
  const lines = [];
  let inOrder = true;
  for (const [name, { environment, units, windows }] of Object.entries(contenders)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    say(`\n${name}`);
    const env = await environment();
    const passed = await unit({ patterns: units, signal, env });
    const { failures, ...tally } = await resultOfVitest();
    const seen = await e2e(runtime, { patterns: windows, signal, env });
    const all = plus(tally, await tallyOfPlaywright(e2eReport));
    inOrder &&= passed && seen;
    lines.push(`${name}: ${all.passed} passed, ${all.failed} failed`, ...failures);
  }
  for (const line of lines) say(line);
  return inOrder;
}
