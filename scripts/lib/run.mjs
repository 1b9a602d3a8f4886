import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root } from './paths.mjs';

/** Something a person has to know or to mend: its message is all that is shown. */
export class SetupError extends Error {}

/**
 * One line about what is going on. Standard error, so that standard output stays for what was asked for.
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`${line}\n`);
}

/** Aborted by the signals that ask us to end; every program run below ends with it. */
const stopping = new AbortController();

class Interrupted extends Error {}

/**
 * Runs a script's main function. A SetupError ends it with its sentence, anything else with its stack; a signal ends
 * the program that is running and then unwinds, so that everything started is also stopped.
 * @param {() => Promise<number | void>} body resolves to the exit code
 */
export async function main(body) {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      process.exitCode ??= 128 + constants.signals[signal];
      stopping.abort();
    });
  }
  try {
    const code = await body();
    process.exitCode = code ?? 0;
  } catch (error) {
    if (error instanceof SetupError) say(error.message);
    else if (!(error instanceof Interrupted))
      say(error instanceof Error ? String(error.stack) : String(error));
    process.exitCode ??= 1;
  }
}

/**
 * @typedef {object} RunOptions
 * @property {NodeJS.ProcessEnv} [env]
 * @property {string} [cwd]
 * @property {AbortSignal} [signal] stops the program
 * @property {import('node:child_process').StdioOptions} [stdio] by default both outputs go to standard error
 */

/**
 * Runs a program to its end.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<number>} its exit code; 1 when a signal ended it
 */
export async function run(command, args, { stdio = ['ignore', 2, 2], ...rest } = {}) {
  return ending(spawn(command, args, withDefaults({ ...rest, stdio })));
}

/**
 * Runs a program and gives what it wrote.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export async function capture(command, args, options = {}) {
  const child = spawn(command, args, withDefaults({ ...options, stdio: ['ignore', 'pipe', 'pipe'] }));
  let output = '';
  const collect = (/** @type {string} */ chunk) => {
    output += chunk;
  };
  child.stdout?.setEncoding('utf8').on('data', collect);
  child.stderr?.setEncoding('utf8').on('data', collect);
  return { code: await ending(child), output };
}

/** @param {RunOptions} options */
function withDefaults({ cwd = root, signal, ...rest }) {
  return { ...rest, cwd, signal: signal ? AbortSignal.any([signal, stopping.signal]) : stopping.signal };
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<number>}
 */
function ending(child) {
  return new Promise((resolve, reject) => {
    // An aborted program gets its signal and still has to end.
    child.once('error', (error) => error.name !== 'AbortError' && reject(error));
    child.once('close', (code) => {
      if (stopping.signal.aborted) reject(new Interrupted());
      else resolve(code ?? 1);
    });
  });
}

/**
 * The command line of the npm that started us, or else of the one on the path.
 * @param {string[]} args
 * @returns {[string, string[]]}
 */
export function npm(args) {
  const cli = process.env.npm_execpath;
  return cli?.endsWith('.js') ? [process.execPath, [cli, ...args]] : ['npm', args];
}
