import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { type Budget, defaultBudget, type Target } from './target';
import type { Answered, Asked } from './words';

/** Over that the next input has a fresh process, MB, so that its own peak can be seen. */
const mostMegabytes = 300;

/** The process that tries inputs. It is started anew when it hung, died or has grown. */
export class Trier implements AsyncDisposable {
  readonly #program: string;
  readonly #folder: string;
  readonly #heapMegabytes: number;
  #child: ChildProcess | undefined;
  #grown = 0;

  /** `heapMegabytes` is the memory of its process, MB: what takes more ends it. */
  constructor(program: string, folder: string, heapMegabytes = 384) {
    this.#program = program;
    this.#folder = folder;
    this.#heapMegabytes = heapMegabytes;
  }

  /** What went wrong with the input; undefined when nothing did. `fresh`: in a process that nothing was tried in before. */
  async try(target: Target, asked: Asked, fresh = false): Promise<string | undefined> {
    const budget = { ...defaultBudget, ...target.budget };
    if (fresh || this.#grown > mostMegabytes) await this.#end();
    const child = this.#child ?? (await this.#start());
    this.#child = child;
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

  /** Resolves once it can be asked, so that no input is charged for its start. */
  async #start(): Promise<ChildProcess> {
    const child = fork(this.#program, [this.#folder], {
      execArgv: [`--max-old-space-size=${this.#heapMegabytes}`],
      serialization: 'advanced',
      // It says a lot when it runs out of memory.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const ended = once(child, 'exit').then(() => {
      throw new Error('The program ended before it could be asked.');
    });
    // It ends one day.
    ended.catch(() => undefined);
    await Promise.race([once(child, 'message'), ended]);
    return child;
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
