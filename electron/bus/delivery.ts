import type { DeliveryRef, SubscriberRef } from '../../shared/bus/bus-event';
import { maxRetryDelayMs } from '../../shared/bus/connection';
import { BusError } from '../../shared/bus/errors';
import type { Verb } from '../../shared/bus/message';
import type { BackendDelivery } from './backend';
import { Chained } from './chain';
import type { Message } from './message';

/** Acks by returning, fails by throwing. */
export type Handler = (delivery: Delivery) => void | Promise<void>;

/**
 * Thrown by a handler: this message is no use to anybody, however often it is tried. It goes to the dead letters at once.
 *
 * ```ts
 * await bus.subscribe('orders', (delivery) => {
 *   if (delivery.body.length === 0) throw new Rejection('There is nothing in it.');
 * });
 * ```
 */
export class Rejection extends Error {
  override readonly name = 'Rejection';
}

/**
 * Thrown by a handler: it failed, and its next attempt, if it has one left, is wanted after this delay.
 *
 * ```ts
 * await bus.subscribe('orders', (delivery) => {
 *   if (delivery.attempt === 1) throw new RetryLater(50, 'The till is busy.');
 * });
 * ```
 */
export class RetryLater extends Error {
  override readonly name = 'RetryLater';
  readonly retryAfterMs: number;

  /** `retryAfterMs`: a whole number, at most a day. It takes the place of the policy's delay for this one attempt. */
  constructor(retryAfterMs: number, message = `Wanted again in ${retryAfterMs} ms.`) {
    super(message);
    if (!Number.isInteger(retryAfterMs) || retryAfterMs < 0 || retryAfterMs > maxRetryDelayMs) {
      throw new BusError(
        'invalid-argument',
        `A retry may wait from 0 to ${maxRetryDelayMs} ms, not ${String(retryAfterMs)}.`,
      );
    }
    this.retryAfterMs = retryAfterMs;
  }
}

/** What a handler gets. */
export class Delivery {
  readonly #source: BackendDelivery;
  readonly #ref: DeliveryRef;
  #abort: AbortController | undefined;
  #lost = false;

  constructor(source: BackendDelivery, ref: DeliveryRef) {
    this.#source = source;
    this.#ref = ref;
  }

  get id(): string {
    return this.#ref.deliveryId;
  }

  get message(): Message {
    return this.#source.message;
  }

  get subscriber(): SubscriberRef {
    return this.#ref.subscriber;
  }

  /** 1-based. */
  get attempt(): number {
    return this.#ref.attempt;
  }

  /**
   * Aborted when nobody waits for this handler any more: it took too long, or the delivery was lost. Made on first
   * use, since most handlers have none for it and a controller costs more than the rest of a delivery in memory.
   */
  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      this.#abort = new AbortController();
      if (this.#lost) this.#abort.abort();
    }
    return this.#abort.signal;
  }

  /** Called by the bus. */
  abandon(): void {
    this.#lost = true;
    this.#abort?.abort();
  }
}

export type Result =
  | { type: 'done'; handlerMs: number }
  | {
      type: 'failed';
      thrown: unknown;
      retryable: boolean;
      handlerMs: number;
      /** The handler's own word on when it wants it again, ms. */
      retryAfterMs?: number;
    }
  /** The delivery can no longer be answered. */
  | { type: 'lost' };

/** One run of a handler: ends in exactly one result, whichever comes first. */
export class Run extends Chained<Run> {
  readonly #delivery: Delivery;
  readonly #handler: Handler;
  readonly #timeoutMs: number;
  #result: Result | undefined;
  #settle: ((result: Result) => void) | undefined;
  #startedAt = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(delivery: Delivery, handler: Handler, timeoutMs: number) {
    super();
    this.#delivery = delivery;
    this.#handler = handler;
    this.#timeoutMs = timeoutMs;
  }

  /** To be awaited, once. A promise is made for a handler that is not done yet, as most are. */
  get result(): Result | Promise<Result> {
    return (
      this.#result ??
      new Promise((resolve) => {
        this.#settle = resolve;
      })
    );
  }

  get verb(): Verb {
    return this.#delivery.message.verb;
  }

  start(): void {
    if (this.#result !== undefined) return;
    this.#startedAt = performance.now();
    if (this.#timeoutMs > 0) this.#timer = setTimeout(() => this.#timeOut(), this.#timeoutMs);
    try {
      const returned = this.#handler(this.#delivery);
      if (isThenable(returned)) {
        Promise.resolve(returned).then(
          () => this.#finish({ type: 'done', handlerMs: this.#elapsedMs }),
          (thrown) => this.#fail(thrown),
        );
      } else {
        this.#finish({ type: 'done', handlerMs: this.#elapsedMs });
      }
    } catch (thrown) {
      this.#fail(thrown);
    }
  }

  lose(): void {
    if (this.#finish({ type: 'lost' })) this.#delivery.abandon();
  }

  get #elapsedMs(): number {
    return performance.now() - this.#startedAt;
  }

  #timeOut(): void {
    const thrown = new BusError('timeout', `The subscriber did not answer within ${this.#timeoutMs} ms.`);
    if (this.#fail(thrown)) this.#delivery.abandon();
  }

  #fail(thrown: unknown): boolean {
    const retryable = !isA(Rejection, thrown);
    const later = isA(RetryLater, thrown) ? { retryAfterMs: thrown.retryAfterMs } : {};
    return this.#finish({ type: 'failed', thrown, retryable, handlerMs: this.#elapsedMs, ...later });
  }

  #finish(result: Result): boolean {
    if (this.#result !== undefined) return false;
    this.#result = result;
    if (this.#timer !== undefined) clearTimeout(this.#timer);
    this.#settle?.(result);
    return true;
  }
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value;
}

/** `instanceof` alone throws for a revoked proxy. */
function isA<Value>(kind: new (...args: never[]) => Value, thrown: unknown): thrown is Value {
  try {
    return thrown instanceof kind;
  } catch {
    return false;
  }
}
