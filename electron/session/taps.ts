import { BusError } from '../../shared/bus/errors';
import type { TapInfo } from '../../shared/bus/tap';
import type { EventBus } from '../bus/event-bus';
import { pause } from '../bus/pause';
import type { Tap } from '../bus/tap';

/** Each has a link and queues at the broker. */
const most = 20;
/** ms. */
const releaseMs = 1500;

export interface TapSource {
  readonly topic: string;
  readonly traced: boolean;
  readonly programOf?: (connection: string) => string | undefined;
  readonly ensureTraced?: () => Promise<void>;
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
  #opening = 0;
  #isClosed = false;

  constructor(bus: EventBus, onChange: () => void) {
    this.#bus = bus;
    this.#onChange = onChange;
  }

  list(): readonly TapInfo[] {
    return [...this.#all.values()].map(({ tap }) => tap.info);
  }

  async add({ topic, release = async () => {}, ...options }: TapSource): Promise<TapInfo> {
    try {
      if (this.#all.size + this.#opening >= most)
        throw new BusError('invalid-argument', `There are ${most} taps already: close one first.`);
      this.#opening += 1;
      try {
        const tap = await this.#bus.tap(topic, { ...options, onChange: this.#onChange });
        if (this.#isClosed) {
          await tap.close();
          throw new BusError('closed', 'The connection was left.');
        }
        this.#all.set(tap.id, { tap, release });
        return tap.info;
      } finally {
        this.#opening -= 1;
      }
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

  /** Final. What a broker is told beside the taps’ own links may take long, and is not waited for without end. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const all = [...this.#all.values()];
    this.#all.clear();
    await Promise.allSettled(all.map(({ tap }) => tap.close()));
    await Promise.race([Promise.allSettled(all.map(({ release }) => release())), pause(releaseMs)]);
  }
}
