import type { Behaviour } from './behaviour';
import type { ConnectionStatus, RetryInForce } from './connection';
import type { ErrorInfo } from './errors';
import type { DeadReason, MessageSummary, Verb } from './message';
import type { Sight, TapRef } from './tap';

/** Who a delivery went to. */
export interface SubscriberRef {
  readonly id: string;
  readonly name: string;
}

/** How a subscriber stands. */
export type SubscriberState =
  /** Takes deliveries. */
  | 'consuming'
  /** Subscribed, but takes no new deliveries because the user said so. */
  | 'paused'
  /** The link or its queue went away; it is being set up again. */
  | 'recovering'
  /** A message can neither be handled nor put anywhere: it is kept, and nothing more is taken until it can be. */
  | 'stuck'
  /** Stopped by an error that trying again does not mend. */
  | 'failed'
  | 'closed';

/** A subscriber as the window shows it. */
export interface SubscriberInfo extends SubscriberRef {
  readonly topic: string;
  readonly prefetch: number;
  readonly behaviour: Behaviour;
  readonly retry: RetryInForce;
  readonly state: SubscriberState;
  /** Why, when the state is anything but `consuming`. */
  readonly reason?: string;
}

/**
 * One handing of a message to one subscriber. A message that is retried has several deliveries under one message id,
 * each with an id of its own.
 */
export interface DeliveryRef {
  readonly deliveryId: string;
  readonly messageId: string;
  readonly topic: string;
  readonly verb: Verb;
  readonly subscriber: SubscriberRef;
  /** 1-based, counted in the header `eventbus-attempt`. */
  readonly attempt: number;
}

/** What every event carries. */
interface Stamp {
  /** Gap-free within a session, starting at 1. */
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

interface MessageRef {
  readonly messageId: string;
  readonly topic: string;
  readonly verb: Verb;
}

export interface Dropped {
  readonly topic: string;
  readonly count: number;
  readonly limit: 'length' | 'age';
}

type Of<Type extends string, Fields> = { readonly type: Type } & Fields;

/** The lifecycle without its stamp: what the bus's parts report. */
export type BusFact =
  /** Handed to the broker; not yet confirmed. */
  | Of<'published', { readonly message: MessageSummary }>
  /** The broker has taken responsibility. `latencyMs` runs from `published`. */
  | Of<'confirmed', MessageRef & { readonly latencyMs: number }>
  /** Confirmed, and waiting for the topic's first subscriber. */
  | Of<'held', MessageRef>
  /** Nobody there to take it. */
  | Of<'returned', MessageRef & { readonly detail: string }>
  /** Not sent, or its fate is unknown (`unknown-outcome`). */
  | Of<'publishFailed', MessageRef & { readonly error: ErrorInfo }>
  | Of<
      'delivered',
      DeliveryRef & {
        readonly message: MessageSummary;
        /** The broker says an earlier delivery of this copy ended without an answer. */
        readonly redelivered: boolean;
        /** Published by another program. */
        readonly foreign: boolean;
        /** How often an earlier delivery ended without an answer. */
        readonly interrupted: number;
      }
    >
  /** `handlerMs`: how long the subscriber took. `latencyMs`: from publish to ack, where the publish was ours. */
  | Of<'acked', DeliveryRef & { readonly handlerMs: number; readonly latencyMs?: number }>
  | Of<'failed', DeliveryRef & { readonly error: ErrorInfo; readonly handlerMs: number }>
  | Of<'retryScheduled', DeliveryRef & { readonly nextAttempt: number; readonly delayMs: number }>
  /**
   * A delivery ended without an answer: its subscriber, its process or its link died. With a `deliveryId` it is one of
   * ours that had begun; without, the broker told of an earlier one. Counted apart from attempts.
   */
  | Of<
      'interrupted',
      MessageRef & {
        readonly deliveryId?: string;
        readonly subscriber: SubscriberRef;
        readonly attempt: number;
        readonly count: number;
      }
    >
  | Of<
      'deadLettered',
      DeliveryRef & { readonly reason: DeadReason; readonly attempts: number; readonly error?: ErrorInfo }
    >
  /** A delayed retry was due when its topic had no subscriber: it is a dead letter now, `unroutable`. */
  | Of<'retryReturned', MessageRef & { readonly attempts: number }>
  /** Messages that waited in line were dropped, since more waited, or for longer, than the connection's limits allow. */
  | Of<'dropped', Dropped>
  /** A dead letter was sent to its origin again; attempts start at 1. */
  | Of<'replayed', MessageRef & { readonly edited: boolean }>
  /** A dead letter was thrown away on request. */
  | Of<'discarded', MessageRef>
  | Of<
      'subscriberAdded',
      { readonly subscriber: SubscriberRef; readonly topic: string; readonly prefetch: number }
    >
  | Of<
      'subscriberChanged',
      {
        readonly subscriber: SubscriberRef;
        readonly topic: string;
        readonly state: SubscriberState;
        readonly reason?: string;
      }
    >
  | Of<'subscriberRemoved', { readonly subscriber: SubscriberRef; readonly topic: string }>
  /** A tap saw it, without taking it: none of ours need have to do with it. */
  | Of<
      'tapped',
      MessageRef & {
        /** One for each sight, since the same message is seen several times. */
        readonly sightId: string;
        readonly tap: TapRef;
        readonly sight: Sight;
        /** 1-based, by the message's own header. */
        readonly attempt: number;
        readonly message: MessageSummary;
      }
    >
  /** So many, at least, came faster than the tap reads, and were dropped before it. */
  | Of<'tapMissed', { readonly tap: TapRef; readonly topic: string; readonly count: number }>
  | Of<'connection', { readonly status: ConnectionStatus }>;

/** Everything that happens on the bus, in order: the one truth, which the window, recordings and programs read. */
export type BusEvent = BusFact & Stamp;
export type BusEventType = BusEvent['type'];
export type BusEventOf<Type extends BusEventType> = Extract<BusEvent, { type: Type }>;

/** The message an event is about, if it is about one. */
export function messageIdOf(event: BusFact): string | undefined {
  if ('messageId' in event) return event.messageId;
  return event.type === 'published' ? event.message.id : undefined;
}

/** For the end of a switch over a union: fails to compile when a case was forgotten. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected value: ${JSON.stringify(value)}`);
}

/*
 * The types by what they are about. A switch that leaves some out names them in its default, so that a new type cannot be
 * forgotten there: `default: event.type satisfies SendType | 'connection'`.
 */

export type SendType = 'published' | 'confirmed' | 'held' | 'returned' | 'publishFailed';
/** What became of a delivery. */
export type AnswerType = 'acked' | 'failed' | 'retryScheduled' | 'interrupted' | 'deadLettered';
/** What became of a message without a subscriber. */
export type LetterType = 'retryReturned' | 'replayed' | 'discarded';
/** What others do. */
export type TapType = 'tapped';
/** About no single message. */
export type TopicType = 'dropped' | 'tapMissed';
export type SubscriberType = 'subscriberAdded' | 'subscriberChanged' | 'subscriberRemoved';
