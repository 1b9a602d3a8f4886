import { BusError } from '../../shared/bus/errors';

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

  constructor(limits: Partial<PublishLimits> = {}) {
    this.#limits = { ...defaultPublishLimits, ...limits };
  }

  /** Takes a place at once, or returns the promise of one. */
  enter(bytes: number): Promise<void> | undefined {
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
    return new Promise((resolve, reject) => {
      this.#line.push({ bytes, enter: resolve, refuse: reject });
    });
  }

  leave(bytes: number): void {
    this.#messages -= 1;
    this.#bytes -= bytes;
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
    if (this.#messages === 0) this.#onIdle?.();
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

  get #waiting(): number {
    return this.#line.length - this.#head;
  }

  #fits(bytes: number): boolean {
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
