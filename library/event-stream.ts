import type { BusEvent } from '../shared/bus/bus-event';
import { BusError } from '../shared/bus/errors';

/** Unread events that are kept for one reader. */
export const mostUnread = 100_000;

/** The events of a bus for one reader, who takes them at its own pace. Begins when it is made, and ends with the bus. */
export class EventStream implements AsyncIterableIterator<BusEvent> {
  readonly #unread: BusEvent[] = [];
  readonly #onEnd: () => void;
  #head = 0;
  #waiting: (() => void)[] = [];
  #error: BusError | undefined;
  #ended = false;

  constructor(onEnd: () => void) {
    this.#onEnd = onEnd;
  }

  push(event: BusEvent): void {
    if (this.#ended) return;
    this.#unread.push(event);
    if (this.#unread.length - this.#head > mostUnread) {
      this.#unread.length = 0;
      this.#head = 0;
      this.end(
        new BusError(
          'overloaded',
          `More than ${mostUnread} events were not read in time. Read faster, or take onEvent, which keeps none.`,
        ),
      );
    }
    this.#wake();
  }

  end(error?: BusError): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#error = error;
    this.#onEnd();
    this.#wake();
  }

  async next(): Promise<IteratorResult<BusEvent, undefined>> {
    for (;;) {
      const event = this.#take();
      if (event !== undefined) return { done: false, value: event };
      if (this.#ended) {
        const error = this.#error;
        this.#error = undefined;
        if (error !== undefined) throw error;
        return { done: true, value: undefined };
      }
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
  }

  /** What a `break` out of the loop calls. */
  async return(): Promise<IteratorResult<BusEvent, undefined>> {
    this.#unread.length = 0;
    this.#head = 0;
    this.end();
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #take(): BusEvent | undefined {
    const event = this.#unread[this.#head];
    if (event === undefined) return undefined;
    this.#head += 1;
    if (this.#head >= 1024 || this.#head === this.#unread.length) {
      this.#unread.splice(0, this.#head);
      this.#head = 0;
    }
    return event;
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
