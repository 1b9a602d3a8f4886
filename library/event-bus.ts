import type { EventBus as Engine, SendReceipt } from '../electron/bus/event-bus';
import type { BusEvent } from '../shared/bus/bus-event';
import type { ConnectionStatus, RetryPolicy } from '../shared/bus/connection';
import { definedOf } from '../shared/bus/defined';
import { BusError } from '../shared/bus/errors';
import type { Verb } from '../shared/bus/message';
import type { Broker } from './broker';
import { connectEngine } from './connect';
import {
  choiceOf,
  type DeadLetterChoice,
  type DeadLetterQuery,
  type DeadLetters,
  deadLetterOf,
  editWith,
  type ReplayOptions,
} from './dead-letters';
import { HandedDelivery, type Handler } from './delivery';
import { EventStream } from './event-stream';
import { ReadMessage } from './message';
import { onAbort } from './on-abort';
import {
  type BusListener,
  type ConnectOptions,
  checkOptions,
  type SendOptions,
  type SignalOption,
  type SubscribeOptions,
} from './options';
import { toBytes } from './payload';
import { Rest } from './rest';
import { type RetryOptions, retryPolicyOf } from './retry-options';
import { OpenSubscription, type Subscription } from './subscription';
import { Telling } from './telling';
import { cancelled, type RestOptions, type WaitOptions, Waits } from './waits';

/**
 * An event bus: `publish` gives a message to exactly one subscriber of its topic, in turn, and `broadcast` to all of them. A message whose
 * handler throws is tried again and at last put to the dead letters of its topic.
 *
 * Whatever goes wrong is a {@link BusError} with a `code` and a sentence. After `close` every verb throws `closed`.
 *
 * ```ts
 * import { EventBus } from 'busdeck';
 *
 * await using bus = await EventBus.connect('memory:', { maxRetries: 2 });
 * await bus.subscribe('orders', (delivery) => {
 *   console.log(delivery.attempt, delivery.json());
 * });
 * await bus.publish('orders', { order: 1 });
 * await bus.wait();
 * ```
 */
export class EventBus implements AsyncDisposable {
  readonly #engine: Engine;
  readonly #telling: Telling;
  readonly #retry: RetryOptions;
  readonly #rest = new Rest();
  readonly #waits = new Waits();
  readonly #streams = new Set<EventStream>();
  #named = 0;
  #closing: Promise<void> | undefined;
  #isClosed = false;

  private constructor(engine: Engine, { onEvent, onError, maxRetries, retryDelay }: ConnectOptions) {
    this.#engine = engine;
    this.#retry = definedOf({ maxRetries, retryDelay });
    this.#telling = new Telling(onError);
    if (onEvent !== undefined) this.#telling.add(onEvent);
    engine.onEvent((event, message) => {
      this.#rest.note(event);
      this.#telling.tell(event, message && new ReadMessage(message));
      if (event.type === 'connection' && event.status.state === 'failed')
        this.#waits.failAll(lost(event.status));
    });
  }

  /**
   * A bus on the broker that the URL leads to: `memory:` is one inside this process, a new one each time; `amqp://`, `redis://`, `mqtt://`
   * and their kin need the client of their broker. What has the broker's own options comes from `busdeck/rabbitmq`, `busdeck/redis` and
   * `busdeck/mqtt`. Once connected, it comes back by itself whenever the link is lost.
   *
   * Throws `invalid-argument` (no such URL or option), `not-found` (the client is not installed: the sentence says how to get it),
   * `unreachable`, `login-refused` and what else the broker says, or `cancelled` by the signal.
   *
   * ```ts
   * const bus = await EventBus.connect('memory:', {
   *   maxRetries: 5,
   *   retryDelay: { first: 100, max: 10_000 },
   *   signal: AbortSignal.timeout(5000),
   * });
   * console.log(bus.status.state);
   * await bus.close();
   * ```
   */
  static async connect(to: string | Broker, options: ConnectOptions = {}): Promise<EventBus> {
    return connectEngine(to, checkOptions('connect', options), (engine) => new EventBus(engine, options));
  }

  /**
   * How the link stands, and what the broker can do. No password is in it.
   *
   * ```ts
   * console.log(bus.status.state, bus.status.capabilities.holdsWithoutSubscriber); // ready true
   * ```
   */
  get status(): ConnectionStatus {
    return this.#engine.status;
  }

  /**
   * Sends a payload to exactly one subscriber of the topic, in turn. Text goes as UTF-8, bytes (`Uint8Array`, `ArrayBuffer`) as they are,
   * any other value as JSON. Resolves when the broker has taken it: `routed`, `held` for the first subscriber that comes, or `returned`
   * where the broker holds nothing. Bytes are not copied: leave them as they are until then, and on `memory:` for ever.
   *
   * Throws `invalid-argument`, `too-large`, `not-connected`, `unknown-outcome` (the link died before the answer, see `onLinkLoss`),
   * `overloaded`, `closed`, or `cancelled` by the signal.
   *
   * ```ts
   * const receipt = await bus.publish('orders', { order: 1 }, { headers: { tenant: 'a' } });
   * console.log(receipt.outcome); // held
   * ```
   */
  publish(topic: string, payload: unknown, options: SendOptions = {}): Promise<SendReceipt> {
    return this.#send('publish', topic, payload, options);
  }

  /**
   * Sends a payload to every subscriber that the topic has now; with none the outcome is `returned`. Else as `publish`.
   *
   * ```ts
   * const { outcome } = await bus.broadcast('news', 'The shop is open.');
   * console.log(outcome); // returned
   * ```
   */
  broadcast(topic: string, payload: unknown, options: SendOptions = {}): Promise<SendReceipt> {
    return this.#send('broadcast', topic, payload, options);
  }

  /**
   * Takes part in the publishes and broadcasts of a topic, until it or the bus is closed. Resolves when it does.
   *
   * Throws `invalid-argument`, `access-refused`, `topology-mismatch`, `not-connected`, `closed`, or `cancelled` by the signal.
   *
   * ```ts
   * const billing = await bus.subscribe(
   *   'orders',
   *   async (delivery) => {
   *     if (delivery.text() === '') throw new Rejection('There is nothing in it.');
   *   },
   *   { name: 'billing', prefetch: 10, maxRetries: 5, retryDelay: 1000 },
   * );
   * await billing.close();
   * ```
   */
  async subscribe(topic: string, handler: Handler, options: SubscribeOptions = {}): Promise<Subscription> {
    const { signal, name, maxRetries, retryDelay, ...rest } = checkOptions('subscribe', options);
    if (typeof handler !== 'function')
      throw new BusError('invalid-argument', 'A subscriber needs a function that handles its deliveries.');
    if (signal?.aborted) throw cancelled(signal);
    this.#named += 1;
    const hasRetry = maxRetries !== undefined || retryDelay !== undefined;
    const subscription = this.#engine.prepare({
      topic,
      name: name ?? `subscriber-${this.#named}`,
      handler: (delivery) => handler(new HandedDelivery(delivery)) as Promise<void>,
      ...definedOf(rest),
      ...(hasRetry && { retry: this.#retryOf({ maxRetries, retryDelay }) }),
    });
    const stopListening = onAbort(signal, () => void subscription.close());
    try {
      await subscription.open();
      if (signal?.aborted) throw cancelled(signal);
    } catch (error) {
      stopListening();
      throw error;
    }
    return new OpenSubscription(subscription, {
      retryOf: (retry) => this.#retryOf(retry),
      onClose: stopListening,
    });
  }

  /**
   * The dead letters of a topic, the oldest first.
   *
   * ```ts
   * const { letters, total } = await bus.deadLetters('orders', { most: 10 });
   * for (const { id, reason, error, message } of letters) console.log(id, reason, error, message.text(), total);
   * ```
   */
  async deadLetters(topic: string, query: DeadLetterQuery = {}): Promise<DeadLetters> {
    const { ids, signal, ...rest } = checkOptions('deadLetters', query);
    const asked = definedOf({ ...rest, ids: ids && new Set(ids) });
    const { letters, total } = await this.#unless(signal, () => this.#engine.deadLetters(topic, asked));
    return { letters: letters.map(deadLetterOf), total };
  }

  /**
   * Sends dead letters to their topic again, counted from attempt 1; a broadcast goes to the subscriber that failed, or to all when that
   * one is gone. Those that nobody takes stay. Resolves to how many were taken.
   *
   * ```ts
   * await bus.replay('orders', 'all', { edit: (message) => ({ payload: message.text().trim() }) });
   * ```
   */
  async replay(topic: string, choice: DeadLetterChoice, options: ReplayOptions = {}): Promise<number> {
    const { edit, signal } = checkOptions('replay', options);
    const request = { ...choiceOf(choice), ...(edit && { edit: editWith(edit) }) };
    return this.#unless(signal, () => this.#rest.during(() => this.#engine.replay(topic, request)));
  }

  /**
   * Throws dead letters away. Resolves to how many there were.
   *
   * ```ts
   * const { letters } = await bus.deadLetters('orders');
   * const old = letters.filter(({ reason }) => reason === 'rejected');
   * await bus.discard('orders', old.map(({ id }) => id));
   * ```
   */
  async discard(topic: string, choice: DeadLetterChoice, options: SignalOption = {}): Promise<number> {
    const { signal } = checkOptions('discard', options);
    return this.#unless(signal, () => this.#engine.discard(topic, choiceOf(choice)));
  }

  /**
   * Without a question: resolves when this bus has come to rest. Then all it sent is answered, its subscribers have answered all they
   * were given, no retry waits for its time, and nothing has happened for `quietMs`. What others have in hand it cannot see; a message
   * for a topic of its own subscribers that another program takes keeps it waiting a second longer.
   *
   * With one: resolves to the first event from now on of which it is true.
   *
   * Rejects with `timeout`, `cancelled`, `closed`, or with the error of a connection that has failed for good.
   *
   * ```ts
   * const dead = bus.wait((event) => event.type === 'deadLettered', { timeoutMs: 5000 });
   * await bus.subscribe('orders', () => Promise.reject(new Error('no')), { maxRetries: 0 });
   * await bus.publish('orders', 'one');
   * console.log((await dead).reason);
   * await bus.wait({ quietMs: 20 });
   * ```
   */
  wait(options?: RestOptions): Promise<void>;
  wait<Found extends BusEvent>(
    question: (event: BusEvent) => event is Found,
    options?: WaitOptions,
  ): Promise<Found>;
  wait(question: (event: BusEvent) => boolean, options?: WaitOptions): Promise<BusEvent>;
  async wait(
    question: RestOptions | ((event: BusEvent) => boolean) = {},
    options: WaitOptions = {},
  ): Promise<unknown> {
    if (this.#closing !== undefined) throw closed();
    return typeof question === 'function'
      ? this.#untilEvent(question, checkOptions('wait', options))
      : this.#untilRest(checkOptions('rest', question));
  }

  /**
   * Calls back with every event from now on; `published` and `delivered` bring the message along. Returns what ends it. A listener that
   * throws ends nothing: see `onError` of the connection.
   *
   * ```ts
   * const stop = bus.onEvent((event) => console.log(event.seq, event.type));
   * stop();
   * ```
   */
  onEvent(listener: BusListener): () => void {
    return this.#telling.add(listener);
  }

  /**
   * The events from now on, for one reader; a `break` ends it, and so does the signal or the end of the bus. So many as 100,000 may be
   * unread; with more it throws `overloaded`.
   *
   * ```ts
   * const events = bus.events({ signal: AbortSignal.timeout(1000) });
   * await bus.publish('orders', 'one');
   * for await (const event of events) if (event.type === 'confirmed') break;
   * ```
   */
  events(options: SignalOption = {}): AsyncIterableIterator<BusEvent> {
    const { signal } = checkOptions('events', options);
    let stopListening = () => {};
    const stream: EventStream = new EventStream(() => {
      stop();
      stopListening();
      this.#streams.delete(stream);
    });
    const stop = this.#telling.add((event) => stream.push(event));
    this.#streams.add(stream);
    if (signal?.aborted || this.#isClosed) stream.end();
    else stopListening = onAbort(signal, () => stream.end());
    return stream;
  }

  /**
   * Takes nothing more, lets running handlers finish for `closeGraceMs`, gives back what they have not answered, and disconnects.
   * Twice is once. The same as `await using`.
   *
   * ```ts
   * await bus.close();
   * ```
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** What is left out is as the connection has it. */
  #retryOf(retry: RetryOptions): RetryPolicy {
    return retryPolicyOf({ ...this.#retry, ...definedOf(checkOptions('retry', retry)) });
  }

  #send(verb: Verb, topic: string, payload: unknown, options: SendOptions): Promise<SendReceipt> {
    return this.#rest.during(async () => {
      const { signal, ...rest } = checkOptions('send', options);
      return this.#engine[verb]({ topic, body: toBytes(payload), ...definedOf(rest) }, signal);
    });
  }

  /** Does not wait for it any longer than its signal says. */
  #unless<Value>(signal: AbortSignal | undefined, act: () => Promise<Value>): Promise<Value> {
    if (signal === undefined) return act();
    return this.#waits.begin<Value>({ signal }, (resolve, reject) => {
      act().then(resolve, reject);
      return () => {};
    });
  }

  #untilEvent(question: (event: BusEvent) => boolean, options: WaitOptions): Promise<BusEvent> {
    return this.#waits.begin<BusEvent>(options, (resolve, reject) =>
      this.#telling.add((event) => {
        try {
          if (question(event)) resolve(event);
        } catch (error) {
          reject(error);
        }
      }),
    );
  }

  #untilRest({ quietMs = 100, ...options }: RestOptions): Promise<void> {
    return this.#waits.begin<void>(options, (resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const look = () => {
        if (timer !== undefined) return;
        const ms = this.#rest.restedAt(quietMs) - Date.now();
        if (ms <= 0) {
          this.#rest.rested();
          resolve();
        } else if (Number.isFinite(ms)) {
          timer = setTimeout(() => {
            timer = undefined;
            look();
          }, ms);
        }
      };
      const stop = this.#rest.watch(look);
      look();
      return () => {
        stop();
        clearTimeout(timer);
      };
    });
  }

  async #close(): Promise<void> {
    await this.#engine.close();
    this.#isClosed = true;
    for (const stream of [...this.#streams]) stream.end();
    this.#waits.failAll(closed());
  }
}

const closed = () => new BusError('closed', 'The bus is closed.');

const lost = ({ error, reason = 'The connection has failed for good.' }: ConnectionStatus) =>
  error === undefined
    ? new BusError('not-connected', reason)
    : new BusError(error.code, error.message, error);
