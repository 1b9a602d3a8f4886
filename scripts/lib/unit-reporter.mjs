// Vitest's reporter for `npm test`: how many passed, and what failed and where, also outside of every test.
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { inRoot } from './paths.mjs';

/** @typedef {{ passed: number, failed: number, skipped: number, flaky: number, failures: string[] }} UnitReport */

export const unitReport = inRoot('test-results', 'unit.json');

export default class UnitReporter {
  /**
   * @param {ReadonlyArray<import('vitest/node').TestModule>} modules
   * @param {ReadonlyArray<import('vitest/node').SerializedError>} unhandled
   */
  async onTestRunEnd(modules, unhandled) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const in_ = (/** @type {string} */ state) => tests.filter((test) => test.result().state === state);
    // A hook of a file or of a suite can fail after all its tests passed.
    const suites = modules.flatMap((module) => [module, ...module.children.allSuites()]);
    const failures = [
      ...in_('failed').map((test) =>
        told(`${test.module.relativeModuleId} › ${test.fullName}`, test.result().errors),
      ),
      ...suites
        .filter((suite) => suite.errors().length > 0)
        .map((suite) =>
          told(suite.type === 'module' ? suite.relativeModuleId : suite.fullName, suite.errors()),
        ),
      ...unhandled.map((error) => told('outside of every test', [error])),
    ];
    /** @type {UnitReport} */
    const report = {
      passed: in_('passed').length,
      failed: failures.length,
      skipped: in_('skipped').length,
      // Vitest runs nothing twice here.
      flaky: 0,
      failures,
    };
    await mkdir(dirname(unitReport), { recursive: true });
    await writeFile(unitReport, JSON.stringify(report));
  }
}

/**
 * @param {string} where
 * @param {ReadonlyArray<import('vitest/node').SerializedError> | undefined} errors
 */
const told = (where, errors = []) => [where, ...errors.map((error) => indent(wordsOf(error)))].join('\n');

/**
 * Its message, and the lines of ours that it came by.
 * @param {import('vitest/node').SerializedError} error
 */
function wordsOf({ name, message, stack = '' }) {
  const ours = stack.split('\n').filter((line) => /^\s+at /.test(line) && !line.includes('node_modules'));
  return [`${name ?? 'Error'}: ${message}`, ...ours.filter((line) => !line.includes('node:'))].join('\n');
}

/** @param {string} text */
const indent = (text) => text.replaceAll(/^/gm, '    ');
