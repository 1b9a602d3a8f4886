import { BusError } from '../../shared/bus/errors';
import type { TapInfo } from '../../shared/bus/tap';
import type { EventBus } from '../bus/event-bus';
import type { Tap } from '../bus/tap';

/** Each has a link and queues at the broker. */
const most = 20;

export interface TapSource {
  readonly topic: string;
  readonly traced: boolean;
  readonly programOf?: (connection: string) => string | undefined;
  /** To be called once the tap is no more. */
  readonly release?: () => Promise<void>;
}

interface Opened {
  readonly tap: Tap;
  readonly release: () => Promise<void>;
}

/** The taps of a connection. */
export class Taps {
  readonly #bus: EventBus;
  readonly #onChange: () => void;
  readonly #all = new Map<string, Opened>();

  constructor(bus: EventBus, onChange: () => void) {
    this.#bus = bus;
    this.#onChange = onChange;
  }

  list(): readonly TapInfo[] {
    return [...this.#all.values()].map(({ tap }) => tap.info);
  }

  async add({ topic, release = async () => {}, ...options }: TapSource): Promise<TapInfo> {
    try {
      if (this.#all.size >= most)
        throw new BusError('invalid-argument', `There are ${most} taps already: close one first.`);
      const tap = await this.#bus.tap(topic, { ...options, onChange: this.#onChange });
      this.#all.set(tap.id, { tap, release });
      return tap.info;
    } catch (error) {
      await release();
      throw error;
    } finally {
      this.#onChange();
    }
  }

  async remove(id: string): Promise<void> {
    const opened = this.#all.get(id);
    if (opened === undefined) throw new BusError('not-found', 'That tap is not there any more.');
    this.#all.delete(id);
    this.#onChange();
    await opened.tap.close();
    await opened.release();
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#all.keys()].map((id) => this.remove(id)));
  }
}
