import { Chain, type Chained } from '../chain';

/** What a subscriber was given and has not answered yet. */
export class InHand<Delivery extends Chained<Delivery> & { lose(): void }> {
  readonly #deliveries = new Chain<Delivery>();
  readonly #onLost: (delivery: Delivery) => void;
  #onIdle: (() => void) | undefined;

  constructor(onLost: (delivery: Delivery) => void) {
    this.#onLost = onLost;
  }

  get size(): number {
    return this.#deliveries.size;
  }

  add(delivery: Delivery): void {
    this.#deliveries.add(delivery);
  }

  settled(delivery: Delivery): void {
    this.#deliveries.delete(delivery);
    if (this.#deliveries.size === 0) this.#onIdle?.();
  }

  /** These, or all, are the broker's again. */
  lose(isLost: (delivery: Delivery) => boolean = () => true): void {
    for (const delivery of this.#deliveries.all()) {
      if (!isLost(delivery)) continue;
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
