import type { BusEvent, BusEventType } from '../../shared/bus/bus-event';
import type { Verb } from '../../shared/bus/message';
import type { Counted } from '../../shared/scenario/expectations';

type CountedName = Exclude<keyof Counted, 'topic' | 'subscriber' | 'verb'>;

/** Which event each count is of. */
const counts = {
  published: 'published',
  delivered: 'delivered',
  acked: 'acked',
  failed: 'failed',
  retried: 'retryScheduled',
  interrupted: 'interrupted',
  deadLettered: 'deadLettered',
  replayed: 'replayed',
  discarded: 'discarded',
} as const satisfies Partial<Record<CountedName, BusEventType>>;

const words: Partial<Record<CountedName, string>> = { deadLettered: 'dead', inFlight: 'in flight' };

/** For people. */
export const wordOf = (name: CountedName): string => words[name] ?? name;

export const countedNames = [...Object.keys(counts), 'foreign', 'inFlight'] as CountedName[];

interface Cell {
  readonly name: CountedName;
  readonly topic: string;
  readonly verb: Verb | undefined;
  readonly subscriber: string | undefined;
  value: number;
}

export interface Which {
  readonly topic?: string | undefined;
  readonly subscriber?: string | undefined;
  readonly verb?: Verb | undefined;
}

/** How often what happened, by topic, subscriber and verb. */
export class Tally {
  readonly #cells = new Map<string, Cell>();
  /** A delivery that ends without an answer of its own, as one that is lost with its link, is in flight no more. */
  readonly #inFlight = new Map<string, Cell>();
  readonly #interruptions = new Map<string, number>();

  of(name: CountedName, { topic, subscriber, verb }: Which = {}): number {
    let sum = 0;
    for (const cell of this.#cells.values()) {
      if (cell.name !== name) continue;
      if (topic !== undefined && cell.topic !== topic) continue;
      if (verb !== undefined && cell.verb !== verb) continue;
      if (subscriber !== undefined && cell.subscriber !== subscriber) continue;
      sum += cell.value;
    }
    return sum;
  }

  add(event: BusEvent): void {
    for (const [name, type] of Object.entries(counts)) {
      if (event.type === type && this.#isNews(event)) this.#cell(name as CountedName, event).value += 1;
    }
    switch (event.type) {
      case 'retryReturned':
        this.#cell('deadLettered', event).value += 1;
        return;
      case 'delivered': {
        if (event.foreign) this.#cell('foreign', event).value += 1;
        const cell = this.#cell('inFlight', event);
        cell.value += 1;
        this.#inFlight.set(event.deliveryId, cell);
        return;
      }
      case 'acked':
      case 'failed':
      case 'interrupted':
      case 'deadLettered': {
        const { deliveryId } = event;
        const cell = deliveryId === undefined ? undefined : this.#inFlight.get(deliveryId);
        if (cell === undefined || deliveryId === undefined) return;
        this.#inFlight.delete(deliveryId);
        cell.value -= 1;
        return;
      }
      default:
        return;
    }
  }

  /** The end of a delivery of ours is told when it ends, and by the broker when it delivers the message again: in any order. */
  #isNews(event: BusEvent): boolean {
    if (event.type !== 'interrupted') return true;
    const key = event.verb === 'publish' ? event.messageId : `${event.messageId} ${event.subscriber.name}`;
    const balance = this.#interruptions.get(key) ?? 0;
    const step = event.deliveryId === undefined ? -1 : 1;
    this.#interruptions.set(key, balance + step);
    return balance * step >= 0;
  }

  #cell(name: CountedName, event: BusEvent): Cell {
    const { topic, verb } =
      event.type === 'published' ? event.message : (event as { topic: string; verb?: Verb });
    const subscriber = 'subscriber' in event ? event.subscriber.name : undefined;
    const key = JSON.stringify([name, topic, verb, subscriber]);
    const known = this.#cells.get(key);
    if (known !== undefined) return known;
    const cell: Cell = { name, topic, verb, subscriber, value: 0 };
    this.#cells.set(key, cell);
    return cell;
  }
}
