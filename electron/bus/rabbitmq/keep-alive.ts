import type { KeepAliveStatus } from '../../../shared/bus/connection';
import { BusError } from '../../../shared/bus/errors';
import { Anchor } from './anchor';
import { readChannelError } from './failure';
import type { Hold } from './hold';
import type { Link } from './link';
import { PrefetchHold } from './prefetch-hold';
import type { Topology } from './topology';

interface KeepAliveOptions {
  /** Without it nothing here does anything. */
  readonly wanted: boolean;
  readonly topology: Topology;
  readonly openLink: (name: string) => Promise<Link>;
  /** Where the broker counts prefetch by the consumer only. */
  readonly openCreditHold: (name: string) => Promise<Hold>;
  readonly report: (status: KeepAliveStatus) => void;
}

const linkName = 'Busdeck, keeping topics alive';

/** Which topics are kept alive while they have no subscriber, and by what. */
export class KeepAlive {
  readonly #options: KeepAliveOptions;
  /** Their queues, by topic. */
  readonly #kept = new Map<string, string>();
  #wanted: boolean;
  #anchor: Anchor | undefined;
  /** The broker's prefetch is for each consumer only, as it has shown. */
  #countsByConsumer = false;

  constructor(options: KeepAliveOptions) {
    this.#options = options;
    this.#wanted = options.wanted;
  }

  get isOn(): boolean {
    return this.#anchor !== undefined;
  }

  get topics(): readonly string[] {
    return [...this.#kept].flatMap(([topic, queue]) => (this.keeps(queue) ? [topic] : []));
  }

  keeps(queue: string): boolean {
    return this.#anchor?.keeps(queue) ?? false;
  }

  /**
   * It has a link of its own and outlives a loss of the others. It is a net and no more: whatever is wrong with it stands
   * in the status, and everything else goes on.
   */
  async open(): Promise<void> {
    if (!this.#wanted || this.#anchor?.isOpen) return;
    const { report } = this.#options;
    const anchor = this.#anchor ?? new Anchor(() => this.#openHold(), report);
    this.#anchor = anchor;
    try {
      await anchor.open();
    } catch (thrown) {
      const error = readChannelError(thrown, 'keep topics alive');
      report({ on: false, reason: error.message });
      if (error.code === 'unsupported' || error.code === 'access-refused') this.#anchor = undefined;
      else anchor.openLater();
    }
  }

  async keep(topic: string): Promise<void> {
    const { topology } = this.#options;
    const { name } = topology.profile.work(topic);
    if (this.#anchor === undefined || this.#anchor.keeps(name)) return;
    // It stays by itself.
    if (topology.found(topic)?.autoDelete === false) return;
    try {
      // What is not kept may have gone since it was declared.
      await topology.workAgain(topic);
      await this.#anchor.keep(name);
      this.#kept.set(topic, name);
    } catch {
      // The message or the subscriber matters more; the next one on this topic asks again.
    }
  }

  async letGo(): Promise<void> {
    const anchor = this.#anchor;
    this.#anchor = undefined;
    await anchor?.close();
  }

  async #openHold(): Promise<Hold> {
    if (!this.#countsByConsumer) {
      try {
        return await PrefetchHold.on(await this.#options.openLink(linkName));
      } catch (error) {
        if (!(error instanceof BusError) || error.code !== 'unsupported') throw error;
        this.#countsByConsumer = true;
      }
    }
    return this.#options.openCreditHold(linkName);
  }
}
