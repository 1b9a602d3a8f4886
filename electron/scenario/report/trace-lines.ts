import { assertNever, type BusEvent } from '../../../shared/bus/bus-event';
import type { MessageTrace } from '../../../shared/scenario/outcome';
import { formatDuration } from '../../../shared/scenario/words';

export interface TraceLine {
  /** Since its first event, ms. */
  readonly afterMs: number;
  readonly words: string;
}

/** What happened to a message, a line for each event. */
export function traceLines({ events }: MessageTrace): TraceLine[] {
  const [first] = events;
  return events.map((event) => ({
    afterMs: event.at - (first?.at ?? event.at),
    words: wordsOf(event),
  }));
}

function wordsOf(event: BusEvent): string {
  switch (event.type) {
    case 'published':
      return `${event.message.verb} to ${event.message.topic}: ${event.message.preview.text.replace(/\s+/g, ' ').slice(0, 100)}`;
    case 'confirmed':
      return 'confirmed by the broker';
    case 'held':
      return 'held for the first subscriber';
    case 'returned':
      return `returned: ${event.detail}`;
    case 'publishFailed':
      return `not sent: ${event.error.message}`;
    case 'delivered':
      return `to ${event.subscriber.name}, attempt ${event.attempt}${event.redelivered ? ', delivered again' : ''}`;
    case 'acked':
      return `acked by ${event.subscriber.name}`;
    case 'failed':
      return `failed on ${event.subscriber.name}: ${event.error.message}`;
    case 'retryScheduled':
      return `attempt ${event.nextAttempt} ${event.delayMs === 0 ? 'at once' : `in ${formatDuration(event.delayMs)}`}`;
    case 'interrupted':
      return `interrupted on ${event.subscriber.name}`;
    case 'deadLettered':
      return `dead letter after ${event.attempts} attempts: ${event.reason}`;
    case 'retryReturned':
      return 'dead letter: nobody was there for its next attempt';
    case 'replayed':
      return 'replayed';
    case 'discarded':
      return 'discarded';
    case 'dropped':
    case 'subscriberAdded':
    case 'subscriberChanged':
    case 'subscriberRemoved':
    case 'tapped':
    case 'tapMissed':
    case 'connection':
      return event.type;
    default:
      return assertNever(event);
  }
}
