import { parentPort } from 'node:worker_threads';
import { parseBeginning } from '../../../shared/window/json-path';
import { type PayloadQuestion, payloadTest } from '../../../shared/window/payload-question';

// Reads payloads on a thread of its own: neither the bus nor the window waits for a large JSON or a slow pattern.

export interface ToSearchWorker {
  readonly question: PayloadQuestion;
  /** The heads of payloads, as far as they are searched; they are handed over. */
  readonly heads: readonly Uint8Array<ArrayBuffer>[];
}

export type FromSearchWorker = readonly boolean[];

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

parentPort?.on('message', ({ question, heads }: ToSearchWorker) => {
  const test = payloadTest(question);
  const answers: FromSearchWorker = heads.map((head) => {
    const text = decoder.decode(head);
    return test({ text, json: () => parseBeginning(text) });
  });
  parentPort?.postMessage(answers);
});
