import { randomUUID } from 'node:crypto';
import { appendFile, copyFile } from 'node:fs/promises';
import { z } from 'zod';
import { BusError, isBusError } from '../../../shared/bus/errors';
import { headersSchema, propertiesSchema, type Verb } from '../../../shared/bus/message';
import { maxSent, type OpenedRequest, type SentSummary } from '../../../shared/window/compose';
import {
  type Receipt,
  type SendRequest,
  sendOutcomes,
  typedPayloadSchema,
} from '../../../shared/window/send';
import { readPlainFile, withoutMark } from '../../bus/plain-file';
import { isMissing, writeAtomically } from '../files/replace-file';
import type { PayloadFiles } from './payload-files';

/** The longest text that there can be is a little longer. */
const maxFileBytes = 400_000_000;
/** A longer payload is not kept: two hundred of them would be read at every start. */
const maxKeptCharacters = 256 * 1024;
const previewCharacters = 200;

const sentSchema = z.object({
  id: z.string(),
  at: z.number(),
  times: z.int().min(1),
  verb: z.enum(['publish', 'broadcast']),
  topic: z.string(),
  payload: z.discriminatedUnion('format', [
    typedPayloadSchema,
    z.object({ format: z.literal('file'), path: z.string() }),
  ]),
  /** Only its beginning is there. */
  cut: z.boolean().optional(),
  headers: headersSchema,
  properties: propertiesSchema,
  count: z.int().min(1),
  rate: z.number().min(0),
  outcome: z.enum(sendOutcomes),
  /** Why it was refused or failed. */
  reason: z.string().optional(),
});
type Sent = z.infer<typeof sentSchema>;

/**
 * The last requests that were sent, over restarts: one JSON object a line, the newest last. A line with the id of an
 * earlier one takes its place. Lines that cannot be read are passed over, and the file is set aside before it is
 * written anew.
 */
export class SentHistory {
  readonly #path: string;
  readonly #files: PayloadFiles;
  /** By id, the newest last. */
  #sent = new Map<string, Sent>();
  #lines = 0;
  #damaged = false;
  /** What stands there is no file of ours, or no file at all: it is not touched. */
  #forbidden = false;
  #turn: Promise<unknown>;

  constructor(path: string, files: PayloadFiles) {
    this.#path = path;
    this.#files = files;
    this.#turn = this.#load();
  }

  async list(): Promise<SentSummary[]> {
    await this.#turn;
    return [...this.#sent.values()].reverse().map(summaryOf);
  }

  async open(id: string): Promise<OpenedRequest> {
    await this.#turn;
    const sent = this.#sent.get(id);
    if (sent === undefined) throw new BusError('not-found', 'This request is not in the history any more.');
    if (sent.cut) {
      throw new BusError(
        'not-found',
        `Its payload was longer than ${maxKeptCharacters / 1024} kB, and was not kept in the history.`,
      );
    }
    const { topic, payload, headers, properties, count, rate } = sent;
    const rest = { topic, headers, properties, count, rate };
    if (payload.format !== 'file') return { ...rest, payload };
    return { ...rest, payload: { format: 'file', file: await this.#files.add(payload.path) } };
  }

  /** The same request in a row is kept once and counted, with what became of it last. */
  async add(
    verb: Verb,
    request: SendRequest,
    { outcome, error }: Pick<Receipt, 'outcome' | 'error'>,
  ): Promise<void> {
    const { topic, payload, headers, properties, count, rate } = request;
    const isLong = payload.format !== 'file' && payload.text.length > maxKeptCharacters;
    const kept =
      payload.format === 'file'
        ? { format: payload.format, path: this.#files.pathOf(payload.fileId) }
        : { format: payload.format, text: isLong ? payload.text.slice(0, previewCharacters) : payload.text };
    const cut = isLong ? { cut: true } : {};
    const content = { verb, topic, payload: kept, ...cut, headers, properties, count, rate };
    await this.#inTurn(async () => {
      const last = [...this.#sent.values()].at(-1);
      const isAgain = last !== undefined && !isLong && sameContent(last, content);
      const sent: Sent = {
        id: isAgain ? last.id : randomUUID(),
        at: Date.now(),
        times: isAgain ? last.times + 1 : 1,
        ...content,
        outcome,
        ...(error === undefined ? {} : { reason: error.message }),
      };
      this.#put(sent);
      await this.#write(sent);
    });
  }

  clear(): Promise<void> {
    return this.#inTurn(async () => {
      this.#sent.clear();
      await this.#rewrite();
    });
  }

  /** Everything added so far is on the disk. */
  async settled(): Promise<void> {
    await this.#turn.catch(() => {});
  }

  #inTurn(change: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(change);
    this.#turn = done.catch(() => {});
    return done;
  }

  async #load(): Promise<void> {
    const limits = { what: 'The history of what was sent', maxBytes: maxFileBytes };
    const bytes = await readPlainFile(this.#path, limits).catch((error: unknown) => {
      // Not to be read, it may still hold something: it is not written over either.
      if (isBusError(error)) this.#forbidden = true;
      else if (!isMissing(error)) this.#damaged = true;
      return new Uint8Array(0);
    });
    for (const line of withoutMark(bytes).split('\n')) {
      if (line === '') continue;
      this.#lines += 1;
      const sent = parseLine(line);
      if (sent === undefined) this.#damaged = true;
      else this.#put(sent);
    }
  }

  #put(sent: Sent): void {
    this.#sent.delete(sent.id);
    this.#sent.set(sent.id, sent);
    const [oldest] = this.#sent.keys();
    if (this.#sent.size > maxSent && oldest !== undefined) this.#sent.delete(oldest);
  }

  async #write(sent: Sent): Promise<void> {
    if (this.#forbidden) return;
    if (this.#damaged || this.#lines >= 3 * maxSent) return this.#rewrite();
    this.#lines += 1;
    await appendFile(this.#path, `${JSON.stringify(sent)}\n`, { mode: 0o600 });
  }

  async #rewrite(): Promise<void> {
    if (this.#damaged) await copyFile(this.#path, `${this.#path}.damaged-${Date.now()}`);
    this.#damaged = false;
    const sent = [...this.#sent.values()];
    this.#lines = sent.length;
    await writeAtomically(this.#path, sent.map((each) => `${JSON.stringify(each)}\n`).join(''));
  }
}

function parseLine(line: string): Sent | undefined {
  try {
    return sentSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

function sameContent(one: Sent, other: Omit<Sent, 'id' | 'at' | 'times' | 'outcome' | 'reason'>): boolean {
  const content = ({ verb, topic, payload, headers, properties, count, rate }: typeof other) =>
    JSON.stringify([verb, topic, Object.entries(payload).sort(), headers, properties, count, rate]);
  return content(one) === content(other);
}

function summaryOf({ payload, ...sent }: Sent): SentSummary {
  const { id, at, times, verb, topic, count, outcome, reason } = sent;
  const preview =
    payload.format === 'file'
      ? (payload.path.split(/[\\/]/).at(-1) ?? '')
      : payload.text.slice(0, previewCharacters);
  const line = { id, at, times, verb, topic, count, outcome, format: payload.format, preview };
  return reason === undefined ? line : { ...line, reason };
}
