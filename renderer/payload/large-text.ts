import type { LineSource } from './line-source';
import type { FromTextWorker, ToTextWorker } from './text-worker-words';

export type ReadText =
  | { readonly type: 'text'; readonly format: 'json' | 'text'; readonly source: LineSource }
  | { readonly type: 'binary' }
  | { readonly type: 'failed'; readonly reason: string };

/** A large text in a worker: fed in slices, read in lines. Whoever makes one disposes it. */
export class LargeText {
  readonly #worker = new Worker(new URL('./text-worker.ts', import.meta.url), { type: 'module' });
  readonly #waiting = new Map<number, (answer: FromTextWorker) => void>();
  /** What it turned out to be; told as soon as it is known, which for binary may be before the end. */
  readonly result: Promise<ReadText>;
  #resolve: (result: ReadText) => void = () => {};
  #lastId = 0;

  constructor() {
    this.result = new Promise((resolve) => {
      this.#resolve = resolve;
    });
    this.#worker.onmessage = ({ data }: MessageEvent<FromTextWorker>) => this.#take(data);
    this.#worker.onerror = ({ message }) =>
      this.#resolve({ type: 'failed', reason: message || 'The text could not be read.' });
  }

  /** The bytes are handed over, not copied. */
  feed(bytes: Uint8Array<ArrayBuffer>): void {
    this.#worker.postMessage({ type: 'bytes', bytes } satisfies ToTextWorker, [bytes.buffer]);
  }

  end(): void {
    this.#worker.postMessage({ type: 'end' } satisfies ToTextWorker);
  }

  dispose(): void {
    this.#worker.terminate();
  }

  #take(answer: FromTextWorker): void {
    switch (answer.type) {
      case 'text':
        this.#resolve({
          type: 'text',
          format: answer.format,
          source: this.#source(answer.lines, answer.widest),
        });
        return;
      case 'binary':
        this.#resolve({ type: 'binary' });
        return;
      case 'failed':
        this.#resolve({ type: 'failed', reason: answer.reason });
        return;
      case 'lines':
      case 'found':
        this.#waiting.get(answer.id)?.(answer);
        this.#waiting.delete(answer.id);
        return;
    }
  }

  #source(count: number, widest: number): LineSource {
    return {
      count,
      widest,
      lines: async (from, to) => {
        const answer = await this.#ask((id) => ({ type: 'lines', id, from, to }));
        return answer.type === 'lines' ? answer.lines : [];
      },
      find: async (text, from) => {
        const answer = await this.#ask((id) => ({ type: 'find', id, text, from }));
        return answer.type === 'found' ? answer.line : undefined;
      },
    };
  }

  #ask(ask: (id: number) => ToTextWorker): Promise<FromTextWorker> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#worker.postMessage(ask(id));
    });
  }
}
