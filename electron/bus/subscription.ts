import { randomUUID } from 'node:crypto';
import type { BusFact, DeliveryRef, SubscriberRef, SubscriberState } from '../../shared/bus/bus-event';
import { prefetchSchema, type RetryInForce, type RetryPolicy } from '../../shared/bus/connection';
import { BusError, describeThrown, type ErrorInfo, isBusError } from '../../shared/bus/errors';
import { type DeadReason, parseTopic } from '../../shared/bus/message';
import { type Backend, type BackendDelivery, type BackendSubscription, maxErrorBytes } from './backend';
import { Chain } from './chain';
import { Delivery, type Handler, type Result, Run } from './delivery';
import { type Message, summarise } from './message';
import { afterFailure } from './retry';
import { cutText } from './utf8';

export interface SubscribeOptions {
  readonly topic: string;
  /** For people; need not be unique. */
  readonly name: string;
  /** A message is acked when the handler returns, and failed when it throws; see `Rejection` and `RetryLater`. */
  readonly handler: Handler;
  /** Unanswered deliveries of each verb at a time, from 1 to what the broker takes. Default 1. */
  readonly prefetch?: number;
  /** Default: the topic's or the bus's. */
  readonly retry?: RetryPolicy;
  /** Begins as if `pause` had been called. Default false. */
  readonly paused?: boolean;
  /** Default: the bus's. */
  readonly handlerTimeoutMs?: number;
}

/** What a subscription needs of its bus. */
export interface SubscriptionContext {
  readonly backend: Backend;
  /** What holds for a subscriber that has no policy of its own. */
  readonly retry: () => RetryInForce;
  readonly maxInterrupted: number;
  readonly handlerTimeoutMs: number;
  readonly emit: (fact: BusFact, message?: Message) => void;
  /** When a message of ours was sent (performance.now), if it is remembered. */
  readonly sentAt: (messageId: string) => number | undefined;
  readonly closeGraceMs: number;
  readonly onClosed: () => void;
}

/**
 * One subscriber of a topic: takes deliveries from the backend, runs the handler, and decides what becomes of each.
 * The disposable handle that `bus.subscribe` returns.
 */
export class Subscription implements AsyncDisposable {
  readonly id = randomUUID();
  readonly name: string;
  readonly topic: string;
  readonly prefetch: number;
  readonly #handler: Handler;
  readonly #context: SubscriptionContext;
  readonly #ref: SubscriberRef;
  readonly #runs = new Chain<Run>();
  readonly #held: Run[] = [];
  #backendSubscription: BackendSubscription | undefined;
  #ownRetry: RetryPolicy | undefined;
  #state: SubscriberState = 'recovering';
  #reason: string | undefined = 'It is being set up.';
  #paused = false;
  #deliveries = 0;
  #closing: Promise<void> | undefined;

  constructor(
    { topic, name, handler, retry, prefetch = 1, paused = false }: SubscribeOptions,
    context: SubscriptionContext,
  ) {
    this.topic = parseTopic(topic);
    this.name = name;
    this.prefetch = parsePrefetch(prefetch, context.backend.status.capabilities.limits.prefetch);
    this.#handler = handler;
    this.#ownRetry = retry;
    this.#paused = paused;
    this.#context = context;
    this.#ref = { id: this.id, name };
  }

  /** Also while it cannot consume for another reason. */
  get isPaused(): boolean {
    return this.#paused;
  }

  /** Publishes that it was given and has not answered, those that a pause holds back among them. */
  get unanswered(): number {
    let count = 0;
    for (const { verb } of this.#runs.all()) if (verb === 'publish') count += 1;
    return count;
  }

  get state(): SubscriberState {
    return this.#paused && this.#state === 'consuming' ? 'paused' : this.#state;
  }

  /** Why the state is what it is, when it is not `consuming`. */
  get reason(): string | undefined {
    return this.#reason;
  }

  /** What becomes of a message that fails here. */
  get retry(): RetryInForce {
    return this.#ownRetry === undefined
      ? this.#context.retry()
      : { from: 'subscriber', policy: this.#ownRetry };
  }

  /** From the next failure on; without one the topic's or the bus's holds. */
  setRetry(policy: RetryPolicy | undefined): void {
    this.#ownRetry = policy;
  }

  /** Begins to take deliveries; called once. */
  async open(): Promise<void> {
    const { emit, backend } = this.#context;
    emit({ type: 'subscriberAdded', subscriber: this.#ref, topic: this.topic, prefetch: this.prefetch });
    try {
      const opened = await backend.subscribe({
        topic: this.topic,
        subscriberId: this.id,
        name: this.name,
        prefetch: this.prefetch,
        mayBeDelayed: this.retry.policy.delay.type !== 'immediate',
        onDelivery: (delivery) => this.#take(delivery),
        onLost: ({ run }) => run?.lose(),
        onState: (state, reason) => this.#setState(state, reason),
      });
      this.#backendSubscription = opened;
      // Closed meanwhile: nobody would ever end it.
      if (this.#closing !== undefined) await opened.close(0);
    } catch (error) {
      if (this.#state === 'closed') throw error;
      this.#state = 'closed';
      emit({ type: 'subscriberRemoved', subscriber: this.#ref, topic: this.topic });
      this.#context.onClosed();
      throw error;
    }
  }

  /**
   * Holds back the deliveries from now on: up to `prefetch` of them wait here unanswered, the rest goes to others or
   * waits at the broker. The link and the place in the round robin are kept.
   */
  pause(): void {
    if (this.#paused || this.#closing !== undefined) return;
    this.#paused = true;
    this.#announce();
  }

  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#announce();
    for (const run of this.#held.splice(0)) run.start();
  }

  /** Prepares {@link crash}: gives it a link of its own, so that its crash is nobody else's. */
  async isolate(): Promise<void> {
    await this.#backendSubscription?.isolate();
  }

  /** Cuts what it runs on, as a killed process would; what it held goes back, and it comes back by itself. */
  crash(): void {
    this.#backendSubscription?.crash();
  }

  /** Takes no new deliveries, lets the running handlers finish for a while, gives back the rest. Twice is once. */
  close(graceMs = this.#context.closeGraceMs): Promise<void> {
    this.#closing ??= this.#close(graceMs);
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(graceMs: number): Promise<void> {
    // What was held back by a pause was never begun: it goes to the others right away.
    if (this.#state === 'closed') return;
    const grace = this.#runs.size > this.#held.length ? graceMs : 0;
    await this.#backendSubscription?.close(grace);
    for (const run of this.#runs.all()) run.lose();
    this.#setState('closed');
    this.#context.emit({ type: 'subscriberRemoved', subscriber: this.#ref, topic: this.topic });
    this.#context.onClosed();
  }

  #take(delivery: BackendDelivery): void {
    // Comes while the backend is about to take it back.
    if (this.#state === 'closed') return;
    this.#deliveries += 1;
    const ref: DeliveryRef = {
      deliveryId: `${this.id}/${this.#deliveries}`,
      messageId: delivery.message.id,
      topic: this.topic,
      verb: delivery.message.verb,
      subscriber: this.#ref,
      attempt: delivery.attempt,
    };
    const run = new Run(new Delivery(delivery, ref), this.#handler, this.#context.handlerTimeoutMs);
    this.#runs.add(run);
    delivery.run = run;
    void this.#handle(delivery, ref, run);
  }

  /**
   * An earlier delivery ended without an answer: that is counted where it survives us before anybody runs it again. True when it
   * may be run now.
   */
  async #recover(delivery: BackendDelivery, ref: DeliveryRef): Promise<boolean> {
    this.#emitInterrupted(delivery, ref);
    const { cannotRetry, interruptionRecorded } = delivery;
    if (cannotRetry !== undefined && !interruptionRecorded) {
      await this.#bury(delivery, ref, 'too-large', { code: 'too-large', message: cannotRetry });
      return false;
    }
    if (delivery.interrupted > this.#context.maxInterrupted) {
      const message = `${delivery.interrupted} deliveries of this message ended without an answer.`;
      await this.#bury(delivery, ref, 'interrupted', { code: 'interrupted', message });
      return false;
    }
    if (interruptionRecorded) return true;
    await delivery.checkpoint();
    return false;
  }

  /**
   * From the broker's hand to the answer. It does not reject: whatever happens ends in an event. Each message waits for what is
   * awaited here, so the common way awaits twice: the handler and the answer.
   */
  async #handle(delivery: BackendDelivery, ref: DeliveryRef, run: Run): Promise<void> {
    try {
      if (delivery.redelivered && !(await this.#recover(delivery, ref))) return;
      this.#begin(delivery, ref, run);
      const result = await run.result;
      if (result.type === 'failed') return await this.#fail(delivery, ref, result);
      if (result.type === 'lost') this.#dropHeld(run);
      if (result.type === 'lost' || !(await delivery.ack())) {
        return this.#emitInterrupted(delivery, ref, ref.deliveryId);
      }
      this.#emitAcked(ref, result.handlerMs);
    } finally {
      this.#runs.delete(run);
      delivery.run = undefined;
    }
  }

  #begin(delivery: BackendDelivery, ref: DeliveryRef, run: Run): void {
    const { message, redelivered, foreign, interrupted } = delivery;
    this.#context.emit(
      {
        // Each field by its name, here and in `acked`: to spread one object into another costs more than all else of an event.
        type: 'delivered',
        deliveryId: ref.deliveryId,
        messageId: ref.messageId,
        topic: ref.topic,
        verb: ref.verb,
        subscriber: ref.subscriber,
        attempt: ref.attempt,
        message: summarise(message),
        redelivered,
        foreign,
        interrupted,
      },
      message,
    );
    if (this.#paused) this.#held.push(run);
    else run.start();
  }

  #emitAcked(
    { deliveryId, messageId, topic, verb, subscriber, attempt }: DeliveryRef,
    handlerMs: number,
  ): void {
    const fact: Extract<BusFact, { type: 'acked' }> & { latencyMs?: number } = {
      type: 'acked',
      deliveryId,
      messageId,
      topic,
      verb,
      subscriber,
      attempt,
      handlerMs,
    };
    const sentAt = this.#context.sentAt(messageId);
    if (sentAt !== undefined) fact.latencyMs = performance.now() - sentAt;
    this.#context.emit(fact);
  }

  async #fail(
    delivery: BackendDelivery,
    ref: DeliveryRef,
    { thrown, handlerMs, retryable, retryAfterMs }: Extract<Result, { type: 'failed' }>,
  ): Promise<void> {
    const error: ErrorInfo = isBusError(thrown)
      ? thrown.toInfo()
      : { code: 'handler-failed', message: describeThrown(thrown) };
    this.#context.emit({ type: 'failed', ...ref, error, handlerMs });
    if (!retryable) return this.#bury(delivery, ref, 'rejected', error);
    const { cannotRetry } = delivery;
    if (cannotRetry !== undefined) {
      const message = `${cannotRetry} It failed with: ${error.message}`;
      return this.#bury(delivery, ref, 'too-large', { code: 'too-large', message });
    }
    const verdict = afterFailure(this.retry.policy, ref.attempt);
    if (verdict.type === 'dead') return this.#bury(delivery, ref, 'max-retries', error);
    const { attempt: nextAttempt } = verdict;
    const delayMs = retryAfterMs ?? verdict.delayMs;
    // Told before it is done: the copy may reach a subscriber before the broker's confirm reaches us.
    this.#context.emit({ type: 'retryScheduled', ...ref, nextAttempt, delayMs });
    if (!(await delivery.retry({ attempt: nextAttempt, delayMs }))) this.#emitInterrupted(delivery, ref);
  }

  async #bury(
    delivery: BackendDelivery,
    ref: DeliveryRef,
    reason: DeadReason,
    error: ErrorInfo,
  ): Promise<void> {
    const attempts = ref.attempt;
    const buried = await delivery.deadLetter({
      reason,
      attempts,
      error: cutText(error.message, maxErrorBytes),
    });
    if (!buried) return this.#emitInterrupted(delivery, ref);
    this.#context.emit({ type: 'deadLettered', ...ref, reason, attempts, error });
  }

  /** With a delivery id when that delivery had begun here and was not yet counted as answered. */
  #emitInterrupted(delivery: BackendDelivery, ref: DeliveryRef, deliveryId?: string): void {
    const { messageId, topic, verb, subscriber, attempt } = ref;
    const begun = deliveryId === undefined ? {} : { deliveryId };
    const count = delivery.interrupted;
    this.#context.emit({ type: 'interrupted', messageId, topic, verb, subscriber, attempt, count, ...begun });
  }

  #dropHeld(run: Run): void {
    const index = this.#held.indexOf(run);
    if (index >= 0) this.#held.splice(index, 1);
  }

  #setState(state: SubscriberState, reason?: string): void {
    if (this.#state === 'closed' || (this.#state === state && this.#reason === reason)) return;
    this.#state = state;
    this.#reason = reason;
    if (state !== 'closed') this.#announce();
  }

  #announce(): void {
    const reason = this.#reason === undefined ? {} : { reason: this.#reason };
    this.#context.emit({
      type: 'subscriberChanged',
      subscriber: this.#ref,
      topic: this.topic,
      state: this.state,
      ...reason,
    });
  }
}

function parsePrefetch(prefetch: number, most: number): number {
  const parsed = prefetchSchema.max(most).safeParse(prefetch);
  if (parsed.success) return parsed.data;
  throw new BusError(
    'invalid-argument',
    `The prefetch must be a whole number from 1 to ${most}, not ${String(prefetch)}.`,
  );
}
