import { describeThrown } from '../../../shared/bus/errors';
import { removeLeftovers, writeAtomically, writeAtomicallySync } from './replace-file';

/** Changes that come close together are one write. */
const pauseMs = 300;

interface KeptFileOptions {
  readonly path: string;
  readonly text: () => string;
  readonly onProblem: (problem: string) => void;
}

/** A file that follows what is in memory: a little later, one write at a time, and at once when it is flushed. */
export class KeptFile {
  readonly #options: KeptFileOptions;
  #timer: NodeJS.Timeout | undefined;
  #writing: Promise<void> = Promise.resolve();
  #closed = false;
  #isFirst = true;
  /** What is in memory may not be in the file yet. */
  #isBehind = false;

  constructor(options: KeptFileOptions) {
    this.#options = options;
  }

  /** What is in the file is not ours to write over. */
  forbid(): void {
    this.#closed = true;
  }

  touch(): void {
    if (this.#closed) return;
    this.#isBehind = true;
    this.#timer ??= setTimeout(() => void this.#write(), pauseMs);
  }

  async flush(): Promise<void> {
    if (this.#timer !== undefined) await this.#write();
    await this.#writing;
  }

  /** The same without waiting for anything, where {@link flush} does not come to an end. */
  flushNow(): void {
    if (this.#closed || !this.#isBehind) return;
    clearTimeout(this.#timer);
    writeAtomicallySync(this.#options.path, this.#options.text());
  }

  #write(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const { path, text, onProblem } = this.#options;
    this.#writing = this.#writing
      .then(async () => {
        if (this.#isFirst) await removeLeftovers(path);
        this.#isFirst = false;
        await writeAtomically(path, text());
        this.#isBehind = this.#timer !== undefined;
      })
      .catch((error: unknown) => onProblem(`${path} could not be written: ${describeThrown(error)}`));
    return this.#writing;
  }
}
