/** Messages remembered at least; at most twice as many. */
const generation = 20_000;

/**
 * When the last messages were sent (performance.now), for the latency of their acks. In two generations, the older of
 * which is dropped as a whole: taking single entries out of a large map costs more than all else that a send does.
 */
export class SendTimes {
  #young = new Map<string, number>();
  #old = new Map<string, number>();

  remember(messageId: string, at: number): void {
    if (this.#young.size >= generation) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(messageId, at);
  }

  get(messageId: string): number | undefined {
    return this.#young.get(messageId) ?? this.#old.get(messageId);
  }

  clear(): void {
    this.#young.clear();
    this.#old.clear();
  }
}
