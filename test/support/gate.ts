/** Lets everybody through while it is open; those who come while it is shut wait until it opens. */
export class Gate {
  #waiting: (() => void)[] | undefined;

  get isShut(): boolean {
    return this.#waiting !== undefined;
  }

  shut(): void {
    this.#waiting ??= [];
  }

  open(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const go of waiting) go();
  }

  async pass(): Promise<void> {
    while (this.#waiting !== undefined) {
      const waiting = this.#waiting;
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
      });
    }
  }
}
