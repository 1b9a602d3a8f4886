import { isDeepStrictEqual } from 'node:util';
import type { BusEvent, SubscriberType, TopicType } from '../../../shared/bus/bus-event';
import type { MessageSummary, Outcome } from '../../../shared/bus/message';
import type { RecordedDelivery } from '../../../shared/window/recording';

/** What became of a recorded message, and of each of its deliveries. */
export interface RecordedLife {
  /** As it was last. */
  message: MessageSummary | undefined;
  attempt: number;
  outcome: Outcome;
  readonly deliveries: Map<string, RecordedDelivery>;
}

export const newLife = (): RecordedLife => ({
  message: undefined,
  attempt: 0,
  outcome: 'in-flight',
  deliveries: new Map(),
});

/** Takes in the next event about the message. */
export function follow(life: RecordedLife, event: BusEvent): void {
  switch (event.type) {
    case 'published':
      life.message = shared(life, event.message);
      break;
    case 'delivered': {
      life.message = shared(life, event.message);
      life.attempt = Math.max(life.attempt, event.attempt);
      life.outcome = 'in-flight';
      const { deliveryId, messageId, topic, verb, attempt, at, redelivered, foreign } = event;
      life.deliveries.set(deliveryId, {
        deliveryId,
        messageId,
        topic,
        verb,
        subscriberName: event.subscriber.name,
        attempt,
        at,
        message: life.message,
        outcome: 'in-flight',
        redelivered,
        foreign,
        interrupted: false,
      });
      break;
    }
    case 'acked':
      life.outcome = 'acked';
      settle(life, event.deliveryId, {
        outcome: 'acked',
        ...(event.latencyMs === undefined ? {} : { latencyMs: event.latencyMs }),
      });
      break;
    case 'failed':
      life.outcome = 'failed';
      settle(life, event.deliveryId, { outcome: 'failed', error: { message: event.error.message } });
      break;
    case 'retryScheduled':
      life.outcome = 'retried';
      settle(life, event.deliveryId, { outcome: 'retried' });
      break;
    case 'deadLettered':
      life.outcome = 'dead';
      settle(life, event.deliveryId, { outcome: 'dead' });
      break;
    case 'retryReturned':
      life.outcome = 'dead';
      break;
    case 'interrupted':
      if (event.deliveryId !== undefined)
        settle(life, event.deliveryId, { outcome: 'failed', interrupted: true });
      break;
    case 'tapped':
      life.message = shared(life, event.message);
      break;
    default:
      event.type satisfies
        | SubscriberType
        | TopicType
        | 'confirmed'
        | 'held'
        | 'returned'
        | 'publishFailed'
        | 'replayed'
        | 'discarded'
        | 'connection';
      break;
  }
}

/** The one that is known where nothing has changed: a recording has very many deliveries. */
function shared({ message }: RecordedLife, next: MessageSummary): MessageSummary {
  return message !== undefined && isDeepStrictEqual(message, next) ? message : next;
}

function settle({ deliveries }: RecordedLife, deliveryId: string, change: Partial<RecordedDelivery>): void {
  const delivery = deliveries.get(deliveryId);
  if (delivery !== undefined) deliveries.set(deliveryId, { ...delivery, ...change });
}
