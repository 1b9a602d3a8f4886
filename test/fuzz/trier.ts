import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type Budget, defaultBudget, type Target } from './target';
import type { Answered, Asked } from './words';

/** Memory of the process that tries the inputs, MB: what takes more ends it. */
const heapMegabytes = 384;
/** Over that the next input has a fresh process, MB, so that its own peak can be seen. */
const mostMegabytes = 300;

/** The process that tries inputs. It is started anew when it hung, died or has grown. */
export class Trier implements AsyncDisposable {
  readonly #program: string;
  readonly #folder: string;
  #child: ChildProcess | undefined;
  #grown = 0;

  constructor(program: string, folder: string) {
    this.#program = program;
    this.#folder = folder;
  }

  /** What went wrong with the input; undefined when nothing did. `fresh`: in a process that nothing was tried in before. */
  async try(target: Target, asked: Asked, fresh = false): Promise<string | undefined> {
    const budget = { ...defaultBudget, ...target.budget };
    if (fresh || this.#grown > mostMegabytes) await this.#end();
    this.#child ??= this.#start();
    const child = this.#child;
    const ended = new AbortController();
    const timer = setTimeout(() => ended.abort(), budget.deadlineMs);
    try {
      const answer = once(child, 'message', { signal: ended.signal });
      const exit = once(child, 'exit', { signal: ended.signal }).catch(() => undefined);
      child.send(asked);
      const first = await Promise.race([answer, exit.then(() => undefined)]);
      answer.catch(() => undefined);
      if (first !== undefined) return this.#judge(first[0] as Answered, budget);
      await this.#end();
      return 'It ended the process: out of memory, or worse.';
    } catch (error) {
      await this.#end();
      if (!ended.signal.aborted) throw error;
      return `It hangs: no end after ${budget.deadlineMs / 1000} s.`;
    } finally {
      clearTimeout(timer);
      ended.abort();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#end();
  }

  #judge({ cpuMs, megabytes, problem }: Answered, budget: Budget): string | undefined {
    this.#grown += megabytes;
    if (problem !== undefined) return `It throws ${problem}`;
    if (cpuMs > budget.cpuMs) return `It takes too long: ${Math.round(cpuMs)} ms of ${budget.cpuMs} ms.`;
    if (megabytes > budget.megabytes)
      return `It takes too much memory: ${Math.round(megabytes)} MB of ${budget.megabytes} MB.`;
    return undefined;
  }

  #start(): ChildProcess {
    return fork(this.#program, [this.#folder], {
      execArgv: [`--max-old-space-size=${heapMegabytes}`],
      serialization: 'advanced',
      // It says a lot when it runs out of memory.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
  }

  async #end(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    this.#grown = 0;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
  }
}
