/**
 * Tells again and again, ten times a second at most, and less often what takes long to tell: it may have a tenth of the time.
 * What comes last is always told.
 */
export class AtMostOften {
  readonly #tell: () => void;
  #timer: NodeJS.Timeout | undefined;
  #notBefore = 0;

  constructor(tell: () => void) {
    this.#tell = tell;
  }

  touch(): void {
    const now = performance.now();
    this.#timer ??= setTimeout(() => this.now(), Math.max(0, this.#notBefore - now));
  }

  now(): void {
    this.stop();
    const began = performance.now();
    this.#tell();
    const ended = performance.now();
    this.#notBefore = ended + Math.max(leastPauseMs, (ended - began) * 9);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

const leastPauseMs = 100;
