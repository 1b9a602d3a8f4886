import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { BusEvent } from '../../shared/bus/bus-event';
import { until } from './until';

const program = fileURLToPath(new URL('../../dist/cli/busdeck.js', import.meta.url));

export interface CliOptions {
  readonly env?: Record<string, string>;
  readonly input?: string | Buffer;
}

/** The command line as a process of its own. */
export class Cli {
  stdout = '';
  stderr = '';
  readonly #child: ChildProcess;

  constructor(args: readonly string[], { env = {}, input }: CliOptions = {}) {
    const child = spawn(process.execPath, [program, ...args], {
      env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#child = child;
    child.stdout.setEncoding('utf8').on('data', (text) => {
      this.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      this.stderr += text;
    });
    // It may have ended before it has read all.
    child.stdin.on('error', () => undefined);
    if (input !== undefined) child.stdin.end(input);
    onTestFinished(() => void child.kill('SIGKILL'));
  }

  /** Its exit code, once it has ended and all it wrote is here. */
  async ended(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await once(this.#child, 'close');
    return this.#child.exitCode;
  }

  async says(text: string | RegExp): Promise<void> {
    await until(`it says ${text}`, () =>
      typeof text === 'string' ? this.stdout.includes(text) : text.test(this.stdout),
    );
  }

  interrupt(): void {
    this.#child.kill('SIGINT');
  }

  /** What `--json` prints. */
  get events(): BusEvent[] {
    return this.stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as BusEvent);
  }
}

/** Runs it to its end. */
export async function cli(args: readonly string[], options: CliOptions = {}) {
  const run = new Cli(args, { input: '', ...options });
  const code = await run.ended();
  return { code, stdout: run.stdout, stderr: run.stderr, events: () => run.events };
}
