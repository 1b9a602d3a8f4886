import { randomUUID } from 'node:crypto';
import type { SubscriberRef } from '../../../shared/bus/bus-event';
import type { Verb } from '../../../shared/bus/message';
import type { BackendDelivery, Burial, RetryRequest } from '../backend';
import { Lost } from '../broker/lost';
import { Chained } from '../chain';
import type { Message } from '../message';
import { pause } from '../pause';
import { readOperationError } from './failure';
import type { Incoming, Link } from './link';
import type { Post } from './post';
import type { Waits } from './waits';
import { countOf, fromRaw, lastBy, mark } from './wire';

const firstPauseMs = 200;
const longestPauseMs = 10_000;

export interface DeliveryContext {
  readonly topic: string;
  readonly verb: Verb;
  /** The one it came by, and the only one on which it may be answered. */
  readonly link: Link;
  readonly subscriber: SubscriberRef;
  readonly post: Post;
  readonly waits: Waits;
  readonly onSettled: (delivery: MqttDelivery) => void;
  /** With a reason when a message can be put nowhere, with `undefined` when it could be after all. */
  readonly onStuck: (reason: string | undefined) => void;
}

/**
 * One delivery and its one answer. A retry and a dead letter are each a copy that the broker has confirmed before the original
 * is answered: a crash between the two leaves a duplicate, never a hole.
 */
export class MqttDelivery extends Chained<MqttDelivery> implements BackendDelivery {
  /** The broker only says that it has sent it before; who puts one back for others counts it in the same step. */
  readonly interruptionRecorded: boolean;
  run: BackendDelivery['run'] = undefined;
  readonly message: Message;
  readonly attempt: number;
  readonly interrupted: number;
  readonly redelivered: boolean;
  readonly foreign: boolean;
  readonly raw: Incoming;
  readonly #context: DeliveryContext;
  readonly #lost = new Lost();
  #state: 'open' | 'answering' | 'answered' = 'open';

  constructor(raw: Incoming, context: DeliveryContext) {
    super();
    this.raw = raw;
    this.#context = context;
    this.message = fromRaw(raw, context.topic, context.verb, randomUUID);
    this.interruptionRecorded = !raw.dup;
    this.redelivered = raw.dup || mark(raw, 'again') === '1';
    this.attempt = Math.max(1, countOf(raw, 'attempt') ?? 1);
    this.interrupted = (countOf(raw, 'interrupted') ?? 0) + (raw.dup ? 1 : 0);
    this.foreign = mark(raw, 'first-at') === undefined;
  }

  get link(): Link {
    return this.#context.link;
  }

  async ack(): Promise<boolean> {
    if (this.#state !== 'open' || this.#lost.isLost) return false;
    return this.#ackOriginal();
  }

  retry({ attempt, delayMs }: RetryRequest): Promise<boolean> {
    const { topic, verb, subscriber, post, waits } = this.#context;
    const marks = { attempt: String(attempt), interrupted: String(this.interrupted), ...lastBy(subscriber) };
    const way = { topic, verb, marks, subscriberId: subscriber.id };
    return this.#replaceBy(async () => {
      if (delayMs === 0) return post.again(this.raw, this.message.id, way);
      await waits.add(this.raw, this.message.id, way, delayMs);
      return true;
    });
  }

  checkpoint(): Promise<boolean> {
    return this.retry({ attempt: this.attempt, delayMs: 0 });
  }

  deadLetter(burial: Burial): Promise<boolean> {
    return this.#replaceBy(() => this.#bury(burial));
  }

  /** Called by its subscription: it cannot be answered any more. */
  lose(): void {
    this.#lost.lose();
  }

  async #bury(burial: Burial): Promise<boolean> {
    await this.#context.post.bury(this.raw, this.message.id, this.#context, burial);
    return true;
  }

  /** Puts the copy somewhere, as often as it takes. Where nobody takes it any more it becomes a dead letter. */
  async #replaceBy(place: () => Promise<boolean>): Promise<boolean> {
    if (this.#state !== 'open' || this.#lost.isLost) return false;
    this.#state = 'answering';
    let isStuck = false;
    for (let pauseMs = firstPauseMs; !this.#lost.isLost; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      try {
        const placed = await place();
        if (!placed) {
          const error = 'Nobody subscribes to the topic any more.';
          await this.#bury({ reason: 'subscriber-gone', attempts: this.attempt, error });
        }
        break;
      } catch (thrown) {
        const { code, message } = readOperationError(thrown, 'answer a message');
        if (!isStuck && code !== 'interrupted' && code !== 'not-connected') {
          isStuck = true;
          this.#context.onStuck(`A message can be put nowhere and is kept: ${message}`);
        }
        await pause(pauseMs, this.#lost.signal);
      }
    }
    if (isStuck) this.#context.onStuck(undefined);
    return !this.#lost.isLost && this.#ackOriginal();
  }

  #ackOriginal(): boolean {
    this.#state = 'answered';
    const { packetId } = this.raw;
    const isInTime = packetId === undefined || this.#context.link.ack(packetId);
    if (isInTime) this.#context.onSettled(this);
    return isInTime;
  }
}
