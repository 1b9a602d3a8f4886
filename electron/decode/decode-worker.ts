import { parentPort } from 'node:worker_threads';
import type { ChosenSteps, PayloadHints } from '../../shared/window/reading';
import { type PayloadReading, readPayload } from './read-payload';

// Reads payloads on a thread of its own, with the libraries for it: neither the bus nor the window waits for a large one.

export interface ToDecodeWorker {
  /** Handed over. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly hints: PayloadHints;
  readonly chosen: ChosenSteps;
}

export type FromDecodeWorker = PayloadReading;

parentPort?.on('message', async ({ bytes, hints, chosen }: ToDecodeWorker) => {
  const { output, ...summary } = await readPayload(bytes, hints, chosen);
  // A small buffer is a part of a shared one, which cannot be handed over.
  const own = output && new Uint8Array(output);
  parentPort?.postMessage({ ...summary, output: own } satisfies FromDecodeWorker, own ? [own.buffer] : []);
});
