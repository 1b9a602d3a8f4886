import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { BusError, toErrorInfo } from '../../../shared/bus/errors';
import { maxHeldBytes, type ReadPayload } from '../../../shared/ipc/requests-payloads';
import type { ChosenSteps, PayloadHints, ReadingSummary } from '../../../shared/window/reading';
import type { FromDecodeWorker, ToDecodeWorker } from '../../decode/decode-worker';
import { AskedThread } from '../simulate/asked-thread';

/** Larger payloads are not read, but shown as the bytes they are: they would be held three times over. */
export const maxReadBytes = 64_000_000;
/** Copied at once, so that nothing else waits: some milliseconds, since the memory is new. */
const copiedAtOnce = 500_000;
/** The slowest reading that is waited for. */
const deadlineMs = 20_000;
/** What is kept to be looked at in slices: of the newest reading always, of those before it as far as there is room. */
const maxKeptBytes = 200_000_000;
const maxKept = 16;
/** An ordinary thread has four times as much; a payload that needs more is shown as bytes. */
const maxHeapMb = 1000;

/** Reads payloads, whatever they are packed and written in, on a thread of its own that is started when first needed. */
export class PayloadReader {
  readonly #thread: AskedThread<ToDecodeWorker, FromDecodeWorker>;
  readonly #kept = new Map<string, Uint8Array>();
  #lastId = 0;

  constructor(start: () => Worker = startWorker) {
    this.#thread = new AskedThread({
      start,
      deadlineMs,
      tooSlow: `The payload could not be read within ${deadlineMs / 1000} s.`,
      failed: 'The payload needs more memory to be read than it is given.',
    });
  }

  /** The reading of a payload, with what is to be shown where that is small; else it is fetched by {@link slice}. */
  async read(body: Uint8Array, hints: PayloadHints, chosen: ChosenSteps): Promise<ReadPayload> {
    const { output, ...summary } = await this.#read(body, hints, chosen);
    const shown = output ?? body;
    const readingId = this.#keep(shown);
    // Copied: a view of a pooled buffer would be sent with all that is around it.
    const bytes = shown.length <= maxHeldBytes ? new Uint8Array(shown) : undefined;
    return { ...summary, readingId, size: shown.length, ...(bytes && { bytes }) };
  }

  /** A part of what is shown. Beyond its end the part is shorter. */
  slice(readingId: string, offset: number, length: number): Uint8Array {
    const shown = this.#kept.get(readingId);
    if (shown === undefined)
      throw new BusError('not-found', 'This payload was read too long ago: choose the message again.');
    return new Uint8Array(shown.subarray(offset, offset + length));
  }

  close(): Promise<void> {
    this.#kept.clear();
    return this.#thread.close();
  }

  async #read(body: Uint8Array, hints: PayloadHints, chosen: ChosenSteps): Promise<FromDecodeWorker> {
    if (body.length > maxReadBytes)
      return asBytes(`Payloads of over ${maxReadBytes / 1_000_000} MB are not read, but shown as bytes.`);
    // Once more it is not worth a thread: whoever wants the bytes gets them at once.
    if (chosen[0] === 'bytes') return asBytes();
    const bytes = await copyOf(body);
    try {
      return await this.#thread.ask(() => ({
        question: { bytes, hints, chosen },
        transfer: [bytes.buffer],
      }));
    } catch (error) {
      const { code, message } = toErrorInfo(error);
      if (code !== 'timeout' && code !== 'internal') throw error;
      return asBytes(`${message} The bytes are shown as they came.`);
    }
  }

  #keep(shown: Uint8Array): string {
    this.#lastId += 1;
    const id = String(this.#lastId);
    this.#kept.set(id, shown);
    let bytes = 0;
    for (const each of this.#kept.values()) bytes += each.length;
    for (const [oldest, each] of this.#kept) {
      if (oldest === id || (bytes <= maxKeptBytes && this.#kept.size <= maxKept)) break;
      this.#kept.delete(oldest);
      bytes -= each.length;
    }
    return id;
  }
}

function asBytes(problem?: string): ReadingSummary & { readonly output: undefined } {
  return {
    steps: ['bytes'],
    shows: 'bytes',
    problems: problem === undefined ? [] : [problem],
    notes: [],
    remarks: [],
    output: undefined,
  };
}

/** Piece by piece: of thirty megabytes at once, a window that moves would stop. */
async function copyOf(body: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  const copy = new Uint8Array(body.length);
  for (let at = 0; at < body.length; at += copiedAtOnce) {
    if (at > 0) await setImmediate();
    copy.set(body.subarray(at, at + copiedAtOnce), at);
  }
  return copy;
}

function startWorker(): Worker {
  // As text, since a thread cannot be started from a file within the packaged app's archive.
  const program = readFileSync(join(import.meta.dirname, '../decode/decode-worker.cjs'), 'utf8');
  return new Worker(program, { eval: true, resourceLimits: { maxOldGenerationSizeMb: maxHeapMb } });
}
