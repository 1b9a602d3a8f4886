import { setMaxListeners } from 'node:events';
import type { BusEvent, BusFact } from '../../shared/bus/bus-event';
import type { Capabilities } from '../../shared/bus/capabilities';
import {
  type ConnectionStatus,
  defaultRetryPolicy,
  type RetryInForce,
  type RetryPolicy,
} from '../../shared/bus/connection';
import { deadLettersListed } from '../../shared/bus/dead-letter';
import { BusError, toErrorInfo } from '../../shared/bus/errors';
import type { FoundTopic } from '../../shared/bus/found-topic';
import { parseTopic, type Verb } from '../../shared/bus/message';
import type {
  Backend,
  DeadLetterChoice,
  DeadLetterQuery,
  DeadLetterVisitor,
  ReplayRequest,
  StoredDeadLetter,
  StoredDeadLetters,
  TopicStatus,
} from './backend';
import { carried } from './carried';
import { type Dispose, Emitter } from './emitter';
import { createMessage, type Message, type MessageInput, summarise } from './message';
import { type PublishLimits, PublishWindow, takenBack } from './publish-window';
import { SendTimes } from './send-times';
import { type SubscribeOptions, Subscription } from './subscription';
import { Tap, type TapOptions } from './tap';

export interface BusOptions {
  readonly backend: Backend;
  /** For every topic that has no policy of its own. Default: 3 immediate retries. */
  readonly retry?: RetryPolicy;
  /** Policies of single topics. */
  readonly retryByTopic?: ReadonlyMap<string, RetryPolicy>;
  /** After more deliveries of a message than this ended without an answer it is a dead letter. Default 3. */
  readonly maxInterrupted?: number;
  /** A handler that takes longer counts as failed, ms; its late result is ignored. Default 0: no limit. */
  readonly handlerTimeoutMs?: number;
  /** A message whose link dies before the confirm is sent again under its id. Default false: `unknown-outcome`. */
  readonly resend?: boolean;
  readonly limits?: Partial<PublishLimits>;
  /** How long a close waits for running handlers before their messages go back to the broker, ms. Default 3000. */
  readonly closeGraceMs?: number;
  /** Events are numbered on from here. Default 0: the first is 1. */
  readonly firstSeq?: number;
}

/** The broker's answer to a message. */
export interface SendReceipt {
  readonly messageId: string;
  /** `routed`: to a subscriber. `held`: for the first that comes. `returned`: nobody is there, and it is nowhere. */
  readonly outcome: 'routed' | 'held' | 'returned';
  /** From handing the message to the broker to its answer, ms. */
  readonly confirmMs: number;
  /** Of a `returned` one, the broker's words. */
  readonly detail?: string;
}

/**
 * An event bus: `publish` gives a message to exactly one subscriber of its topic, in turn, `broadcast` to all of them.
 * What happens to each message is told as {@link BusEvent}s; nothing else knows more.
 *
 * ```ts
 * const bus = new EventBus({ backend: new MemoryBackend() });
 * await bus.connect();
 * await bus.subscribe({ topic: 'orders', name: 'billing', handler: ({ message }) => charge(message.body) });
 * await bus.publish({ topic: 'orders', body: Buffer.from('{"order":1}') });
 * await bus.close();
 * ```
 */
export class EventBus implements AsyncDisposable {
  readonly #backend: Backend;
  readonly #options: Required<Omit<BusOptions, 'backend' | 'limits' | 'firstSeq' | 'retryByTopic'>>;
  readonly #retryByTopic: Map<string, RetryPolicy>;
  readonly #window: PublishWindow;
  readonly #events = new Emitter<[BusEvent, Message?]>();
  readonly #subscriptions = new Set<Subscription>();
  readonly #taps = new Set<Tap>();
  readonly #sentAt = new SendTimes();
  readonly #stopListening: readonly Dispose[];
  #seq: number;
  #goodTopic: string | undefined;
  #closing: Promise<void> | undefined;

  constructor({ backend, limits, firstSeq = 0, retryByTopic, ...options }: BusOptions) {
    this.#backend = backend;
    this.#seq = firstSeq;
    this.#retryByTopic = new Map(retryByTopic);
    this.#window = new PublishWindow(limits);
    this.#options = {
      retry: defaultRetryPolicy,
      maxInterrupted: 3,
      handlerTimeoutMs: 0,
      resend: false,
      closeGraceMs: 3000,
      ...options,
    };
    this.#stopListening = [
      backend.onStatus((status) => {
        if (status.state === 'blocked') this.#window.hold();
        else this.#window.release();
        this.#emit({ type: 'connection', status });
      }),
      backend.onRetryReturned(({ id: messageId, topic, verb }, attempts) =>
        this.#emit({ type: 'retryReturned', messageId, topic, verb, attempts }),
      ),
      backend.onDropped((dropped) => this.#emit({ type: 'dropped', ...dropped })),
    ];
  }

  get capabilities(): Capabilities {
    return this.#backend.status.capabilities;
  }

  get status(): ConnectionStatus {
    return this.#backend.status;
  }

  /** Calls back with every event; `published` and `delivered` bring the message along. Returns what ends it. */
  onEvent(listener: (event: BusEvent, message?: Message) => void): Dispose {
    return this.#events.on(listener);
  }

  /** See {@link Backend.connect}. */
  async connect(): Promise<void> {
    this.#assertOpen();
    await this.#backend.connect();
  }

  reconnectNow(): void {
    this.#backend.reconnectNow();
  }

  /**
   * To exactly one subscriber of the topic; with none it is held for the first one. The signal takes it back as long as the broker
   * was not given it: then it rejects with `cancelled`, else the broker's answer is waited for.
   */
  publish(input: MessageInput, signal?: AbortSignal): Promise<SendReceipt> {
    return this.#send('publish', input, signal);
  }

  /** To every subscriber there is now; with none the receipt says `returned`. The signal is that of `publish`. */
  broadcast(input: MessageInput, signal?: AbortSignal): Promise<SendReceipt> {
    return this.#send('broadcast', input, signal);
  }

  async subscribe(options: SubscribeOptions): Promise<Subscription> {
    const subscription = this.prepare(options);
    await subscription.open();
    return subscription;
  }

  /** A subscription that takes nothing until it is opened, for those who must know it before its first delivery. */
  prepare(options: SubscribeOptions): Subscription {
    this.#assertOpen();
    const subscription = new Subscription(options, {
      backend: this.#backend,
      retry: () => this.#retryOf(options.topic),
      maxInterrupted: this.#options.maxInterrupted,
      handlerTimeoutMs: options.handlerTimeoutMs ?? this.#options.handlerTimeoutMs,
      emit: (fact, message) => this.#emit(fact, message),
      sentAt: (messageId) => this.#sentAt.get(messageId),
      closeGraceMs: this.#options.closeGraceMs,
      onClosed: () => this.#subscriptions.delete(subscription),
    });
    this.#subscriptions.add(subscription);
    return subscription;
  }

  /** The policies of single topics. */
  get retryByTopic(): ReadonlyMap<string, RetryPolicy> {
    return this.#retryByTopic;
  }

  /** For all subscribers of a topic that have no policy of their own, from the next failure on. */
  setTopicRetry(topic: string, policy: RetryPolicy | undefined): void {
    if (policy === undefined) this.#retryByTopic.delete(parseTopic(topic));
    else this.#retryByTopic.set(parseTopic(topic), policy);
  }

  /** The oldest {@link deadLettersListed} of a topic, unless the query says otherwise. */
  async deadLetters(topic: string, query: DeadLetterQuery = {}): Promise<StoredDeadLetters> {
    const letters: StoredDeadLetter[] = [];
    const total = await this.readDeadLetters(topic, { most: deadLettersListed, ...query }, (letter) => {
      letters.push(letter);
    });
    return { letters, total };
  }

  /** Each of them in turn, so that not all payloads are in memory at a time. Returns how many there are. */
  async readDeadLetters(topic: string, query: DeadLetterQuery, visit: DeadLetterVisitor): Promise<number> {
    this.#assertOpen();
    return this.#backend.readDeadLetters(parseTopic(topic), query, visit);
  }

  /** Sends dead letters to their origin again, as they are or edited. Returns how many somebody took. */
  async replay(topic: string, { ids, edit }: Omit<ReplayRequest, 'onSend'>): Promise<number> {
    this.#assertOpen();
    const edited = edit !== undefined;
    const messages = await this.#backend.replay(parseTopic(topic), {
      ids,
      ...(edited ? { edit: (message) => this.#checked(edit(message)) } : {}),
      onSend: ({ id: messageId, verb }) => this.#emit({ type: 'replayed', messageId, topic, verb, edited }),
    });
    return messages.length;
  }

  /** Throws dead letters away. Returns how many. */
  async discard(topic: string, choice: DeadLetterChoice): Promise<number> {
    this.#assertOpen();
    const messages = await this.#backend.discard(parseTopic(topic), choice);
    for (const { id, verb } of messages) this.#emit({ type: 'discarded', messageId: id, topic, verb });
    return messages.length;
  }

  /** See {@link Backend.keptTopics}. */
  keptTopics(): readonly string[] {
    return this.#backend.keptTopics();
  }

  /** See {@link Backend.foundTopics}. */
  foundTopics(): readonly FoundTopic[] {
    return this.#backend.foundTopics();
  }

  /** Watches a topic and takes nothing: each sight of it is an event `tapped`. */
  async tap(topic: string, { onChange = () => {}, ...options }: TapOptions = {}): Promise<Tap> {
    this.#assertOpen();
    const tap = new Tap(parseTopic(topic), {
      ...options,
      backend: this.#backend,
      emit: (fact, message) => this.#emit(fact, message),
      onChange,
      onClosed: () => this.#taps.delete(tap),
    });
    this.#taps.add(tap);
    try {
      await tap.open();
    } catch (error) {
      await tap.close();
      throw error;
    }
    // The bus was closed meanwhile, and the tap with it.
    this.#assertOpen();
    return tap;
  }

  async inspect(topic: string): Promise<TopicStatus | undefined> {
    this.#assertOpen();
    return this.#backend.inspect(parseTopic(topic));
  }

  /** Stops intake, lets running handlers finish for `closeGraceMs`, disconnects. Twice is once. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #retryOf(topic: string): RetryInForce {
    const policy = this.#retryByTopic.get(topic);
    if (policy !== undefined) return { from: 'topic', policy };
    return { from: 'connection', policy: this.#options.retry };
  }

  async #close(): Promise<void> {
    this.#window.close(new BusError('closed', 'The bus was closed before this message was sent.'));
    await Promise.allSettled([
      ...[...this.#subscriptions].map((subscription) => subscription.close()),
      ...[...this.#taps].map((tap) => tap.close()),
    ]);
    await this.#backend.close();
    // A closed backend has answered every send; their last events belong to this bus's story.
    await this.#window.idle();
    for (const stop of this.#stopListening) stop();
    this.#events.clear();
    this.#sentAt.clear();
  }

  async #send(verb: Verb, input: MessageInput, signal?: AbortSignal): Promise<SendReceipt> {
    this.#assertOpen();
    this.#checkTopic(input.topic);
    const size = input.body.length;
    const message = carried(createMessage(verb, input), this.capabilities);
    const turn = this.#window.enter(size, signal);
    if (turn !== undefined) await turn;
    const { id: messageId, topic } = message;
    this.#emit({ type: 'published', message: summarise(message) }, message);
    const startedAt = performance.now();
    this.#sentAt.remember(messageId, startedAt);
    try {
      const { outcome, detail } = await this.#sendOrResend(message, signal);
      const confirmMs = performance.now() - startedAt;
      if (outcome === 'returned') {
        this.#emit({
          type: 'returned',
          messageId,
          topic,
          verb,
          detail: detail ?? 'Nobody is there to take it.',
        });
        return { messageId, outcome, confirmMs, ...(detail === undefined ? {} : { detail }) };
      }
      this.#emit({ type: 'confirmed', messageId, topic, verb, latencyMs: confirmMs });
      if (outcome === 'held') this.#emit({ type: 'held', messageId, topic, verb });
      return { messageId, outcome, confirmMs };
    } catch (error) {
      this.#emit({ type: 'publishFailed', messageId, topic, verb, error: toErrorInfo(error) });
      throw error;
    } finally {
      this.#window.leave(size);
    }
  }

  async #sendOrResend(
    message: Message,
    signal: AbortSignal | undefined,
  ): Promise<Awaited<ReturnType<Backend['send']>>> {
    for (;;) {
      try {
        return await this.#backend.send(message);
      } catch (error) {
        const code = error instanceof BusError ? error.code : undefined;
        const notSent = code === 'not-connected' || code === 'interrupted';
        if (notSent && this.#closing !== undefined) {
          throw new BusError('closed', 'The bus was closed before this message was sent.', { cause: error });
        }
        const linkLost = notSent || code === 'unknown-outcome';
        if (!this.#options.resend || !linkLost) throw error;
        const isReady = await this.#untilReady(signal);
        // What may have arrived cannot be taken back, but is not sent once more either.
        if (signal?.aborted) throw notSent ? takenBack() : error;
        if (!isReady) throw error;
      }
    }
  }

  /** False when there is no hope: the backend failed for good or was closed; or when it is not wanted any more. */
  #untilReady(signal: AbortSignal | undefined): Promise<boolean> {
    return new Promise((resolve) => {
      const give = () => {
        stop();
        resolve(false);
      };
      const settle = ({ state }: ConnectionStatus): boolean => {
        if (state === 'connecting' || state === 'reconnecting') return false;
        stop();
        resolve(state === 'ready' || state === 'blocked');
        return true;
      };
      let stop: Dispose = () => {};
      if (signal?.aborted) return give();
      if (settle(this.#backend.status)) return;
      const stopListening = this.#backend.onStatus(settle);
      if (signal !== undefined) {
        // Hundreds wait under the signal of one send.
        setMaxListeners(0, signal);
        signal.addEventListener('abort', give, { once: true });
      }
      stop = () => {
        stopListening();
        signal?.removeEventListener('abort', give);
      };
    });
  }

  #emit(fact: BusFact, message?: Message): void {
    this.#seq += 1;
    // Stamped in place: a copy of each event would be a fifth of the bus's work in memory.
    const event = fact as BusFact & { seq: number; at: number };
    event.seq = this.#seq;
    event.at = Date.now();
    this.#events.emit(event, message);
  }

  /** An edited message goes by the same rules as a new one. */
  #checked(message: Message): Message {
    parseTopic(message.topic);
    return carried(createMessage(message.verb, message), this.capabilities);
  }

  /** Who sends many messages sends them to one topic. */
  #checkTopic(topic: string): void {
    if (topic === this.#goodTopic) return;
    this.#goodTopic = parseTopic(topic);
  }

  #assertOpen(): void {
    if (this.#closing !== undefined) throw new BusError('closed', 'The bus is closed.');
  }
}
