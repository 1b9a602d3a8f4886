import type { BusEvent } from '../shared/bus/bus-event';

/** What is expected here and does not come within this went to another program, ms. */
const lateMs = 1000;
/** Those that went to other programs are forgotten when there are so many. */
const manyExpected = 10_000;

/**
 * Whether anything of a bus is under way: messages that are being sent or answered, those that its own subscribers may still get, retries
 * that wait for their time, a link that is being opened again.
 */
export class Rest {
  readonly #watchers = new Set<() => void>();
  /** Ours, by topic. */
  readonly #subscribers = new Map<string, Set<string>>();
  /** What each unanswered delivery is of. */
  readonly #deliveries = new Map<string, string>();
  /** When a message that may come to one of ours is due, ms since the epoch. */
  readonly #expected = new Map<string, number>();
  #lastAt = Date.now();
  #isConnected = true;
  #sending = 0;

  /** Called whenever {@link restedAt} may have changed. */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => {
      this.#watchers.delete(watcher);
    };
  }

  note(event: BusEvent): void {
    this.#lastAt = event.at;
    this.#noteWhat(event);
    this.#changed();
  }

  /** Counts as under way until it is settled, whatever comes of it. */
  async during<Value>(send: () => Promise<Value>): Promise<Value> {
    this.#sending += 1;
    try {
      return await send();
    } finally {
      this.#sending -= 1;
      this.#lastAt = Date.now();
      this.#changed();
    }
  }

  /** When it will have been at rest for so long, if nothing more happens, ms since the epoch. */
  restedAt(quietMs: number): number {
    if (!this.#isConnected || this.#sending > 0 || this.#deliveries.size > 0) return Number.POSITIVE_INFINITY;
    let from = this.#lastAt;
    // Each that comes makes room for the next, so that the last event counts as well.
    for (const dueAt of this.#expected.values()) from = Math.max(from, this.#lastAt + lateMs, dueAt + lateMs);
    return from + quietMs;
  }

  /** What was expected until now is not any more. */
  rested(): void {
    this.#expected.clear();
  }

  #noteWhat(event: BusEvent): void {
    switch (event.type) {
      case 'published': {
        const { id, topic, verb } = event.message;
        for (const key of this.#receivers(id, topic, verb)) this.#expect(key, event.at);
        return;
      }
      case 'confirmed':
        // How long the broker took to answer says nothing of when it delivers.
        for (const key of this.#receivers(event.messageId, event.topic, event.verb))
          if (this.#expected.has(key)) this.#expect(key, event.at);
        return;
      case 'held':
      case 'returned':
      case 'publishFailed':
        for (const key of this.#receivers(event.messageId, event.topic, event.verb))
          this.#expected.delete(key);
        return;
      case 'replayed':
        // To whom a broadcast goes is the broker's to know.
        this.#expect(event.messageId, event.at);
        return;
      case 'delivered':
        this.#expected.delete(event.messageId);
        this.#expected.delete(keyOf(event));
        this.#deliveries.set(event.deliveryId, keyOf(event));
        return;
      case 'acked':
      case 'deadLettered':
        this.#deliveries.delete(event.deliveryId);
        return;
      case 'retryScheduled':
        this.#deliveries.delete(event.deliveryId);
        this.#expect(keyOf(event), event.at + event.delayMs);
        return;
      case 'interrupted':
        this.#endAll(event.subscriber.id, event.deliveryId, keyOf(event));
        if (this.#subscribers.has(event.topic)) this.#expect(keyOf(event), event.at);
        return;
      case 'subscriberAdded':
        this.#add(event.topic, event.subscriber.id);
        return;
      case 'subscriberRemoved':
        this.#remove(event.topic, event.subscriber.id);
        return;
      case 'connection':
        this.#isConnected = event.status.state === 'ready' || event.status.state === 'blocked';
        return;
      // It is not over: what becomes of it follows.
      case 'failed':
      case 'retryReturned':
      case 'dropped':
      case 'discarded':
      case 'subscriberChanged':
      case 'tapped':
      case 'tapMissed':
        return;
      default:
        event satisfies never;
    }
  }

  /** Who of ours may get it: one of them a publish, each a broadcast. */
  #receivers(messageId: string, topic: string, verb: 'publish' | 'broadcast'): string[] {
    const ids = this.#subscribers.get(topic);
    if (ids === undefined) return [];
    return verb === 'publish' ? [messageId] : [...ids].map((id) => `${messageId}/${id}`);
  }

  #add(topic: string, id: string): void {
    const ids = this.#subscribers.get(topic) ?? new Set();
    this.#subscribers.set(topic, ids.add(id));
  }

  #remove(topic: string, id: string): void {
    const ids = this.#subscribers.get(topic);
    ids?.delete(id);
    if (ids?.size === 0) this.#subscribers.delete(topic);
  }

  #expect(key: string, dueAt: number): void {
    if (this.#expected.size >= manyExpected) this.#forgetLate(Date.now());
    this.#expected.set(key, dueAt);
  }

  #forgetLate(now: number): void {
    for (const [key, dueAt] of this.#expected) if (dueAt + lateMs < now) this.#expected.delete(key);
  }

  #changed(): void {
    for (const watcher of this.#watchers) watcher();
  }

  #endAll(subscriberId: string, deliveryId: string | undefined, key: string): void {
    if (deliveryId !== undefined) {
      this.#deliveries.delete(deliveryId);
      return;
    }
    for (const [id, each] of this.#deliveries) {
      if (each === key && id.startsWith(`${subscriberId}/`)) this.#deliveries.delete(id);
    }
  }
}

interface About {
  readonly verb: 'publish' | 'broadcast';
  readonly messageId: string;
  readonly subscriber: { readonly id: string };
}

/** A publish comes back to any subscriber, a broadcast to the same. */
const keyOf = ({ verb, messageId, subscriber }: About): string =>
  verb === 'publish' ? messageId : `${messageId}/${subscriber.id}`;
