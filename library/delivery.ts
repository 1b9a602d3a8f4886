import type { Delivery as EngineDelivery } from '../electron/bus/delivery';
import type { SubscriberRef } from '../shared/bus/bus-event';
import { type Message, ReadMessage } from './message';

/**
 * One message, handed to one subscriber once.
 *
 * ```ts
 * await bus.subscribe('orders', async (delivery) => {
 *   const order = delivery.json<{ order: number }>();
 *   console.log(delivery.attempt, order.order);
 * });
 * ```
 */
export interface Delivery extends Message {
  /** Its own, while the attempts at a message share `id`. */
  readonly deliveryId: string;
  /** 1 at first, and one more with each retry. */
  readonly attempt: number;
  readonly subscriber: SubscriberRef;
  /** Aborted when nobody waits for this handler any more: it took longer than `handlerTimeoutMs`, or the delivery was lost. */
  readonly signal: AbortSignal;
}

/**
 * What a subscriber does with a delivery. When it returns, or what it returns resolves, the message is done. When it throws, the message
 * is tried again, `maxRetries` times, and then put to the dead letters of its topic; a {@link Rejection} puts it there at once, and
 * a {@link RetryLater} says when the next attempt is wanted. What it returns is not looked at.
 */
export type Handler = (delivery: Delivery) => unknown;

export class HandedDelivery extends ReadMessage implements Delivery {
  readonly #delivery: EngineDelivery;

  constructor(delivery: EngineDelivery) {
    super(delivery.message);
    this.#delivery = delivery;
  }

  get deliveryId(): string {
    return this.#delivery.id;
  }

  get attempt(): number {
    return this.#delivery.attempt;
  }

  get subscriber(): SubscriberRef {
    return this.#delivery.subscriber;
  }

  get signal(): AbortSignal {
    return this.#delivery.signal;
  }
}
