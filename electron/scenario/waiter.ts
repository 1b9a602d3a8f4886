/** Waits for the next event, and knows when the last one was. */
export class Waiter {
  /** A time of `performance.now()`. */
  lastAt = performance.now();
  #wake: () => void = () => {};

  wake(): void {
    this.lastAt = performance.now();
    this.#wake();
  }

  /** Ends with the next event, at the time given, or with the signal. */
  async next(until: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    let timer: NodeJS.Timeout | undefined;
    let onAbort: () => void = () => {};
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      onAbort = resolve;
      timer = setTimeout(resolve, Math.max(0, until - performance.now()));
      signal.addEventListener('abort', onAbort, { once: true });
    });
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    this.#wake = () => {};
    // Of many events at once only the last one is looked at.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
