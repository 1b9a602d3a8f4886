import type { BusEvent, DeliveryRef } from '../../shared/bus/bus-event';
import { assertNever, messageIdOf } from '../../shared/bus/bus-event';
import { definedOf } from '../../shared/bus/defined';
import type { DeadReason, Verb } from '../../shared/bus/message';
import type { UnexpectedKind } from '../../shared/scenario/scenario';
import type { Message } from '../bus/message';
import { Tally } from './tally';

export interface SeenDelivery {
  readonly id: string;
  readonly subscriber: string;
  readonly attempt: number;
  /** Of its event, so that orders can be told. */
  readonly seq: number;
  ackedSeq?: number;
  state: 'in-flight' | 'acked' | 'failed' | 'dead' | 'interrupted';
}

export interface SeenDeath {
  readonly subscriber: string;
  readonly reason: DeadReason;
  readonly attempts: number;
  isLeft: boolean;
}

export interface SeenMessage {
  readonly id: string;
  readonly topic: string;
  readonly verb: Verb;
  /** Its place among those that were sent on its topic; none for what others sent. */
  readonly place: number | undefined;
  readonly deliveries: SeenDelivery[];
  readonly deaths: SeenDeath[];
  readonly events: BusEvent[];
  /** When it died last, by the number of that event. */
  diedSeq: number;
  outcome: 'sending' | 'routed' | 'held' | 'returned' | 'failed';
  body: Uint8Array | undefined;
}

/** What something is about: an expectation that counts it may be about less. */
export interface About {
  readonly topic?: string;
  readonly subscriber?: string;
  readonly verb?: Verb;
  readonly messageId?: string;
}

export interface Unexpected extends About {
  readonly kind: UnexpectedKind;
  readonly words: string;
}

/** Of each message's events so many are kept for its trace. */
const mostTraced = 200;
const mostUnexpected = 1000;

interface PictureOptions {
  readonly keepsBodies: boolean;
  /** What may happen: it is no surprise, and takes no room among those. */
  readonly isAllowed: (odd: Unexpected) => boolean;
}

/** What has happened on the topics of a scenario since it began. It is what expectations are judged by. */
export class Picture {
  readonly messages = new Map<string, SeenMessage>();
  readonly tally = new Tally();
  /** By topic, in the order in which they came. */
  readonly subscribers = new Map<string, string[]>();
  readonly unexpected: Unexpected[] = [];
  readonly latencies: { readonly topic: string; readonly ms: number }[] = [];
  readonly #topics: ReadonlySet<string>;
  readonly #keepsBodies: boolean;
  readonly #isAllowed: (odd: Unexpected) => boolean;
  /** In the order in which they came. */
  readonly #inFlight = new Map<string, SeenDelivery>();
  readonly #sent = new Map<string, number>();
  /** Where something has yet to happen: a publish, or a broadcast's way to one subscriber. */
  readonly #open = new Map<string, Way>();

  constructor(topics: ReadonlySet<string>, { keepsBodies, isAllowed }: PictureOptions) {
    this.#isAllowed = isAllowed;
    this.#topics = topics;
    this.#keepsBodies = keepsBodies;
  }

  /** What has not come to an end. */
  get open(): Iterable<Way> {
    return this.#open.values();
  }

  add(event: BusEvent, message?: Message): void {
    if (!this.#isOurs(event)) return;
    const seen = this.#messageOf(event);
    if (seen !== undefined && seen.events.length < mostTraced) seen.events.push(event);
    if (seen !== undefined && message !== undefined && this.#keepsBodies) seen.body ??= message.body;
    this.tally.add(event);
    this.#take(event, seen);
  }

  #isOurs(event: BusEvent): boolean {
    if (event.type === 'connection') return true;
    const topic = event.type === 'published' ? event.message.topic : event.topic;
    return this.#topics.has(topic) && event.type !== 'tapped' && event.type !== 'tapMissed';
  }

  #messageOf(event: BusEvent): SeenMessage | undefined {
    const id = messageIdOf(event);
    if (id === undefined) return undefined;
    const known = this.messages.get(id);
    if (known !== undefined) return known;
    const ref = event.type === 'published' ? event.message : event;
    if (!('topic' in ref) || !('verb' in ref)) return undefined;
    const { topic, verb } = ref;
    const key = `${verb} ${topic}`;
    const place = event.type === 'published' ? (this.#sent.get(key) ?? 0) : undefined;
    if (place !== undefined) this.#sent.set(key, place + 1);
    const seen: SeenMessage = {
      ...{ id, topic, verb, place, deliveries: [], deaths: [], events: [] },
      ...{ outcome: 'sending', body: undefined, diedSeq: 0 },
    };
    this.messages.set(id, seen);
    return seen;
  }

  #take(event: BusEvent, seen: SeenMessage | undefined): void {
    switch (event.type) {
      case 'published':
        this.#opens(event.message, 'sending');
        return;
      case 'confirmed':
        if (seen !== undefined) seen.outcome = 'routed';
        this.#moves(event, 'sending', 'sent');
        return;
      case 'held':
        if (seen !== undefined) seen.outcome = 'held';
        return;
      case 'returned':
        if (seen !== undefined) seen.outcome = 'returned';
        this.#closes(event);
        this.#odd('returned', `${event.verb} to ${event.topic} was returned: ${event.detail}`, event);
        return;
      case 'publishFailed':
        if (seen !== undefined) seen.outcome = 'failed';
        this.#closes(event);
        this.#odd('publishFailed', `${event.verb} to ${event.topic}: ${event.error.message}`, event);
        return;
      case 'delivered':
        this.#delivered(event, seen);
        return;
      case 'acked':
        this.#ends(event, 'acked', event.seq);
        if (event.latencyMs !== undefined) this.latencies.push({ topic: event.topic, ms: event.latencyMs });
        this.#closes(event, event.subscriber.name);
        return;
      case 'failed':
        this.#ends(event, 'failed');
        return;
      case 'retryScheduled':
        this.#moves(event, undefined, 'retry', event.subscriber.name);
        return;
      case 'interrupted':
        if (event.deliveryId !== undefined) this.#ends({ deliveryId: event.deliveryId }, 'interrupted');
        this.#moves(event, undefined, 'retry', event.subscriber.name);
        this.#odd('interrupted', `${event.subscriber.name} was interrupted on ${event.topic}`, {
          ...event,
          subscriber: event.subscriber.name,
        });
        return;
      case 'deadLettered':
        this.#ends(event, 'dead');
        this.#died(seen, event.subscriber.name, event);
        this.#closes(event, event.subscriber.name);
        return;
      case 'retryReturned':
        this.#died(seen, '', { ...event, reason: 'unroutable' });
        this.#closesAll(event);
        return;
      case 'replayed':
        leave(seen);
        // A broker may deliver it before it answers.
        if (seen === undefined || !isUnderWayAgain(seen)) this.#opens(event, 'sent');
        return;
      case 'discarded':
        leave(seen);
        return;
      case 'dropped':
        this.#odd(
          'dropped',
          `${event.count} messages of ${event.topic} were dropped by a limit of ${event.limit}`,
          { topic: event.topic },
        );
        return;
      case 'subscriberAdded': {
        const names = this.subscribers.get(event.topic) ?? [];
        if (!names.includes(event.subscriber.name)) names.push(event.subscriber.name);
        this.subscribers.set(event.topic, names);
        return;
      }
      case 'subscriberChanged':
        if (event.state === 'failed' || event.state === 'stuck')
          this.#odd('subscriberFailed', `${event.subscriber.name} is ${event.state}: ${event.reason ?? ''}`, {
            topic: event.topic,
          });
        return;
      case 'connection': {
        const { state, reason = '' } = event.status;
        if (state === 'reconnecting' || state === 'failed')
          this.#odd('disconnected', `the connection is ${state}: ${reason}`, {});
        return;
      }
      case 'subscriberRemoved':
      case 'tapped':
      case 'tapMissed':
        return;
      default:
        assertNever(event);
    }
  }

  #delivered(event: BusEvent & { type: 'delivered' }, seen: SeenMessage | undefined): void {
    const { deliveryId: id, subscriber, attempt, seq, verb, topic, messageId } = event;
    const delivery: SeenDelivery = { id, subscriber: subscriber.name, attempt, seq, state: 'in-flight' };
    this.#inFlight.set(id, delivery);
    seen?.deliveries.push(delivery);
    // A broadcast has a way of its own to each.
    if (verb === 'broadcast') this.#open.delete(keyOf(event));
    this.#open.set(keyOf(event, subscriber.name), {
      ...{ messageId, topic, verb, state: 'in-flight', subscriber: subscriber.name },
    });
    if (event.foreign)
      this.#odd('foreign', `somebody else’s message came on ${topic}`, {
        topic,
        verb,
        messageId,
        subscriber: subscriber.name,
      });
  }

  #ends(
    { deliveryId }: Pick<DeliveryRef, 'deliveryId'>,
    state: SeenDelivery['state'],
    ackedSeq?: number,
  ): void {
    const delivery = this.#inFlight.get(deliveryId);
    if (delivery === undefined) return;
    delivery.state = state;
    if (ackedSeq !== undefined) delivery.ackedSeq = ackedSeq;
    this.#inFlight.delete(deliveryId);
  }

  /** The delivery that a subscriber has had unanswered for longest. */
  oldestInFlight(subscriber: string): string | undefined {
    for (const { id, subscriber: by } of this.#inFlight.values()) if (by === subscriber) return id;
    return undefined;
  }

  #died(
    seen: SeenMessage | undefined,
    subscriber: string,
    { reason, attempts, seq }: { reason: DeadReason; attempts: number; seq: number },
  ): void {
    if (seen !== undefined) seen.diedSeq = seq;
    seen?.deaths.push({ subscriber, reason, attempts, isLeft: true });
    const by = subscriber === '' ? '' : ` on ${subscriber}`;
    if (seen === undefined) return;
    const { id: messageId, topic, verb } = seen;
    const about = { topic, verb, messageId, ...(subscriber === '' ? {} : { subscriber }) };
    this.#odd('deadLettered', `a message of ${topic} died${by}: ${reason}`, about);
  }

  #opens(ref: Ref, state: Way['state']): void {
    const { topic, verb } = ref;
    this.#open.set(keyOf(ref), { messageId: idOf(ref), topic, verb, state, subscriber: undefined });
  }

  #moves(ref: Ref, from: Way['state'] | undefined, to: Way['state'], subscriber?: string): void {
    const way = this.#open.get(keyOf(ref, subscriber));
    if (way !== undefined && (from === undefined || way.state === from)) way.state = to;
    else if (from === undefined) {
      const { topic, verb } = ref;
      this.#open.set(keyOf(ref, subscriber), { messageId: idOf(ref), topic, verb, state: to, subscriber });
    }
  }

  /** A broadcast's way to whoever it was: that is not told. */
  #closesAll({ messageId }: { readonly messageId: string }): void {
    for (const [key, way] of this.#open) if (way.messageId === messageId) this.#open.delete(key);
  }

  #closes(ref: Ref, subscriber?: string): void {
    this.#open.delete(keyOf(ref, subscriber));
  }

  #odd(kind: UnexpectedKind, words: string, { topic, subscriber, verb, messageId }: About): void {
    if (this.unexpected.length >= mostUnexpected) return;
    const odd = { kind, words, ...definedOf({ topic, subscriber, verb, messageId }) };
    if (!this.#isAllowed(odd)) this.unexpected.push(odd);
  }
}

/** A message's way to its end: one for a publish, one to each subscriber for a broadcast. */
export interface Way {
  readonly messageId: string;
  readonly topic: string;
  readonly verb: Verb;
  /** Who has it, or had it last. */
  readonly subscriber: string | undefined;
  state: 'sending' | 'sent' | 'in-flight' | 'retry';
}

type Ref = { readonly topic: string; readonly verb: Verb } & (
  | { readonly messageId: string }
  | { readonly id: string }
);

const idOf = (ref: Ref): string => ('messageId' in ref ? ref.messageId : ref.id);

function keyOf(ref: Ref, subscriber?: string): string {
  const to = ref.verb === 'broadcast' && subscriber !== undefined ? ` ${subscriber}` : '';
  return `${idOf(ref)}${to}`;
}

function leave(seen: SeenMessage | undefined): void {
  for (const death of seen?.deaths ?? []) death.isLeft = false;
}

/** It was delivered since it died. */
const isUnderWayAgain = ({ deliveries, diedSeq }: SeenMessage): boolean =>
  (deliveries.at(-1)?.seq ?? 0) > diedSeq;
