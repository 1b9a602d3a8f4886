/**
 * Lets so many of something be under way at a time. One caller enters, whoever it started leaves. Plain counting, since
 * `Promise.race` over a set of hundreds costs that many callbacks for each one that ends.
 */
export class Slots {
  #limit: number;
  #taken = 0;
  #onLeave: (() => void) | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** One more at a time from now on, up to so many. */
  widen(most: number): void {
    this.#limit = Math.min(most, this.#limit + 1);
  }

  /** Takes a slot, as soon as there is one. */
  async enter(): Promise<void> {
    await this.#untilUnder(this.#limit);
    this.#taken += 1;
  }

  leave(): void {
    this.#taken -= 1;
    this.#onLeave?.();
  }

  /** Resolves when all have left. */
  idle(): Promise<void> {
    return this.#untilUnder(1);
  }

  async #untilUnder(limit: number): Promise<void> {
    while (this.#taken >= limit) {
      await new Promise<void>((resolve) => {
        this.#onLeave = resolve;
      });
    }
  }
}
