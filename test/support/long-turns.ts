/** Measures how long the event loop was kept from its next turn, ms at the most. */
export class LongTurns {
  #longest = 0;
  #last = performance.now();
  readonly #timer: NodeJS.Timeout;

  private constructor() {
    this.#timer = setInterval(() => this.#tick(), 5);
  }

  static start(): LongTurns {
    return new LongTurns();
  }

  stop(): number {
    clearInterval(this.#timer);
    this.#tick();
    return this.#longest;
  }

  #tick(): void {
    const now = performance.now();
    this.#longest = Math.max(this.#longest, now - this.#last);
    this.#last = now;
  }
}
