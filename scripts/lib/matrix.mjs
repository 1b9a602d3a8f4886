import { debianOf, isOther, rabbitmqBin } from './brokers.mjs';
import { SetupError, say } from './run.mjs';
import { e2e, e2eReport, unit } from './suites.mjs';
import { plus, resultOfVitest, tallyOfPlaywright } from './tally.mjs';

/** What depends on the broker: the bus, its contract, the faults, the kills; and the main job in the window. */
const units = ['test/bus', 'test/faults', 'test/chaos', 'test/property', 'test/session'];
const windows = ['main-job', 'retries', 'backlog'];

/** The one that all other tests run on. */
const system = 'system';

/**
 * Runs that on each version, one after the other, and says at the end what became of each.
 * @param {import('./electron.mjs').ElectronRuntime} runtime
 * @param {string[]} wanted all when empty
 * @param {AbortSignal} signal
 * @returns {Promise<boolean>}
 */
export async function matrix(runtime, wanted, signal) {
  const known = [system, ...Object.keys(debianOf)];
  const strange = wanted.find((name) => !known.includes(name));
  if (strange !== undefined) throw new SetupError(`There is no broker ${strange}: ${known.join(', ')}.`);
  /** @type {string[]} */
  const lines = [];
  let inOrder = true;
  for (const name of wanted.length === 0 ? known : wanted) {
    say(`\n${name}`);
    /** @type {NodeJS.ProcessEnv} */
    const env = isOther(name) ? { RABBITMQ_BIN: await rabbitmqBin(name) } : {};
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
