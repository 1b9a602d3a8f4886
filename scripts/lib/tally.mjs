import { readFile } from 'node:fs/promises';
import { unitReport } from './unit-reporter.mjs';

/**
 * `flaky` are those of the passed ones that failed before they passed.
 * @typedef {{ passed: number, failed: number, skipped: number, flaky: number }} Tally
 */

/** @type {Tally} */
const nothing = { passed: 0, failed: 0, skipped: 0, flaky: 0 };

/**
 * @param {Tally} a
 * @param {Tally} b
 * @returns {Tally}
 */
export const plus = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
  flaky: a.flaky + b.flaky,
});

/**
 * What the unit tests came to; nothing when they wrote no report.
 * @returns {Promise<import('./unit-reporter.mjs').UnitReport>}
 */
export const resultOfVitest = async () => (await readReport(unitReport)) ?? { ...nothing, failures: [] };

/**
 * What Playwright's JSON reporter counted; nothing when it wrote no report.
 * @param {string} file
 * @returns {Promise<Tally>}
 */
export async function tallyOfPlaywright(file) {
  const stats = (await readReport(file))?.stats;
  if (!stats) return nothing;
  const { expected, flaky, unexpected, skipped } = stats;
  return { passed: expected + flaky, failed: unexpected, skipped, flaky };
}

/** @param {string} file */
async function readReport(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}
