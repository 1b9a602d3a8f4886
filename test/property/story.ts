import type { BusEvent, BusEventOf } from '../../shared/bus/bus-event';
import type { Verb } from '../../shared/bus/message';

/** What one message has been through: a publish as a whole, a broadcast at one subscriber. */
export interface Life {
  /** The attempts of its deliveries, in order. */
  readonly starts: number[];
  acked: number;
  /** Deliveries without an end. */
  running: number;
  /** How often the bus counted it as interrupted. */
  interrupted: number;
  readonly dead: string[];
}

/** Who has which message in hand. */
export interface Holder {
  readonly messageId: string;
  readonly subscriberId: string;
}

interface AboutDelivery {
  readonly deliveryId: string;
  readonly messageId: string;
  readonly verb: Verb;
  readonly subscriber: { readonly id: string };
}

/** The lives of all messages, told from the events. */
export class Story {
  readonly #publishes = new Map<string, Life>();
  readonly #broadcasts = new Map<string, Map<string, Life>>();
  /** The publishes that somebody has in hand, by delivery: the next may begin before the end of the last is told. */
  readonly #inHand = new Map<string, Holder>();

  note(event: BusEvent): void {
    switch (event.type) {
      case 'delivered':
        this.#begin(event);
        break;
      case 'acked':
        this.#life(event).acked += 1;
        this.#end(event);
        break;
      case 'failed':
        this.#end(event);
        break;
      case 'interrupted':
        if (event.deliveryId !== undefined) this.#end({ ...event, deliveryId: event.deliveryId });
        // What counts is what the broker tells of it afterwards.
        else this.#life(event).interrupted = event.count;
        break;
      case 'deadLettered':
        this.#life(event).dead.push(`${event.reason} after ${event.attempts}`);
        break;
      default:
        break;
    }
  }

  /** In the order of their messages. */
  get holders(): Holder[] {
    return [...this.#inHand.values()].sort((a, b) => (a.messageId < b.messageId ? -1 : 1));
  }

  /** Without names: which of several free subscribers is served is each backend's own affair. */
  get publishes(): Record<string, Life> {
    return Object.fromEntries([...this.#publishes].sort(byKey));
  }

  get broadcasts(): Record<string, Life[]> {
    const lives = [...this.#broadcasts].sort(byKey);
    return Object.fromEntries(
      lives.map(([id, bySubscriber]) => [id, [...bySubscriber.values()].sort(byText)] as const),
    );
  }

  /** The subscribers that a broadcast came to. */
  reach(messageId: string): ReadonlySet<string> {
    return new Set(this.#broadcasts.get(messageId)?.keys());
  }

  #begin(event: BusEventOf<'delivered'>): void {
    const life = this.#life(event);
    life.starts.push(event.attempt);
    life.running += 1;
    if (event.verb !== 'publish') return;
    const { deliveryId, messageId, subscriber } = event;
    this.#inHand.set(deliveryId, { messageId, subscriberId: subscriber.id });
  }

  #end(event: AboutDelivery): void {
    this.#life(event).running -= 1;
    this.#inHand.delete(event.deliveryId);
  }

  #life({ messageId, verb, subscriber }: Omit<AboutDelivery, 'deliveryId'>): Life {
    const lives = verb === 'publish' ? this.#publishes : this.#broadcastsOf(messageId);
    const key = verb === 'publish' ? messageId : subscriber.id;
    const life = lives.get(key) ?? { starts: [], acked: 0, running: 0, interrupted: 0, dead: [] };
    lives.set(key, life);
    return life;
  }

  #broadcastsOf(messageId: string): Map<string, Life> {
    const lives = this.#broadcasts.get(messageId) ?? new Map<string, Life>();
    this.#broadcasts.set(messageId, lives);
    return lives;
  }
}

function byKey([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}

function byText(a: Life, b: Life): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}
