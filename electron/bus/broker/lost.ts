/** Whether a delivery can no longer be answered. Its signal is made on first use: most deliveries are answered and never need it. */
export class Lost {
  #isLost = false;
  #abort: AbortController | undefined;

  get isLost(): boolean {
    return this.#isLost;
  }

  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      this.#abort = new AbortController();
      if (this.#isLost) this.#abort.abort();
    }
    return this.#abort.signal;
  }

  lose(): void {
    this.#isLost = true;
    this.#abort?.abort();
  }
}
