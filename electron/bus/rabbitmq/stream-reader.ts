import type { ConsumeMessage } from 'amqplib';
import type { BackendDelivery, Burial, RetryRequest } from '../backend';
import type { Message } from '../message';
import { pause } from '../pause';
import type { RabbitmqDelivery } from './delivery';

/** Where to begin: what comes from now on, with this message, or about at this time. */
export type StreamOffset = 'next' | number | { readonly '!': 'timestamp'; readonly value: number };

/** A message of the stream that is not answered for good. */
interface Entry {
  /** What answers it, while it is in hand. */
  original: RabbitmqDelivery | undefined;
  /** What the bus has of it. */
  current: StreamDelivery | undefined;
  /** The same message by way of the next channel, when that came before the last one went. */
  successor: RabbitmqDelivery | undefined;
  attempt: number;
  interrupted: number;
}

export interface StreamReaderContext {
  readonly onDelivery: (delivery: BackendDelivery) => void;
  readonly onLost: (delivery: BackendDelivery) => void;
}

/**
 * Where one subscriber stands in a stream. A stream forgets nothing for an answer and marks nothing as redelivered: which
 * messages are done, how often one was tried and how often it was interrupted is known here, and each new channel begins
 * with the first that is not done. A copy for a retry would be everybody's, so a retry is made here, in its place.
 */
export class StreamReader {
  readonly #context: StreamReaderContext;
  readonly #entries = new Map<number, Entry>();
  readonly #offsets = new WeakMap<RabbitmqDelivery, number>();
  #next: number | undefined;
  #begunAt: number | undefined;

  constructor(context: StreamReaderContext) {
    this.#context = context;
  }

  /** For the next channel. Before anything has come it is only known when this subscriber began, in whole seconds. */
  begin(): StreamOffset {
    const first = Math.min(...this.#entries.keys(), this.#next ?? Number.POSITIVE_INFINITY);
    if (Number.isFinite(first)) return first;
    if (this.#begunAt !== undefined) return { '!': 'timestamp', value: Math.floor(this.#begunAt / 1000) };
    this.#begunAt = Date.now();
    return 'next';
  }

  take(original: RabbitmqDelivery, raw: ConsumeMessage): void {
    const offset = Number(raw.properties.headers?.['x-stream-offset']);
    // The stream was replaced by a queue meanwhile.
    if (!Number.isSafeInteger(offset)) {
      this.#context.onDelivery(original);
      return;
    }
    this.#offsets.set(original, offset);
    const known = this.#entries.get(offset);
    if (known?.original !== undefined) {
      known.successor = original;
    } else if (known !== undefined) {
      this.#deliver(known, original, true);
    } else if (this.#next !== undefined && offset < this.#next) {
      void original.ack();
    } else {
      this.#next = offset + 1;
      const { attempt, interrupted } = original;
      const entry = { original, attempt, interrupted, current: undefined, successor: undefined };
      this.#entries.set(offset, entry);
      this.#deliver(entry, original, false);
    }
  }

  /** It was acked or buried, or was here before. */
  settled(original: RabbitmqDelivery): void {
    const [offset, entry] = this.#find(original);
    if (entry?.original !== original) return;
    this.#entries.delete(offset);
    void entry.successor?.ack();
  }

  /** Its channel is gone. False when it did not come from the stream. */
  lost(original: RabbitmqDelivery): boolean {
    if (!this.#offsets.has(original)) return false;
    const [, entry] = this.#find(original);
    if (entry?.successor === original) entry.successor = undefined;
    if (entry?.original !== original) return true;
    const { current, successor } = entry;
    entry.original = undefined;
    entry.current = undefined;
    entry.successor = undefined;
    entry.interrupted += 1;
    current?.lose();
    if (current !== undefined) this.#context.onLost(current);
    if (successor !== undefined) this.#deliver(entry, successor, true);
    return true;
  }

  #find(original: RabbitmqDelivery): readonly [number, Entry | undefined] {
    const offset = this.#offsets.get(original) ?? Number.NaN;
    return [offset, this.#entries.get(offset)];
  }

  #deliver(entry: Entry, original: RabbitmqDelivery, redelivered: boolean): void {
    const { attempt, interrupted } = entry;
    entry.original = original;
    entry.current = new StreamDelivery(original, { attempt, interrupted, redelivered }, (next) => {
      entry.attempt = next;
      this.#deliver(entry, original, false);
    });
    this.#context.onDelivery(entry.current);
  }
}

interface Standing {
  readonly attempt: number;
  readonly interrupted: number;
  readonly redelivered: boolean;
}

/** One attempt at a message of a stream. */
class StreamDelivery implements BackendDelivery {
  /** The reader counts, and begins anew with what is not done. */
  readonly interruptionRecorded = true;
  readonly attempt: number;
  readonly interrupted: number;
  readonly redelivered: boolean;
  readonly #original: RabbitmqDelivery;
  readonly #again: (attempt: number) => void;
  readonly #lost = new AbortController();
  #retried = false;

  constructor(original: RabbitmqDelivery, standing: Standing, again: (attempt: number) => void) {
    this.attempt = standing.attempt;
    this.interrupted = standing.interrupted;
    this.redelivered = standing.redelivered;
    this.#original = original;
    this.#again = again;
  }

  get message(): Message {
    return this.#original.message;
  }

  get foreign(): boolean {
    return this.#original.foreign;
  }

  async ack(): Promise<boolean> {
    return !this.#isOver && this.#original.ack();
  }

  async deadLetter(burial: Burial): Promise<boolean> {
    return !this.#isOver && this.#original.deadLetter(burial);
  }

  async retry({ attempt, delayMs }: RetryRequest): Promise<boolean> {
    if (this.#isOver) return false;
    this.#retried = true;
    if (delayMs > 0) await pause(delayMs, this.#lost.signal);
    if (this.#lost.signal.aborted) return false;
    this.#again(attempt);
    return true;
  }

  checkpoint(): Promise<boolean> {
    return this.retry({ attempt: this.attempt, delayMs: 0 });
  }

  lose(): void {
    this.#lost.abort();
  }

  get #isOver(): boolean {
    return this.#retried || this.#lost.signal.aborted;
  }
}
