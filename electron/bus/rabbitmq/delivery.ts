import type { Channel, ConsumeMessage } from 'amqplib';
import type { SubscriberRef } from '../../../shared/bus/bus-event';
import type { Verb } from '../../../shared/bus/message';
import type { BackendDelivery, Burial, RetryRequest } from '../backend';
import { Chained } from '../chain';
import type { Message } from '../message';
import { pause } from '../pause';
import { cannotRetry } from './header-size';
import type { Relocation } from './relocation';
import { fromWire, marksOf } from './wire';

const firstPauseMs = 200;
const longestPauseMs = 10_000;

export interface DeliveryContext {
  readonly topic: string;
  readonly verb: Verb;
  /** The queue it came from. */
  readonly queue: string;
  /** The channel it came on, and the only one on which it may be answered. */
  readonly channel: Channel;
  readonly subscriber: SubscriberRef;
  readonly relocation: Relocation;
  readonly newId: () => string;
  readonly onSettled: (delivery: RabbitmqDelivery) => void;
  /** A message of it waits for its next attempt: the way back must outlive this link. */
  readonly onDelayed: () => void;
  /** With a reason when a message can be put nowhere, with `undefined` when it could be after all. */
  readonly onStuck: (reason: string | undefined) => void;
  /** Aborted when the subscription ends. */
  readonly stopped: AbortSignal;
}

/**
 * One delivery and its one answer. A retry, a checkpoint and a dead letter are each a copy that the broker has confirmed
 * before the original is acked: a crash between the two leaves a duplicate, never a hole.
 */
export class RabbitmqDelivery extends Chained<RabbitmqDelivery> implements BackendDelivery {
  readonly interruptionRecorded = false;
  run: BackendDelivery['run'] = undefined;
  readonly message: Message;
  readonly attempt: number;
  readonly interrupted: number;
  readonly redelivered: boolean;
  readonly foreign: boolean;
  readonly #raw: ConsumeMessage;
  readonly #context: DeliveryContext;
  #state: 'open' | 'answering' | 'answered' | 'lost' = 'open';

  constructor(raw: ConsumeMessage, context: DeliveryContext) {
    super();
    const { attempt, interrupted, ours } = marksOf(raw);
    this.#raw = raw;
    this.#context = context;
    this.message = fromWire(raw, context.topic, context.verb, context.newId);
    this.redelivered = raw.fields.redelivered;
    this.attempt = attempt;
    this.interrupted = interrupted + (this.redelivered ? 1 : 0);
    this.foreign = !ours;
  }

  get cannotRetry(): string | undefined {
    return cannotRetry(this.#raw.properties.headers ?? {});
  }

  get channel(): Channel {
    return this.#context.channel;
  }

  async ack(): Promise<boolean> {
    if (this.#state !== 'open') return false;
    return this.#ackOriginal();
  }

  retry({ attempt, delayMs }: RetryRequest): Promise<boolean> {
    const { relocation, verb, topic, queue, subscriber, onDelayed } = this.#context;
    if (delayMs > 0) onDelayed();
    const marks = { attempt, interrupted: this.interrupted, subscriber };
    return this.#replaceBy(() =>
      verb === 'publish'
        ? relocation.retryPublish(this.#raw, this.message.id, topic, delayMs, marks)
        : relocation.retryBroadcast(this.#raw, this.message.id, queue, delayMs, marks),
    );
  }

  checkpoint(): Promise<boolean> {
    return this.retry({ attempt: this.attempt, delayMs: 0 });
  }

  deadLetter(burial: Burial): Promise<boolean> {
    return this.#replaceBy(() => this.#bury(burial));
  }

  /** Called by the subscription: the channel is gone. */
  lose(): void {
    if (this.#state !== 'answered') this.#state = 'lost';
  }

  #bury(burial: Burial): Promise<boolean> {
    return this.#context.relocation.bury(this.#raw, this.message.id, this.#context, burial);
  }

  /**
   * Puts the copy somewhere, as often as it takes. Where its place is gone for good it becomes a dead letter; as long as
   * even that is impossible the message is kept unanswered.
   */
  async #replaceBy(place: () => Promise<boolean>): Promise<boolean> {
    if (this.#state !== 'open') return false;
    this.#state = 'answering';
    const stop = this.#context.stopped;
    let stuck = false;
    for (
      let pauseMs = firstPauseMs;
      this.#state === 'answering';
      pauseMs = Math.min(2 * pauseMs, longestPauseMs)
    ) {
      try {
        const placed =
          (await place()) ||
          (await this.#bury({
            reason: 'subscriber-gone',
            attempts: this.attempt,
            error: 'Its queue is gone.',
          }));
        if (placed) break;
        throw new Error('No queue takes it.');
      } catch (error) {
        if (stop.aborted) return false;
        const reason = `A message can be put nowhere and is kept: ${error instanceof Error ? error.message : error}`;
        if (!stuck && this.#stillOpen()) {
          stuck = true;
          this.#context.onStuck(reason);
        }
        await pause(pauseMs, stop);
        if (stop.aborted) return false;
      }
    }
    if (stuck) this.#context.onStuck(undefined);
    return this.#ackOriginal();
  }

  #stillOpen(): boolean {
    return this.#state !== 'lost';
  }

  #ackOriginal(): boolean {
    if (this.#state === 'lost' || this.#state === 'answered') return false;
    this.#state = 'answered';
    try {
      this.#context.channel.ack(this.#raw);
    } catch {
      // The channel closed in this very moment: the broker gives the message to somebody else.
      return false;
    }
    this.#context.onSettled(this);
    return true;
  }
}
