import type { Message } from '../message';

export interface QueuedMessage {
  readonly message: Message;
  readonly attempt: number;
  readonly interrupted: number;
  readonly redelivered: boolean;
}

/** Somebody who takes messages from a queue, as long as there is room. */
export interface QueueConsumer {
  hasRoom(queue: MemoryQueue): boolean;
  take(queue: MemoryQueue, queued: QueuedMessage): void;
}

/** A queue whose consumers take turns; one without room is passed over. */
export class MemoryQueue {
  /** In turn: the one that was served last stands at the end. */
  readonly #consumers: QueueConsumer[] = [];
  #waiting: (QueuedMessage | undefined)[] = [];
  #head = 0;
  #scheduled = false;

  get size(): number {
    return this.#waiting.length - this.#head;
  }

  push(queued: QueuedMessage): void {
    this.#waiting.push(queued);
    this.serve();
  }

  /** Puts a message back where it was: before all others. */
  putBack(queued: QueuedMessage): void {
    if (this.#head > 0) {
      this.#head -= 1;
      this.#waiting[this.#head] = queued;
    } else {
      this.#waiting.unshift(queued);
    }
    this.serve();
  }

  clear(): void {
    this.#waiting = [];
    this.#head = 0;
  }

  addConsumer(consumer: QueueConsumer): void {
    this.#consumers.push(consumer);
    this.serve();
  }

  removeConsumer(consumer: QueueConsumer): void {
    const index = this.#consumers.indexOf(consumer);
    if (index >= 0) this.#consumers.splice(index, 1);
  }

  /**
   * Hands out what can be handed out, in a microtask of its own: a sender must not run its subscribers' handlers inside
   * its own call.
   */
  serve(): void {
    if (this.#scheduled || this.size === 0) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      this.#serveNow();
    });
  }

  #serveNow(): void {
    while (this.size > 0) {
      const index = this.#consumers.findIndex((consumer) => consumer.hasRoom(this));
      const [consumer] = index < 0 ? [] : this.#consumers.splice(index, 1);
      if (consumer === undefined) break;
      this.#consumers.push(consumer);
      consumer.take(this, this.#shift());
    }
    if (this.#head > 1024 || this.size === 0) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
  }

  #shift(): QueuedMessage {
    const queued = this.#waiting[this.#head] as QueuedMessage;
    // What was handed out must not live as long as this list.
    this.#waiting[this.#head] = undefined;
    this.#head += 1;
    return queued;
  }
}
