import type {
  BusEvent,
  BusEventOf,
  LetterType,
  SendType,
  SubscriberType,
  TopicType,
} from '../../shared/bus/bus-event';
import { assertNever } from '../../shared/bus/bus-event';
import type { ErrorInfo } from '../../shared/bus/errors';
import type { DeadReason, MessageSummary, Outcome, Verb } from '../../shared/bus/message';
import type { Sight } from '../../shared/bus/tap';

/** One line of a pane. Never changed in place: what becomes of the delivery replaces the whole record. */
export interface DeliveryRow {
  readonly deliveryId: string;
  readonly messageId: string;
  readonly topic: string;
  readonly verb: Verb;
  readonly subscriberId: string;
  readonly subscriberName: string;
  /** Its place in the order of arrival. */
  readonly order: number;
  readonly attempt: number;
  readonly at: number;
  readonly message: MessageSummary;
  readonly redelivered: boolean;
  readonly foreign: boolean;
  readonly outcome: Outcome;
  /** The delivery ended without an answer. Its outcome is `failed`; the pane says which of the two it was. */
  readonly interrupted: boolean;
  /** What a tap saw; only where the outcome is `tapped`. */
  readonly sight?: Sight;
  readonly handlerMs?: number;
  readonly latencyMs?: number;
  readonly error?: ErrorInfo;
  readonly retry?: { readonly nextAttempt: number; readonly delayMs: number };
  readonly dead?: { readonly reason: DeadReason; readonly attempts: number };
  /** An estimate of what the row holds in memory. */
  readonly bytes: number;
}

/** The events that tell what became of a delivery. */
export type SettlingEvent = BusEventOf<
  'acked' | 'failed' | 'retryScheduled' | 'deadLettered' | 'interrupted'
> & {
  readonly deliveryId: string;
};

export function isSettling(event: BusEvent): event is SettlingEvent {
  switch (event.type) {
    case 'acked':
    case 'failed':
    case 'retryScheduled':
    case 'deadLettered':
      return true;
    case 'interrupted':
      return event.deliveryId !== undefined;
    default:
      event.type satisfies
        | SendType
        | SubscriberType
        | TopicType
        | LetterType
        | 'delivered'
        | 'tapped'
        | 'connection';
      return false;
  }
}

export function toRow(event: BusEventOf<'delivered'>, order: number): DeliveryRow {
  return {
    deliveryId: event.deliveryId,
    messageId: event.messageId,
    topic: event.topic,
    verb: event.verb,
    subscriberId: event.subscriber.id,
    subscriberName: event.subscriber.name,
    order,
    attempt: event.attempt,
    at: event.at,
    message: event.message,
    redelivered: event.redelivered,
    foreign: event.foreign,
    outcome: 'in-flight',
    interrupted: false,
    bytes: estimateBytes(event.message),
  };
}

/** A tap's row is its pane's like any other, but nothing becomes of it. */
export function tappedRow(event: BusEventOf<'tapped'>, order: number): DeliveryRow {
  const { sight, tap, message } = event;
  return {
    deliveryId: event.sightId,
    messageId: event.messageId,
    topic: event.topic,
    verb: event.verb,
    subscriberId: tap.id,
    subscriberName: `Tap on ${tap.topic}`,
    order,
    attempt: event.attempt,
    at: event.at,
    message,
    redelivered: sight.what === 'delivered' && sight.redelivered,
    foreign: true,
    outcome: 'tapped',
    interrupted: false,
    sight,
    bytes: estimateBytes(message),
  };
}

/**
 * The row after the event. Events may come in any order, so a later stage never falls back to an earlier one: a `failed`
 * that arrives after its `retryScheduled` only adds the error.
 */
export function settle(row: DeliveryRow, event: SettlingEvent): DeliveryRow {
  switch (event.type) {
    case 'acked':
      return {
        ...row,
        outcome: later(row.outcome, 'acked'),
        handlerMs: event.handlerMs,
        ...(event.latencyMs === undefined ? {} : { latencyMs: event.latencyMs }),
      };
    case 'failed':
      return {
        ...row,
        outcome: later(row.outcome, 'failed'),
        handlerMs: event.handlerMs,
        error: event.error,
        bytes: row.bytes + event.error.message.length * 2,
      };
    case 'interrupted':
      return { ...row, outcome: later(row.outcome, 'failed'), interrupted: true };
    case 'retryScheduled':
      return {
        ...row,
        outcome: later(row.outcome, 'retried'),
        retry: { nextAttempt: event.nextAttempt, delayMs: event.delayMs },
      };
    case 'deadLettered': {
      const error = row.error ?? event.error;
      return {
        ...row,
        outcome: later(row.outcome, 'dead'),
        dead: { reason: event.reason, attempts: event.attempts },
        ...(error === undefined ? {} : { error }),
      };
    }
    default:
      return assertNever(event);
  }
}

const stage: Record<Outcome, number> = {
  tapped: 0,
  'in-flight': 0,
  failed: 1,
  acked: 2,
  retried: 2,
  dead: 3,
};

function later(current: Outcome, next: Outcome): Outcome {
  return stage[next] > stage[current] ? next : current;
}

/** What a row costs beside its texts: the record, the summary, its entries in the map and the list. */
const rowOverheadBytes = 640;

function estimateBytes(message: MessageSummary): number {
  let characters = message.id.length + message.topic.length + message.preview.text.length;
  for (const [name, value] of Object.entries(message.headers)) {
    characters += name.length + (typeof value === 'string' ? value.length : 8) + 16;
  }
  for (const value of Object.values(message.properties)) characters += String(value).length + 16;
  // Two bytes a character: a text with one character beyond Latin-1 is stored so.
  return rowOverheadBytes + characters * 2;
}
