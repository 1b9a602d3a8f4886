/**
 * Measures how long the event loop was kept from its next turn, ms at the most. Of a turn counts what the process worked
 * in it: on a busy machine it is also kept waiting for the processor.
 */
export class LongTurns {
  #longest = 0;
  #last = performance.now();
  #worked = process.cpuUsage();
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
    const { user, system } = process.cpuUsage(this.#worked);
    this.#longest = Math.max(this.#longest, Math.min(now - this.#last, (user + system) / 1000));
    this.#last = now;
    this.#worked = process.cpuUsage();
  }
}
