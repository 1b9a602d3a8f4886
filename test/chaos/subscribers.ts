import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import type { Fate } from './fate';
import type { Signal, SubscriberJob } from './subscriber';

/** From outside a process is killed this long after it is due, at most, ms. */
const longestGraceMs = 20;
/** An orderly end must come within this, ms. */
const endMs = 10_000;

export interface SubscribersOptions {
  /** The bundled program. */
  readonly program: string;
  readonly count: number;
  readonly fates: readonly Fate[];
  readonly job: (number: number) => Omit<SubscriberJob, 'fate'>;
  readonly random: () => number;
}

/** A number of subscriber processes; for each one that dies another is started. */
export class Subscribers {
  readonly #options: SubscribersOptions;
  readonly #fates: Fate[];
  readonly #running = new Set<ChildProcess>();
  /** Those of them that know what to do when they are asked to end: SIGTERM kills one that has just begun. */
  readonly #ready = new Set<ChildProcess>();
  readonly #seats: Promise<void>[] = [];
  #ended = false;
  #died = 0;
  #started = 0;
  /** What they wrote to standard error, or an end that is no kill. */
  readonly complaints: string[] = [];

  constructor(options: SubscribersOptions) {
    this.#options = options;
    this.#fates = [...options.fates];
  }

  /** Killed by whatever. */
  get died(): number {
    return this.#died;
  }

  get fatesLeft(): number {
    return this.#fates.length;
  }

  /** Resolves when the first ones are all there. */
  async start(): Promise<void> {
    const ready = Array.from({ length: this.#options.count }, () => {
      return new Promise<void>((resolve) => {
        this.#seats.push(this.#fill(resolve));
      });
    });
    await Promise.all(ready);
  }

  /** In order; nobody is killed any more. */
  async end(): Promise<void> {
    this.#ended = true;
    for (const child of this.#ready) child.kill('SIGTERM');
    const patience = new AbortController();
    const late = pause(endMs, undefined, { signal: patience.signal }).then(
      () => {
        this.complaints.push(`${this.#running.size} did not end within ${endMs} ms`);
        for (const child of this.#running) child.kill('SIGKILL');
      },
      () => {},
    );
    await Promise.all(this.#seats);
    patience.abort();
    await late;
  }

  async #fill(onReady: () => void): Promise<void> {
    while (!this.#ended) {
      await this.#live(this.#fates.shift(), onReady);
    }
  }

  /** The life of one process. */
  async #live(fate: Fate | undefined, onReady: () => void): Promise<void> {
    this.#started += 1;
    const job = { ...this.#options.job(this.#started), ...(fate === undefined ? {} : { fate }) };
    const child = spawn(process.execPath, [this.#options.program, JSON.stringify(job)], {
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#running.add(child);
    createInterface(child.stdout).on('line', (line) => {
      const signal = line as Signal;
      if (signal === 'ready') {
        this.#ready.add(child);
        onReady();
        if (this.#ended) child.kill('SIGTERM');
      } else setTimeout(() => child.kill('SIGKILL'), this.#options.random() * longestGraceMs);
    });
    createInterface(child.stderr).on('line', (line) => this.complaints.push(line));
    const [code, signal] = await once(child, 'close');
    this.#running.delete(child);
    this.#ready.delete(child);
    if (signal === 'SIGKILL') this.#died += 1;
    else if (code !== 0) this.complaints.push(`${job.name} ended with ${code ?? signal}`);
  }
}
