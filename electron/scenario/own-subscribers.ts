import type { SubscriberInfo } from '../../shared/bus/bus-event';
import type { Added, Subscribers } from '../session/subscribers';
import type { Cast } from './stage';

/** Those of a scenario among all that the window has: it names and ends no others. */
export class OwnSubscribers implements Cast {
  readonly #all: Subscribers;
  readonly #touch: () => void;

  /** `touch`: who takes part has changed. */
  constructor(all: Subscribers, touch: () => void) {
    this.#all = all;
    this.#touch = touch;
  }

  list(): readonly SubscriberInfo[] {
    return this.#all.passing();
  }

  add(request: Added): Promise<SubscriberInfo[]> {
    return this.#touching(() => this.#all.add({ ...request, isPassing: true }));
  }

  isolate(id: string): Promise<void> {
    return this.#all.isolate(id);
  }

  crash(id: string): void {
    this.#all.crash(id);
  }

  pause(id: string, paused: boolean): SubscriberInfo {
    const info = this.#all.pause(id, paused);
    this.#touch();
    return info;
  }

  setBehaviour(...change: Parameters<Subscribers['setBehaviour']>): Promise<SubscriberInfo> {
    return this.#touching(() => this.#all.setBehaviour(...change));
  }

  answer(...answer: Parameters<Subscribers['answer']>): void {
    this.#all.answer(...answer);
  }

  remove(id: string): Promise<void> {
    return this.#touching(() => this.#all.remove(id));
  }

  async stop(): Promise<void> {
    await this.#touching(() => Promise.all(this.list().map(({ id }) => this.#all.remove(id))));
  }

  async #touching<Value>(change: () => Promise<Value>): Promise<Value> {
    try {
      return await change();
    } finally {
      this.#touch();
    }
  }
}
