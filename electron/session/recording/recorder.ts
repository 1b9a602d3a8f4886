import { createHash, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { type BusEvent, messageIdOf } from '../../../shared/bus/bus-event';
import { BusError, describeThrown } from '../../../shared/bus/errors';
import type { RecordingStatus } from '../../../shared/window/recording';
import type { Message } from '../../bus/message';
import { lineOf } from './line';
import { createPart } from './parts';

export interface RecorderOptions {
  readonly path: string;
  /** A part is closed and the next begun when it is larger than this. Default: 256 MB. */
  readonly partBytes?: number;
  /** What waits for the disk at most; beyond it events are left out and counted. Default: 256 MB. */
  readonly waitingBytes?: number;
  readonly onChange?: () => void;
}

/** What was recorded reaches the system this soon, ms: a crash of the app loses no more than that. */
const flushMs = 200;
/** Lines that are written at once, bytes. */
const chunkBytes = 1024 * 1024;
/** Messages of which it is known what payload stands in this part last. */
const maxKnownIds = 200_000;

/**
 * Writes every event to disk, one a line, with a message's payload at its first and wherever it is another than before:
 * a dead letter may be edited before it is replayed, and senders give an id twice. A message's payload is in each part in
 * which the message is, so that a part can be read on its own.
 */
export class Recorder {
  readonly #path: string;
  readonly #partBytes: number;
  readonly #waitingBytes: number;
  readonly #onChange: () => void;
  readonly #startedAt = Date.now();
  /** Stands in the first line of each part, so that other files are not taken for one. */
  readonly #id = randomUUID();
  /** None between two parts. */
  #file: FileHandle | undefined;
  #state: RecordingStatus['state'] = 'recording';
  #reason: string | undefined;
  #lines: string[] = [];
  #waiting = 0;
  /** The mark of the payload that was written last, by the message's id. */
  #known = new Map<string, string>();
  #marked: { readonly body: Uint8Array; readonly mark: string } | undefined;
  /** Those that are in the file. */
  #events = 0;
  #unwritten = 0;
  /** To the last part, bytes. */
  #written = 0;
  #bytes = 0;
  #lost = 0;
  #parts = 1;
  /** In the name of the last part; those that were taken are left out. */
  #number = 1;
  #beginsPart = true;
  #inPart = 0;
  #timer: NodeJS.Timeout;
  #writing: Promise<void> = Promise.resolve();

  static async start(options: RecorderOptions): Promise<Recorder> {
    return new Recorder(options, await openForRecording(options.path));
  }

  private constructor(
    { path, partBytes = 256_000_000, waitingBytes = 256_000_000, onChange = () => {} }: RecorderOptions,
    file: FileHandle,
  ) {
    this.#path = path;
    this.#partBytes = partBytes;
    this.#waitingBytes = waitingBytes;
    this.#onChange = onChange;
    this.#file = file;
    this.#timer = setInterval(() => this.#flush(), flushMs);
  }

  get status(): RecordingStatus {
    return {
      state: this.#state,
      path: this.#path,
      startedAt: this.#startedAt,
      events: this.#events + (this.#state === 'failed' ? 0 : this.#unwritten),
      bytes: this.#bytes,
      parts: this.#parts,
      lost: this.#lost,
      ...(this.#reason === undefined ? {} : { reason: this.#reason }),
    };
  }

  add(event: BusEvent, message?: Message): void {
    if (this.#state !== 'recording') return;
    if (this.#waiting > this.#waitingBytes) {
      this.#lost += 1;
      return;
    }
    const id = messageIdOf(event);
    const isNew = message !== undefined && id !== undefined && this.#isNew(id, message.body);
    const line = lineOf(event, isNew ? message.body : undefined, this.#beginsPart ? this.#id : undefined);
    this.#beginsPart = false;
    this.#lines.push(line);
    this.#waiting += line.length;
    this.#unwritten += 1;
    if (this.#waiting >= chunkBytes) this.#flush();
  }

  /** Writes what waits, and closes. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#flush();
    if (this.#state === 'recording') this.#state = 'stopped';
    await this.#writing;
    await this.#file?.close().catch(() => {});
    this.#onChange();
  }

  #isNew(id: string, body: Uint8Array): boolean {
    const mark = this.#markOf(body);
    if (this.#known.get(id) === mark) return false;
    if (this.#known.size >= maxKnownIds) this.#known.clear();
    this.#known.set(id, mark);
    return true;
  }

  /** A body that many subscribers share comes many times in a row. */
  #markOf(body: Uint8Array): string {
    if (this.#marked?.body !== body) {
      this.#marked = { body, mark: createHash('sha256').update(body).digest('base64') };
    }
    return this.#marked.mark;
  }

  #flush(): void {
    if (this.#lines.length === 0) return;
    const text = this.#lines.join('');
    const length = this.#waiting;
    const events = this.#lines.length;
    this.#lines = [];
    // The next part begins with the next event, which then brings its payload along.
    const bytes = Buffer.from(text, 'utf8');
    this.#inPart += bytes.length;
    const isLast = this.#inPart >= this.#partBytes;
    if (isLast) {
      this.#inPart = 0;
      this.#beginsPart = true;
      this.#known.clear();
    }
    this.#writing = this.#writing.then(() => this.#write(bytes, { waited: length, events }, isLast));
  }

  async #write(
    bytes: Buffer,
    { waited, events }: { waited: number; events: number },
    isLast: boolean,
  ): Promise<void> {
    this.#unwritten -= events;
    if (this.#state === 'failed') {
      this.#lost += events;
      return;
    }
    try {
      this.#file ??= await this.#nextPart();
      await this.#file.appendFile(bytes);
      this.#events += events;
      this.#written += bytes.length;
      this.#bytes += bytes.length;
      this.#waiting -= waited;
      if (isLast) {
        const full = this.#file;
        this.#file = undefined;
        await full.close();
      }
    } catch (error) {
      this.#state = 'failed';
      // What was written in part is cut off again: the file ends with a whole line, and has as many as are told.
      await this.#file?.truncate(this.#written).catch(() => {});
      this.#lost += events;
      this.#reason = describeThrown(error);
      clearInterval(this.#timer);
    }
    this.#onChange();
  }

  async #nextPart(): Promise<FileHandle> {
    const { file, number } = await createPart(this.#path, this.#number + 1);
    this.#number = number;
    this.#written = 0;
    this.#parts += 1;
    return file;
  }
}

/** A pipe without a reader would be waited for; it is refused. */
async function openForRecording(path: string): Promise<FileHandle> {
  const { O_WRONLY, O_CREAT, O_TRUNC, O_NONBLOCK = 0 } = constants;
  const file = await open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK, 0o666).catch((cause) => {
    if (cause.code !== 'ENXIO') throw cause;
    throw new BusError('invalid-argument', `“${basename(path)}” is a pipe. Record to a file.`, { cause });
  });
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new BusError('invalid-argument', `“${basename(path)}” is not a plain file. Record to one.`);
}
