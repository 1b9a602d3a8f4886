import type { BusEvent, BusEventOf } from '../../shared/bus-event';
import type { Verb } from '../../shared/message';

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

interface AboutDelivery {
  readonly messageId: string;
  readonly verb: Verb;
  readonly subscriber: { readonly id: string };
}

/** The lives of all messages, told from the events. */
export class Story {
  readonly #publishes = new Map<string, Life>();
  readonly #broadcasts = new Map<string, Map<string, Life>>();
  /** Publishes that a subscriber has in hand, and which one. */
  readonly holders = new Map<string, string>();

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
        if (event.deliveryId !== undefined) this.#end(event);
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
    if (event.verb === 'publish') this.holders.set(event.messageId, event.subscriber.id);
  }

  #end(event: AboutDelivery): void {
    this.#life(event).running -= 1;
    if (event.verb === 'publish') this.holders.delete(event.messageId);
  }

  #life({ messageId, verb, subscriber }: AboutDelivery): Life {
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
