/**
 * Lets so many of something be under way at a time. One caller enters, whoever it started leaves. Plain counting, since
 * `Promise.race` over a set of hundreds costs that many callbacks for each one that ends.
 */
export class Slots {
  readonly #limit: number;
  #taken = 0;
  #onLeave: (() => void) | undefined;

  constructor(limit: number) {
    this.#limit = limit;
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
