import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { BusError, isBusError } from '../../../shared/bus/errors';
import {
  type AskedDelivery,
  maxSearchedBytes,
  type PayloadAnswer,
} from '../../../shared/ipc/requests-payloads';
import type { PayloadQuestion } from '../../../shared/window/payload-question';
import { AskedThread } from '../simulate/asked-thread';
import type { FromSearchWorker, ToSearchWorker } from './search-worker';

/** What is copied for one answer, bytes: a few milliseconds of the main process's time. */
const maxAnswerBytes = 4_000_000;
/** A pattern can take for ever on a text; so long it may. */
const deadlineMs = 5000;

type BodyOf = (messageId: string, deliveryId: string) => Promise<Uint8Array | undefined>;

/** Answers what a filter wants to know of whole payloads, on a thread of its own that is started when first needed. */
export class PayloadSearch {
  readonly #bodyOf: BodyOf;
  readonly #thread = new AskedThread<ToSearchWorker, FromSearchWorker>({
    start: startWorker,
    deadlineMs,
    tooSlow: 'The search of the payloads that are here takes too long. Narrow the filter.',
    failed: 'The payloads could not be searched.',
  });

  constructor(bodyOf: BodyOf) {
    this.#bodyOf = bodyOf;
  }

  /** Answers for the first of the deliveries, for as many as may be looked at in one go; for one at least. */
  async find(question: PayloadQuestion, deliveries: readonly AskedDelivery[]): Promise<PayloadAnswer[]> {
    const heads: Uint8Array<ArrayBuffer>[] = [];
    /** Which of the heads answers for which delivery: those of one broadcast share theirs. */
    const places: (number | undefined)[] = [];
    const known = new Map<Uint8Array, number>();
    let bytes = 0;
    for (const delivery of deliveries) {
      if (bytes >= maxAnswerBytes) break;
      const body = await this.#wholeOf(delivery);
      let place = body && known.get(body);
      const head = place === undefined ? headOf(delivery, body) : undefined;
      if (head !== undefined) {
        place = heads.push(head) - 1;
        if (body !== undefined) known.set(body, place);
        bytes += head.length;
      }
      places.push(place);
    }
    const sizes = heads.map(({ length }) => length);
    const found = heads.length === 0 ? [] : await this.#ask({ question, heads });
    return places.map((place, index) =>
      place === undefined
        ? null
        : { found: found[place] === true, whole: sizes[place] === deliveries[index]?.size },
    );
  }

  /** Undefined where what is left of the message is not what this delivery held. */
  async #wholeOf({ messageId, deliveryId, size }: AskedDelivery): Promise<Uint8Array | undefined> {
    const body = await this.#bodyOf(messageId, deliveryId);
    return body?.length === size ? body : undefined;
  }

  async #ask(asked: ToSearchWorker): Promise<FromSearchWorker> {
    try {
      return await this.#thread.ask(() => ({
        question: asked,
        transfer: asked.heads.map(({ buffer }) => buffer),
      }));
    } catch (error) {
      // Only a regular expression can be to blame for the time it takes.
      if (!isBusError(error) || error.code !== 'timeout' || asked.question.type !== 'pattern') throw error;
      throw new BusError(
        'timeout',
        'This takes too long on the payloads that are here. Write the regular expression simpler.',
      );
    }
  }

  close(): Promise<void> {
    return this.#thread.close();
  }
}

/** Copied, since it goes to another thread for good. */
function headOf({ head }: AskedDelivery, body: Uint8Array | undefined): Uint8Array<ArrayBuffer> | undefined {
  if (body !== undefined) return new Uint8Array(body.subarray(0, maxSearchedBytes));
  return head === undefined ? undefined : new TextEncoder().encode(head);
}

function startWorker(): Worker {
  // As text, since a thread cannot be started from a file within the packaged app's archive.
  const program = readFileSync(join(import.meta.dirname, '../search/search-worker.cjs'), 'utf8');
  return new Worker(program, { eval: true });
}
