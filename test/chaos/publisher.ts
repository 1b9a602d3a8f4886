import type { EventBus } from '../../electron/bus/event-bus';
import { BusError } from '../../shared/bus/errors';
import type { ChaosMessage } from './message-kind';
import { isAway, untilReady } from './until-ready';

/** What its sender was told of a message. */
export type Answer =
  /** The broker confirmed it: from here on it may not be lost. */
  | 'acknowledged'
  /** The link broke before the confirm: it may have arrived or not. */
  | 'unknown';

/** Unconfirmed publishes at a time. */
const window = 16;
/** Where the subscribers get no further, the next messages come all the same, so many at a time. */
const stalledMs = 100;

export interface Progress {
  /** Messages whose handling has been seen to begin. */
  readonly begun: () => number;
  /** Resolves when that may have changed. */
  readonly changed: () => Promise<void>;
}

/** Sends all messages, a backlog ahead of the subscribers, so that every kill meets some on their way. */
export class ChaosPublisher {
  readonly answers = new Map<string, Answer>();
  /** What went wrong, and how often. */
  readonly errors = new Map<string, number>();
  readonly #bus: EventBus;
  readonly #topic: string;
  #sent = 0;

  constructor(bus: EventBus, topic: string) {
    this.#bus = bus;
    this.#topic = topic;
  }

  get sent(): number {
    return this.#sent;
  }

  async sendAll(messages: readonly ChaosMessage[], backlog: number, progress: Progress): Promise<void> {
    for (let at = 0; at < messages.length; at += window) {
      await this.#untilWanted(backlog, progress);
      await Promise.all(messages.slice(at, at + window).map((message) => this.#send(message)));
    }
  }

  async #untilWanted(backlog: number, { begun, changed }: Progress): Promise<void> {
    const deadline = performance.now() + stalledMs;
    while (this.#sent - begun() >= backlog && performance.now() < deadline) await changed();
  }

  async #send({ id, kind }: ChaosMessage): Promise<void> {
    this.#sent += 1;
    const body = Buffer.from(JSON.stringify(kind));
    for (;;) {
      try {
        const { outcome } = await this.#bus.publish({ topic: this.#topic, id, body });
        if (outcome !== 'returned') {
          this.answers.set(id, 'acknowledged');
          return;
        }
        this.#note('returned');
      } catch (error) {
        this.#note(error instanceof BusError ? `${error.code} (${error.detail})` : String(error));
        if (!isAway(error)) {
          this.answers.set(id, 'unknown');
          return;
        }
      }
      await untilReady(this.#bus);
    }
  }

  #note(error: string): void {
    this.errors.set(error, (this.errors.get(error) ?? 0) + 1);
  }
}
