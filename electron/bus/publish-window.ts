import { BusError } from '../../shared/bus/errors';

/** How much may be under way to a broker. */
export interface PublishLimits {
  /** Unconfirmed messages at the broker. Default 2,048. */
  readonly messages: number;
  /** Bytes of payload in them. Default 64 MiB; a single larger message goes alone. */
  readonly bytes: number;
  /** Callers that wait for a place before a further one is refused with `overloaded`. Default 100,000. */
  readonly waiting: number;
}

export const defaultPublishLimits: PublishLimits = {
  messages: 2048,
  bytes: 64 * 1024 * 1024,
  waiting: 100_000,
};

interface Waiting {
  readonly bytes: number;
  readonly enter: () => void;
  readonly refuse: (error: BusError) => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * Bounds what is on its way to the broker. A caller over the bound waits in line, first come first served: this is the
 * back-pressure that keeps memory flat when a broker is slow or blocked.
 */
export class PublishWindow {
  readonly #limits: PublishLimits;
  readonly #line: Waiting[] = [];
  #messages = 0;
  #bytes = 0;
  #head = 0;
  #onIdle: (() => void) | undefined;
  #held = false;
  /** One listener each, however many messages wait under it. */
  readonly #listenedTo = new WeakSet<AbortSignal>();

  constructor(limits: Partial<PublishLimits> = {}) {
    this.#limits = { ...defaultPublishLimits, ...limits };
  }

  /** Nobody enters any more: the broker takes nothing, and what it was given cannot be taken back. */
  hold(): void {
    this.#held = true;
  }

  release(): void {
    if (!this.#held) return;
    this.#held = false;
    this.#admit();
  }

  /**
   * Takes a place at once, or returns the promise of one. When the signal is aborted before, there is none: it rejects with
   * `cancelled`.
   */
  enter(bytes: number, signal?: AbortSignal): Promise<void> | undefined {
    if (signal?.aborted) throw takenBack();
    if (this.#waiting === 0 && this.#fits(bytes)) {
      this.#take(bytes);
      return undefined;
    }
    if (this.#waiting >= this.#limits.waiting) {
      throw new BusError(
        'overloaded',
        `${this.#limits.waiting} messages already wait for the broker to confirm earlier ones; send more slowly.`,
      );
    }
    if (signal !== undefined) this.#listenTo(signal);
    return new Promise((resolve, reject) => {
      this.#line.push({ bytes, enter: resolve, refuse: reject, signal });
    });
  }

  leave(bytes: number): void {
    this.#messages -= 1;
    this.#bytes -= bytes;
    this.#admit();
    if (this.#messages === 0) this.#onIdle?.();
  }

  #admit(): void {
    for (
      let next = this.#line[this.#head];
      next !== undefined && this.#fits(next.bytes);
      next = this.#line[this.#head]
    ) {
      this.#head += 1;
      this.#take(next.bytes);
      next.enter();
    }
    this.#compact();
  }

  /** Resolves when nothing is on its way to the broker. */
  async idle(): Promise<void> {
    if (this.#messages === 0) return;
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
    });
  }

  /** Refuses everybody in line. */
  close(error: BusError): void {
    for (const waiting of this.#line.splice(0).slice(this.#head)) waiting.refuse(error);
    this.#head = 0;
  }

  #listenTo(signal: AbortSignal): void {
    if (this.#listenedTo.has(signal)) return;
    this.#listenedTo.add(signal);
    signal.addEventListener('abort', () => this.#takeBack(signal), { once: true });
  }

  #takeBack(signal: AbortSignal): void {
    const line = this.#line.splice(0).slice(this.#head);
    this.#head = 0;
    for (const waiting of line) {
      if (waiting.signal === signal) waiting.refuse(takenBack());
      else this.#line.push(waiting);
    }
    // A large one may have stood before small ones.
    this.#admit();
  }

  get #waiting(): number {
    return this.#line.length - this.#head;
  }

  #fits(bytes: number): boolean {
    if (this.#held) return false;
    if (this.#messages === 0) return true;
    return this.#messages < this.#limits.messages && this.#bytes + bytes <= this.#limits.bytes;
  }

  #take(bytes: number): void {
    this.#messages += 1;
    this.#bytes += bytes;
  }

  /** Drops the part of the line that has entered, now and then rather than shifting an array for each message. */
  #compact(): void {
    if (this.#head < 1024 && this.#head < this.#line.length) return;
    this.#line.splice(0, this.#head);
    this.#head = 0;
  }
}

export function takenBack(): BusError {
  return new BusError('cancelled', 'The message was taken back before the broker was given it.');
}
