import { BusError, toErrorInfo } from '../../shared/bus/errors';
import type { Verb } from '../../shared/bus/message';
import {
  type Receipt,
  type SendOutcome,
  type SendProgress,
  type SendRequest,
  sendOutcomes,
} from '../../shared/window/send';
import { anyPlaceholders, fillHeaders, fillTemplate, hasPlaceholders } from '../../shared/window/template';
import type { EventBus } from '../bus/event-bus';
import type { MessageInput } from '../bus/message';
import type { PayloadFiles } from './compose/payload-files';
import { type Drawn, templateContext } from './compose/preview';
import { Pacer, type Step } from './pacer';
import { encodePayload } from './payload';

/** Messages of one send that may wait for their confirm at a time; the bus bounds the sum over all sends. */
const concurrency = 512;
/** The worst first. */
const bySeverity: readonly SendOutcome[] = ['failed', 'unknown', 'returned', 'held', 'routed'];

/** Sends one message or many, and knows how far each send is. */
export class Sends {
  readonly #running = new Map<string, Send>();
  readonly #onProgress: () => void;
  /** `{{seq}}` counts on from send to send, so that messages sent one by one can be told apart. */
  #seq = 0;
  readonly #files: PayloadFiles;
  #all = new AbortController();

  constructor(files: PayloadFiles, onProgress: () => void) {
    this.#files = files;
    this.#onProgress = onProgress;
  }

  /** Only sends of more than one message: a single one is over before a bar could be drawn. */
  get progress(): readonly SendProgress[] {
    return [...this.#running.values()]
      .filter(({ request }) => request.count > 1)
      .map((send) => send.progress);
  }

  /** `drawn`: what is random in a message, its id among it, where it must be the same again. */
  async run(bus: EventBus, verb: Verb, request: SendRequest, drawn?: DrawnMessages): Promise<Receipt> {
    if (this.#running.has(request.sendId)) {
      throw new BusError('invalid-argument', 'A send with this id is already under way.');
    }
    const send = new Send(bus, verb, request, {
      next: () => this.#nextSeq(),
      files: this.#files,
      onProgress: this.#onProgress,
      ...(drawn === undefined ? {} : { drawn }),
    });
    this.#running.set(request.sendId, send);
    this.#onProgress();
    try {
      return await send.run();
    } finally {
      this.#running.delete(request.sendId);
      this.#onProgress();
    }
  }

  /** The next message's number, which stays free. */
  get nextSeq(): number {
    return this.#seq + 1;
  }

  #nextSeq(): number {
    this.#seq += 1;
    return this.#seq;
  }

  cancel(sendId: string): void {
    this.#running.get(sendId)?.cancel();
  }

  /** Aborted by the next {@link cancelAll}, with its reason: for what is sent by and by. */
  get untilCancelled(): AbortSignal {
    return this.#all.signal;
  }

  cancelAll(reason: string): void {
    for (const send of this.#running.values()) send.cancel(reason);
    this.#all.abort(reason);
    this.#all = new AbortController();
  }
}

export interface DrawnMessages extends Drawn {
  readonly id: () => string;
  /** What is sent is sent in the same turns again, too. */
  readonly even: boolean;
}

interface SendContext {
  readonly drawn?: DrawnMessages;
  /** The next number for `{{seq}}`. */
  readonly next: () => number;
  readonly files: PayloadFiles;
  readonly onProgress: () => void;
}

class Send {
  readonly request: SendRequest;
  readonly #bus: EventBus;
  readonly #verb: Verb;
  readonly #context: SendContext;
  readonly #startedAt = Date.now();
  readonly #counts = Object.fromEntries(sendOutcomes.map((outcome) => [outcome, 0])) as Record<
    SendOutcome,
    number
  >;
  readonly #cancel = new AbortController();
  #messageId = '';
  #confirmMs = 0;
  #error: unknown;
  #started = 0;
  #done = 0;

  constructor(bus: EventBus, verb: Verb, request: SendRequest, context: SendContext) {
    this.#bus = bus;
    this.#verb = verb;
    this.request = request;
    this.#context = context;
  }

  get progress(): SendProgress {
    const { sendId, topic, count: requested } = this.request;
    return {
      sendId,
      verb: this.#verb,
      topic,
      requested,
      done: this.#done,
      underWay: this.#started - this.#done,
      cancelled: this.#cancel.signal.aborted,
      startedAt: this.#startedAt,
    };
  }

  /** What waits in line for the broker is taken back; the broker's answer to what it was given is waited for. */
  cancel(reason = 'It was cancelled.'): void {
    this.#cancel.abort(reason);
    this.#context.onProgress();
  }

  async run(): Promise<Receipt> {
    const next = await this.#source();
    // What is bad from the beginning is refused before anything is sent; what turns bad later is a message that failed.
    const first = next();
    const pacer = new Pacer(concurrency, this.#cancel.signal, { even: this.#context.drawn?.even ?? false });
    return this.#receipt(await pacer.run(this.#steps(first, next)));
  }

  *#steps(first: MessageInput, next: () => MessageInput): Generator<Step> {
    const { count, rate } = this.request;
    for (let sent = 0; sent < count; sent += 1) {
      const make = sent === 0 ? () => first : next;
      yield { dueMs: rate > 0 ? (sent * 1000) / rate : 0, send: () => this.#sendOne(make) };
    }
  }

  /**
   * What makes the messages one by one. Read once where nothing changes from message to message, which also refuses a bad
   * payload before anything is sent.
   */
  async #source(): Promise<() => MessageInput> {
    const { topic, payload, variables } = this.request;
    // Of itself, so that it is left out where it would be refused.
    const saysType = payload.format === 'json' && this.#bus.capabilities.properties.includes('contentType');
    const type = saysType ? { contentType: 'application/json' } : {};
    // Frozen, so that the bus checks them once and not for each message.
    const headers = Object.freeze({ ...this.request.headers });
    const properties = Object.freeze({ ...type, ...this.request.properties });
    const text = payload.format !== 'file' && hasPlaceholders(payload.text) ? payload.text : undefined;
    const body = text === undefined ? await this.#fixedBody() : undefined;
    if (body !== undefined && !anyPlaceholders(headers) && !anyPlaceholders(properties)) {
      return () => ({ topic, body, headers, properties, ...this.#id() });
    }
    return () => {
      const context = templateContext(this.#context.next(), variables, this.#context.drawn);
      return {
        ...{ topic, ...this.#id() },
        body: body ?? this.#encode(fillTemplate(text ?? '', context)),
        headers: fillHeaders(headers, context),
        properties: fillHeaders(properties, context),
      };
    };
  }

  #id(): { id?: string } {
    const { drawn } = this.#context;
    return drawn === undefined ? {} : { id: drawn.id() };
  }

  async #fixedBody(): Promise<Uint8Array> {
    const { payload } = this.request;
    return payload.format === 'file' ? this.#context.files.read(payload.fileId) : this.#encode(payload.text);
  }

  #encode(text: string): Uint8Array {
    const { format } = this.request.payload;
    return encodePayload(format === 'file' ? 'text' : format, text);
  }

  async #sendOne(make: () => MessageInput): Promise<boolean> {
    this.#started += 1;
    try {
      const input = make();
      const receipt = await (this.#verb === 'publish'
        ? this.#bus.publish(input, this.#cancel.signal)
        : this.#bus.broadcast(input, this.#cancel.signal));
      this.#counts[receipt.outcome] += 1;
      this.#messageId = receipt.messageId;
      this.#confirmMs = receipt.confirmMs;
    } catch (error) {
      const isTakenBack = error instanceof BusError && error.code === 'cancelled';
      if (isTakenBack && this.request.count > 1) {
        this.#started -= 1;
        return false;
      }
      const unknown = error instanceof BusError && error.code === 'unknown-outcome';
      this.#counts[unknown ? 'unknown' : 'failed'] += 1;
      this.#error ??= isTakenBack ? this.#notSent() : error;
    }
    this.#done += 1;
    if (this.request.count > 1) this.#context.onProgress();
    return true;
  }

  /** Of one message there is nothing else to tell. */
  #notSent(): BusError {
    return new BusError('cancelled', `The message was not sent. ${String(this.#cancel.signal.reason)}`);
  }

  #receipt(durationMs: number): Receipt {
    const { sendId, topic, count: requested } = this.request;
    return {
      sendId,
      verb: this.#verb,
      topic,
      requested,
      counts: this.#counts,
      outcome: bySeverity.find((outcome) => this.#counts[outcome] > 0) ?? 'routed',
      messageId: this.#messageId,
      confirmMs: this.#confirmMs,
      durationMs,
      cancelled: this.#cancel.signal.aborted,
      ...(this.#error === undefined ? {} : { error: toErrorInfo(this.#error) }),
    };
  }
}
