/** Ends what was begun: a listener, a timer, a subscription. Calling it twice is the same as once. */
export type Dispose = () => void;

/** One kind of event and those who listen to it. A listener that throws must not take the bus down with it. */
export class Emitter<Arguments extends unknown[]> {
  readonly #listeners = new Set<{ readonly tell: (...args: Arguments) => void }>();

  on(listener: (...args: Arguments) => void): Dispose {
    // Wrapped, so that the same function registered twice is two listeners.
    const entry = { tell: listener };
    this.#listeners.add(entry);
    return () => {
      this.#listeners.delete(entry);
    };
  }

  emit(...args: Arguments): void {
    for (const { tell } of this.#listeners) {
      try {
        tell(...args);
      } catch (error) {
        // Reported like any uncaught error, but only after every other listener was told.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  get size(): number {
    return this.#listeners.size;
  }

  clear(): void {
    this.#listeners.clear();
  }
}
