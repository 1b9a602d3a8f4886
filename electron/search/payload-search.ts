import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { BusError } from '../../shared/errors';
import type { PayloadQuestion } from '../../shared/payload-question';
import { type AskedMessage, maxSearchedBytes, type PayloadAnswer } from '../../shared/requests-payload';
import type { FromSearchWorker, ToSearchWorker } from './search-worker';

/** What is copied for one answer, bytes: a few milliseconds of the main process's time. */
const maxAnswerBytes = 4_000_000;
/** A pattern can take for ever on a text; so long it may. */
const deadlineMs = 5000;

/** Answers what a filter wants to know of whole payloads, on a thread of its own that is started when first needed. */
export class PayloadSearch {
  readonly #bodyOf: (messageId: string) => Promise<Uint8Array | undefined>;
  #worker: Worker | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(bodyOf: (messageId: string) => Promise<Uint8Array | undefined>) {
    this.#bodyOf = bodyOf;
  }

  /** Answers for the first of the messages, for as many as may be looked at in one go; for one at least. */
  async find(question: PayloadQuestion, messages: readonly AskedMessage[]): Promise<PayloadAnswer[]> {
    const answers: PayloadAnswer[] = [];
    const heads: Uint8Array<ArrayBuffer>[] = [];
    const places: number[] = [];
    let bytes = 0;
    for (const message of messages) {
      if (bytes >= maxAnswerBytes) break;
      const head = await this.#headOf(message);
      answers.push(null);
      if (head === undefined) continue;
      bytes += head.length;
      heads.push(head);
      places.push(answers.length - 1);
    }
    const sizes = heads.map(({ length }) => length);
    const found = heads.length === 0 ? [] : await this.#inTurn({ question, heads });
    for (const [index, place] of places.entries()) {
      answers[place] = { found: found[index] === true, whole: sizes[index] === messages[place]?.size };
    }
    return answers;
  }

  /** Copied, since it goes to another thread for good. */
  async #headOf({ messageId, size, head }: AskedMessage): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const body = await this.#bodyOf(messageId);
    if (body?.length === size) return new Uint8Array(body.subarray(0, maxSearchedBytes));
    return head === undefined ? undefined : new TextEncoder().encode(head);
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = undefined;
  }

  /** The thread does one thing at a time, and so the deadline is that of one question. */
  #inTurn(ask: ToSearchWorker): Promise<FromSearchWorker> {
    const answer = this.#turn.then(() => this.#ask(ask));
    this.#turn = answer.catch(() => {});
    return answer;
  }

  #ask(ask: ToSearchWorker): Promise<FromSearchWorker> {
    this.#worker ??= startWorker();
    const worker = this.#worker;
    return new Promise<FromSearchWorker>((resolve, reject) => {
      const giveUp = (error: BusError) => {
        end();
        if (this.#worker === worker) this.#worker = undefined;
        void worker.terminate();
        reject(error);
      };
      const deadline = setTimeout(() => giveUp(new BusError('timeout', tooSlow)), deadlineMs);
      const fail = (cause: unknown) =>
        giveUp(new BusError('internal', 'The payloads could not be searched.', { cause }));
      const gone = () => giveUp(new BusError('closed', 'Busdeck is closing.'));
      const take = (answers: FromSearchWorker) => {
        end();
        resolve(answers);
      };
      const end = () => {
        clearTimeout(deadline);
        worker.off('message', take).off('error', fail).off('exit', gone);
      };
      worker.on('message', take).on('error', fail).on('exit', gone);
      worker.postMessage(
        ask,
        ask.heads.map(({ buffer }) => buffer),
      );
    });
  }
}

const tooSlow = 'This takes too long on the payloads that are here. Write the regular expression simpler.';

function startWorker(): Worker {
  // As text, since a thread cannot be started from a file within the packaged app's archive.
  const program = readFileSync(join(import.meta.dirname, '../search/search-worker.cjs'), 'utf8');
  return new Worker(program, { eval: true });
}
