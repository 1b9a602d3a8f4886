import { type BusEvent, messageIdOf } from '../../shared/bus/bus-event';
import type { Headers } from '../../shared/bus/message';
import { defaultHistoryBytes, type HistoryStats } from '../../shared/window/recording';
import type { Message } from '../bus/message';

/** What an event and a message's bookkeeping cost in memory, roughly; measured on a heap of a million of each. */
const eventBytes = 400;
const entryBytes = 600;

/** The share of the bound that is made free when it is reached. */
const evictedAtOnce = 1 / 32;

/** Events kept about one message. */
const maxEvents = 10_000;

/** Payloads kept of one message: a dead letter may be edited before it is replayed, and senders give an id twice. */
const maxPayloads = 8;

/** What a message held from one of its events on. */
interface Payload {
  readonly body: Uint8Array;
  readonly since: number;
}

interface Entry {
  /** The oldest first. */
  readonly payloads: Payload[];
  readonly events: BusEvent[];
  bytes: number;
}

/**
 * The last messages with their whole payloads and every event about them, for the trace and for looking closer.
 * Bounded by bytes: the message that has been there longest goes first.
 */
export class EventHistory {
  readonly #entries = new Map<string, Entry>();
  #limit: number;
  #bytes = 0;
  #evicted = 0;

  /** Default: 256 MB. */
  constructor(limitBytes = defaultHistoryBytes) {
    this.#limit = limitBytes;
  }

  add(event: BusEvent, message?: Message): void {
    const id = messageIdOf(event);
    if (id === undefined) return;
    let entry = this.#entries.get(id);
    if (entry === undefined) {
      entry = { payloads: [], events: [], bytes: 0 };
      this.#entries.set(id, entry);
      this.#grow(entry, entryBytes);
    }
    // A sender may give all its messages the same id.
    if (entry.events.length >= maxEvents) return;
    entry.events.push(event);
    this.#grow(
      entry,
      eventBytes + ('message' in event ? headerBytes(event.message.headers) : 0) + routeBytes(event),
    );
    if (message !== undefined) this.#keepPayload(entry, message.body);
    this.#evict();
  }

  /** What the message held last, or what this delivery of it held. */
  body(messageId: string, deliveryId?: string): Uint8Array | undefined {
    const entry = this.#entries.get(messageId);
    if (entry === undefined) return undefined;
    const { payloads, events } = entry;
    if (deliveryId === undefined) return payloads.at(-1)?.body;
    const at = events.findIndex(
      (event) =>
        (event.type === 'delivered' && event.deliveryId === deliveryId) ||
        (event.type === 'tapped' && event.sightId === deliveryId),
    );
    // Of a message with very many deliveries the later ones are not among its events.
    if (at < 0) return payloads.at(-1)?.body;
    return payloads.findLast(({ since }) => since <= at)?.body;
  }

  trace(messageId: string): readonly BusEvent[] {
    return this.#entries.get(messageId)?.events ?? [];
  }

  stats(): HistoryStats {
    return {
      bytes: this.#bytes,
      limit: this.#limit,
      messages: this.#entries.size,
      evicted: this.#evicted,
    };
  }

  /** Takes effect at once: what is over a lower limit goes now. */
  setLimit(bytes: number): void {
    this.#limit = bytes;
    this.#evict();
  }

  /** Every event about any message that is kept. */
  *events(): Iterable<BusEvent> {
    for (const { events } of this.#entries.values()) yield* events;
  }

  #keepPayload(entry: Entry, body: Uint8Array): void {
    const { payloads, events } = entry;
    const last = payloads.at(-1);
    if (last !== undefined && isSame(last.body, body)) return;
    const known = payloads.find((payload) => isSame(payload.body, body))?.body;
    if (known === undefined) this.#grow(entry, body.length);
    payloads.push({ body: known ?? body, since: events.length - 1 });
    while (payloads.length > maxPayloads || (payloads.length > 1 && entry.bytes > this.#limit)) {
      const oldest = payloads.shift();
      if (oldest !== undefined && payloads.every((payload) => payload.body !== oldest.body))
        this.#grow(entry, -oldest.body.length);
    }
  }

  #grow(entry: Entry, bytes: number): void {
    entry.bytes += bytes;
    this.#bytes += bytes;
  }

  /** Some more than must go, since finding the oldest in a Map means passing by all that were taken out before. */
  #evict(): void {
    if (this.#bytes <= this.#limit) return;
    const enough = this.#limit * (1 - evictedAtOnce);
    for (const [id, { bytes }] of this.#entries) {
      // One message may be larger than the whole bound: the newest stays, so that it can be looked at.
      if (this.#bytes <= enough || this.#entries.size === 1) return;
      this.#entries.delete(id);
      this.#bytes -= bytes;
      this.#evicted += 1;
    }
  }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one === other || (one.length === other.length && Buffer.compare(one, other) === 0);
}

function headerBytes(headers: Headers): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(headers)) {
    bytes += 2 * name.length + (typeof value === 'string' ? 2 * value.length : 8);
  }
  return bytes;
}

/** A broadcast may go into very many queues. */
function routeBytes(event: BusEvent): number {
  if (event.type !== 'tapped' || event.sight.what !== 'published') return 0;
  return (event.sight.routedTo ?? []).reduce((bytes, queue) => bytes + 2 * queue.length + 16, 0);
}
