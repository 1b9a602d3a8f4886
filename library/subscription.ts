import type { Subscription as EngineSubscription } from '../electron/bus/subscription';
import type { SubscriberState } from '../shared/bus/bus-event';
import type { RetryPolicy } from '../shared/bus/connection';
import type { RetryOptions } from './retry-options';

/**
 * A subscriber of a topic, until it is closed.
 *
 * ```ts
 * await using billing = await bus.subscribe('orders', () => {}, { name: 'billing' });
 * billing.pause();
 * billing.resume();
 * ```
 */
export interface Subscription extends AsyncDisposable {
  readonly id: string;
  readonly name: string;
  readonly topic: string;
  readonly state: SubscriberState;
  /** Why the state is what it is, when it is not `consuming`; a sentence. */
  readonly reason: string | undefined;
  /** Also while it cannot take deliveries for another reason. */
  readonly isPaused: boolean;

  /** Holds back what comes from now on, `prefetch` messages of each verb at most; the others go on without it. */
  pause(): void;
  /** Runs what was held back, and takes on. */
  resume(): void;
  /** From the next failure on; what is left out is as the connection has it, and so is all of `undefined`. Throws `invalid-argument`. */
  setRetry(retry: RetryOptions | undefined): void;
  /**
   * Takes no more, lets running handlers finish for the connection's `closeGraceMs`, and gives the rest back, to others. Twice is
   * once. The same as `await using`.
   */
  close(): Promise<void>;
}

interface Context {
  readonly retryOf: (retry: RetryOptions) => RetryPolicy;
  readonly onClose: () => void;
}

export class OpenSubscription implements Subscription {
  readonly #subscription: EngineSubscription;
  readonly #context: Context;

  constructor(subscription: EngineSubscription, context: Context) {
    this.#subscription = subscription;
    this.#context = context;
  }

  get id(): string {
    return this.#subscription.id;
  }

  get name(): string {
    return this.#subscription.name;
  }

  get topic(): string {
    return this.#subscription.topic;
  }

  get state(): SubscriberState {
    return this.#subscription.state;
  }

  get reason(): string | undefined {
    return this.#subscription.reason;
  }

  get isPaused(): boolean {
    return this.#subscription.isPaused;
  }

  pause(): void {
    this.#subscription.pause();
  }

  resume(): void {
    this.#subscription.resume();
  }

  setRetry(retry: RetryOptions | undefined): void {
    this.#subscription.setRetry(retry === undefined ? undefined : this.#context.retryOf(retry));
  }

  close(): Promise<void> {
    this.#context.onClose();
    return this.#subscription.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
