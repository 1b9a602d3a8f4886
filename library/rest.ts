import type { BusEvent } from '../shared/bus/bus-event';

/** Those that went to other programs are forgotten when there are so many. */
const manyRetries = 10_000;

/**
 * Whether anything of a bus is under way: deliveries that are not answered, retries that wait here for their time, a link that is
 * being opened again.
 */
export class Rest {
  readonly #deliveries = new Map<string, string>();
  /** When each is due, ms since the epoch. */
  readonly #retries = new Map<string, number>();
  #lastAt = Date.now();
  #isConnected = true;
  #sending = 0;
  readonly #watchers = new Set<() => void>();

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

  #noteWhat(event: BusEvent): void {
    switch (event.type) {
      case 'delivered':
        this.#retries.delete(keyOf(event));
        this.#deliveries.set(event.deliveryId, keyOf(event));
        return;
      case 'acked':
      case 'deadLettered':
        this.#deliveries.delete(event.deliveryId);
        return;
      case 'retryScheduled':
        this.#deliveries.delete(event.deliveryId);
        if (this.#retries.size >= manyRetries) this.#forgetDue(event.at);
        this.#retries.set(keyOf(event), event.at + event.delayMs);
        return;
      case 'interrupted':
        this.#retries.delete(keyOf(event));
        this.#endAll(event.subscriber.id, event.deliveryId, keyOf(event));
        return;
      case 'connection':
        this.#isConnected = event.status.state === 'ready' || event.status.state === 'blocked';
        return;
      case 'published':
      case 'confirmed':
      case 'held':
      case 'returned':
      case 'publishFailed':
      // It is not over: what becomes of it follows.
      case 'failed':
      case 'retryReturned':
      case 'dropped':
      case 'replayed':
      case 'discarded':
      case 'subscriberAdded':
      case 'subscriberChanged':
      case 'subscriberRemoved':
      case 'tapped':
      case 'tapMissed':
        return;
      default:
        event satisfies never;
    }
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
    // One whose time has come and that does not come back went to another program.
    for (const dueAt of this.#retries.values()) from = Math.max(from, dueAt);
    return from + quietMs;
  }

  #changed(): void {
    for (const watcher of this.#watchers) watcher();
  }

  #forgetDue(now: number): void {
    for (const [key, dueAt] of this.#retries) if (dueAt < now) this.#retries.delete(key);
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
