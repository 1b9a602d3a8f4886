import { type Keys, keysOf } from './keys';
import type { Limits } from './limits';
import type { Argument } from './link';
import { beat, leave, reap, type Script, takeDue, trim } from './scripts';

/** How often subscribers are said to be alive and what is due is looked for, ms. */
const everyMs = 1000;
/** Once in so many of these rounds, the broadcasts that all have answered are cleared away. */
const roundsToTrim = 5;

export interface CaretakerOptions {
  readonly leaseMs: number;
  readonly limits: Limits;
  readonly run: (script: Script, keys: readonly string[], args: readonly Argument[]) => Promise<unknown>;
  /** The ids of our subscribers, by topic. */
  readonly subscribers: () => ReadonlyMap<string, readonly string[]>;
  /** Some of them were taken for dead. */
  readonly onTakenForDead: (topic: string) => void;
}

/** What a server does not do by itself: any living bus does it for the topics that it subscribes to. */
export class Caretaker {
  readonly #options: CaretakerOptions;
  readonly #due = new Set<NodeJS.Timeout>();
  #timer: NodeJS.Timeout | undefined;
  #round = 0;

  constructor(options: CaretakerOptions) {
    this.#options = options;
  }

  attach(): void {
    this.detach();
    this.#timer = setInterval(() => void this.#lookAfterAll(), everyMs);
  }

  detach(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    for (const timer of this.#due) clearTimeout(timer);
    this.#due.clear();
  }

  /** Something of the topic is due then: it must not wait for the next round. */
  dueIn(topic: string, delayMs: number): void {
    if (delayMs > everyMs || this.#timer === undefined) return;
    const timer = setTimeout(() => {
      this.#due.delete(timer);
      this.#ignoring(this.#takeDue(keysOf(topic)));
    }, delayMs);
    this.#due.add(timer);
  }

  async #lookAfterAll(): Promise<void> {
    this.#round += 1;
    for (const [topic, ids] of this.#options.subscribers()) this.#ignoring(this.#lookAfter(topic, ids));
  }

  async #lookAfter(topic: string, ids: readonly string[]): Promise<void> {
    const keys = keysOf(topic);
    const alive = await this.#options.run(beat, [keys.beats], ids);
    if (Number(alive) < ids.length) this.#options.onTakenForDead(topic);
    await this.#takeDue(keys);
    await this.#reap(keys);
    await this.#options.limits.keep(topic);
    if (this.#round % roundsToTrim === 0) await this.#options.run(trim, [keys.all], []);
  }

  async #takeDue({ due, waiting, work, all, dead, beats }: Keys): Promise<void> {
    for (let moved = 100; moved === 100; ) {
      moved = Number(
        await this.#options.run(
          takeDue,
          [due, waiting, work, all, dead, beats],
          [String(this.#options.leaseMs)],
        ),
      );
    }
  }

  async #reap({ work, all, beats, due, waiting, dead }: Keys): Promise<void> {
    const gone = await this.#options.run(reap, [work, all, beats], [String(this.#options.leaseMs)]);
    for (const id of Array.isArray(gone) ? gone : []) {
      await this.#options.run(leave, [all, beats, due, waiting, dead, work], [String(id)]);
    }
  }

  /** The next round does it again; what is wrong with the link is told by its state. */
  #ignoring(work: Promise<unknown>): void {
    work.catch(() => {});
  }
}
