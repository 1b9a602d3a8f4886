import type { Transferable, Worker } from 'node:worker_threads';
import { BusError } from '../../../shared/bus/errors';

export interface ThreadOptions {
  readonly start: () => Worker;
  /** What one answer may take, ms; over that the thread is ended, and the next question has a new one. */
  readonly deadlineMs: number;
  readonly tooSlow: string;
  readonly failed: string;
}

/** A thread that is started when first asked, and answers one question at a time, each within a deadline. */
export class AskedThread<Question, Answer> {
  readonly #options: ThreadOptions;
  #worker: Worker | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(options: ThreadOptions) {
    this.#options = options;
  }

  /** `make` is called when it is the question's turn; what it transfers is gone from here. */
  ask(make: () => { question: Question; transfer: readonly Transferable[] }): Promise<Answer> {
    const answer = this.#turn.then(() => {
      if (this.#closed) throw new BusError('closed', 'Busdeck is closing.');
      return this.#ask(make());
    });
    this.#turn = answer.catch(() => {});
    return answer;
  }

  /** Ends it; whoever waits for an answer is told. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#worker?.terminate();
  }

  #ask({ question, transfer }: { question: Question; transfer: readonly Transferable[] }): Promise<Answer> {
    const { deadlineMs, tooSlow, failed } = this.#options;
    const isNew = this.#worker === undefined;
    this.#worker ??= this.#start();
    const worker = this.#worker;
    return new Promise<Answer>((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      let late: NodeJS.Immediate | undefined;
      const giveUp = (error: BusError) => {
        end();
        this.#forget(worker);
        void worker.terminate();
        reject(error);
      };
      const begin = () => {
        timer = setTimeout(() => {
          // An answer may lie here already, when it was this process that stood still.
          late = setImmediate(() => giveUp(new BusError('timeout', tooSlow)));
        }, deadlineMs);
      };
      const fail = (cause: unknown) => giveUp(new BusError('internal', failed, { cause }));
      const gone = () => giveUp(new BusError('closed', 'Busdeck is closing.'));
      const take = (answer: Answer) => {
        end();
        resolve(answer);
      };
      const end = () => {
        clearTimeout(timer);
        clearImmediate(late);
        worker.off('online', begin).off('message', take).off('error', fail).off('exit', gone);
      };
      worker.on('message', take).on('error', fail).on('exit', gone);
      // Starting it is not the question's time.
      if (isNew) worker.once('online', begin);
      else begin();
      worker.postMessage(question, transfer);
    });
  }

  #start(): Worker {
    const worker = this.#options.start();
    // It may also fail or end while nobody asks.
    return worker.on('error', () => {}).on('exit', () => this.#forget(worker));
  }

  #forget(worker: Worker): void {
    if (this.#worker === worker) this.#worker = undefined;
  }
}
