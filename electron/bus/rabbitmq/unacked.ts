import type { Channel } from 'amqplib';
import type { RabbitmqDelivery } from './delivery';

/** What a subscriber was given and has not answered yet. */
export class InHand {
  readonly #deliveries = new Set<RabbitmqDelivery>();
  readonly #onLost: (delivery: RabbitmqDelivery) => void;
  #onIdle: (() => void) | undefined;

  constructor(onLost: (delivery: RabbitmqDelivery) => void) {
    this.#onLost = onLost;
  }

  add(delivery: RabbitmqDelivery): void {
    this.#deliveries.add(delivery);
  }

  settled(delivery: RabbitmqDelivery): void {
    this.#deliveries.delete(delivery);
    if (this.#deliveries.size === 0) this.#onIdle?.();
  }

  /** What came on this channel, or on any, is the broker's again. */
  lose(channel?: Channel): void {
    for (const delivery of [...this.#deliveries]) {
      if (channel !== undefined && delivery.channel !== channel) continue;
      this.#deliveries.delete(delivery);
      delivery.lose();
      this.#onLost(delivery);
    }
    this.#onIdle?.();
  }

  /** Until all is answered or lost, but no longer than this. */
  untilIdle(ms: number): Promise<void> {
    if (this.#deliveries.size === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
