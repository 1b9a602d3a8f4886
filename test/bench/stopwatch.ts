import { rate } from './measure';

/** From the first delivery to the last, so that what comes before it costs nobody anything. */
export class Stopwatch {
  readonly done: Promise<number>;
  #finish: (rate: number) => void = () => {};
  #left: number;
  #startedAt = 0;
  readonly #count: number;

  constructor(count: number) {
    this.#count = count;
    this.#left = count;
    this.done = new Promise((resolve) => {
      this.#finish = resolve;
    });
  }

  tick(): void {
    if (this.#left === this.#count) this.#startedAt = performance.now();
    this.#left -= 1;
    if (this.#left === 0) this.#finish(rate(this.#count - 1, this.#startedAt));
  }
}
