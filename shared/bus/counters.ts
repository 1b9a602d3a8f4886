import type { BusFact } from './bus-event';

/** What a pane counts. `received = acked + failed + interrupted + inFlight`, and `failed >= retried + dead`. */
export interface SubscriberCounters {
  received: number;
  acked: number;
  /** Runs that ended in an error. */
  failed: number;
  /** Failed runs after which another attempt was scheduled. */
  retried: number;
  /** Messages this subscriber gave up on. */
  dead: number;
  /** Runs that began and ended without an answer. */
  interrupted: number;
  inFlight: number;
}

/** What a topic counts over all its subscribers. */
export interface TopicCounters {
  /** What the broker has taken responsibility for, held messages among them. */
  published: number;
  broadcast: number;
  held: number;
  /** Nobody was there to take it. */
  returned: number;
  /** Refused, or of unknown fate. */
  publishFailed: number;
  delivered: number;
  acked: number;
  failed: number;
  retried: number;
  dead: number;
  replayed: number;
  /** Waited in line, and were dropped by a limit. */
  dropped: number;
}

export const noSubscriberCounters = (): SubscriberCounters => ({
  received: 0,
  acked: 0,
  failed: 0,
  retried: 0,
  dead: 0,
  interrupted: 0,
  inFlight: 0,
});

export const noTopicCounters = (): TopicCounters => ({
  published: 0,
  broadcast: 0,
  held: 0,
  returned: 0,
  publishFailed: 0,
  delivered: 0,
  acked: 0,
  failed: 0,
  retried: 0,
  dead: 0,
  replayed: 0,
  dropped: 0,
});

/** Derives every number on the screen from the event stream; exact at any rate, since it sees every event. */
export class Counters {
  readonly subscribers = new Map<string, SubscriberCounters>();
  readonly topics = new Map<string, TopicCounters>();
  readonly #changedSubscribers = new Set<string>();
  readonly #changedTopics = new Set<string>();

  add(event: BusFact): void {
    switch (event.type) {
      case 'confirmed':
        this.#topic(event.topic)[event.verb === 'publish' ? 'published' : 'broadcast'] += 1;
        break;
      case 'held':
      case 'returned':
      case 'publishFailed':
      case 'replayed':
        this.#topic(event.topic)[event.type] += 1;
        break;
      case 'delivered': {
        const counters = this.#subscriber(event.subscriber.id);
        counters.received += 1;
        counters.inFlight += 1;
        this.#topic(event.topic).delivered += 1;
        break;
      }
      case 'acked':
      case 'failed': {
        const counters = this.#subscriber(event.subscriber.id);
        counters[event.type] += 1;
        counters.inFlight -= 1;
        this.#topic(event.topic)[event.type] += 1;
        break;
      }
      case 'interrupted': {
        if (event.deliveryId === undefined) break;
        const counters = this.#subscriber(event.subscriber.id);
        counters.interrupted += 1;
        counters.inFlight -= 1;
        break;
      }
      case 'retryScheduled':
        this.#subscriber(event.subscriber.id).retried += 1;
        this.#topic(event.topic).retried += 1;
        break;
      case 'deadLettered':
        this.#subscriber(event.subscriber.id).dead += 1;
        this.#topic(event.topic).dead += 1;
        break;
      case 'retryReturned':
        this.#topic(event.topic).dead += 1;
        break;
      case 'dropped':
        this.#topic(event.topic).dropped += event.count;
        break;
      case 'subscriberAdded':
        this.#subscriber(event.subscriber.id);
        this.#topic(event.topic);
        break;
      default:
        event.type satisfies
          | 'published'
          | 'tapped'
          | 'tapMissed'
          | 'discarded'
          | 'subscriberChanged'
          | 'subscriberRemoved'
          | 'connection';
        break;
    }
  }

  /** Every counter, copied. */
  all(): CounterChanges {
    for (const id of this.subscribers.keys()) this.#changedSubscribers.add(id);
    for (const topic of this.topics.keys()) this.#changedTopics.add(topic);
    return this.takeChanges();
  }

  /** The counters that changed since the last call, copied. */
  takeChanges(): CounterChanges {
    const changes = {
      subscribers: new Map([...this.#changedSubscribers].map((id) => [id, { ...this.#subscriber(id) }])),
      topics: new Map([...this.#changedTopics].map((topic) => [topic, { ...this.#topic(topic) }])),
    };
    this.#changedSubscribers.clear();
    this.#changedTopics.clear();
    return changes;
  }

  #subscriber(id: string): SubscriberCounters {
    this.#changedSubscribers.add(id);
    return getOrCreate(this.subscribers, id, noSubscriberCounters);
  }

  #topic(topic: string): TopicCounters {
    this.#changedTopics.add(topic);
    return getOrCreate(this.topics, topic, noTopicCounters);
  }
}

/** Maps, since a topic may be called `__proto__`. They cross the IPC as they are. */
export interface CounterChanges {
  readonly subscribers: ReadonlyMap<string, SubscriberCounters>;
  readonly topics: ReadonlyMap<string, TopicCounters>;
}

function getOrCreate<Key, Value>(map: Map<Key, Value>, key: Key, create: () => Value): Value {
  const found = map.get(key);
  if (found !== undefined) return found;
  const created = create();
  map.set(key, created);
  return created;
}
