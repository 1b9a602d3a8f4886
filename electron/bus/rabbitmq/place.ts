import type { Channel } from 'amqplib';

/** Where a subscriber consumed before it got a link of its own. */
export class Place {
  readonly channel: Channel | undefined;
  readonly queue: string | undefined;
  readonly tags: readonly string[];
  #isOpen = true;

  constructor(channel: Channel | undefined, queue: string | undefined, tags: readonly string[]) {
    this.channel = channel;
    this.queue = queue;
    this.tags = tags;
    channel?.once('close', () => {
      this.#isOpen = false;
    });
  }

  /** It can go on there. */
  get isOpen(): boolean {
    return this.channel !== undefined && this.#isOpen;
  }
}
