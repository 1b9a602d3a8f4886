import type { Dropped } from '../../../shared/bus/bus-event';
import { type Dispose, Emitter } from '../emitter';
import { keysOf } from './keys';
import type { Argument } from './link';
import { bound, type Script } from './scripts';

export interface LimitsOptions {
  /** How many messages of a topic may wait in line; 0 is any number. */
  readonly maxLength: number;
  /** How long one may wait, seconds; 0 is for ever. */
  readonly maxAgeSeconds: number;
  readonly run: (script: Script, keys: readonly string[], args: readonly Argument[]) => Promise<unknown>;
}

/** Keeps what waits in line within the connection's limits, and tells what that drops. */
export class Limits {
  readonly #options: LimitsOptions;
  readonly #dropped = new Emitter<[Dropped]>();

  constructor(options: LimitsOptions) {
    this.#options = options;
  }

  get areSet(): boolean {
    return this.#options.maxLength > 0 || this.#options.maxAgeSeconds > 0;
  }

  onDropped(listener: (dropped: Dropped) => void): Dispose {
    return this.#dropped.on(listener);
  }

  /** Resolves when no more waits than may. */
  async keep(topic: string): Promise<void> {
    if (!this.areSet) return;
    const { run, maxLength, maxAgeSeconds } = this.#options;
    const { work, all } = keysOf(topic);
    for (let isMore = true; isMore; ) {
      const args = [String(maxLength), String(maxAgeSeconds * 1000)];
      const [byLength = 0, byAge = 0] = (await run(bound, [work, all], args)) as number[];
      if (byLength > 0) this.#dropped.emit({ topic, count: byLength, limit: 'length' });
      if (byAge > 0) this.#dropped.emit({ topic, count: byAge, limit: 'age' });
      isMore = byLength + byAge >= 100;
    }
  }
}
