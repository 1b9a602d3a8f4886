import { randomUUID } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type BusEvent, type BusEventOf, messageIdOf } from '../../../shared/bus/bus-event';
import { BusError } from '../../../shared/bus/errors';
import type { MessageSummary } from '../../../shared/bus/message';
import type { Trace } from '../../../shared/ipc/ipc';
import {
  maxListedDeliveries,
  maxTraceEnd,
  type OpenedRecording as Opened,
  type RecordedLine,
  type RecordedMessage,
  recordingPageSize,
} from '../../../shared/window/recording';
import { openPlainFile } from '../../bus/plain-file';
import { follow, newLife, type RecordedLife } from './life';
import { bytesOf, parseLine } from './line';
import { partsOf } from './parts';
import { maxLineBytes, readLines } from './read-lines';

interface Place {
  readonly part: number;
  readonly offset: number;
  readonly length: number;
}

interface Entry extends RecordedLife {
  readonly at: number;
  firstPayload: Place | undefined;
  /** What it held last, as far as the recording has been read. */
  payload: Place | undefined;
  /** What those of its deliveries held that did not hold the first; mostly there is none. */
  held: Map<string, Place> | undefined;
  readonly sent: Sent[];
  readonly places: Place[];
}

/** A message as it was published; a sender may give an id twice. */
interface Sent {
  readonly at: number;
  readonly message: MessageSummary;
  readonly payload: Place;
}

/** A page of a recording's list ends with so many deliveries, bytes being what it costs to hand it over. */
const maxPageDeliveries = 5000;
/** A file that begins with more lines than this that are no events is none of ours. */
const mostStrangeLines = 10_000;

/** A message of a recording, to be published again. */
export interface Publishable {
  readonly at: number;
  readonly message: MessageSummary;
  readonly body: () => Promise<Uint8Array>;
}

/**
 * A recording read from disk: who is in it and where each line stands. The lines themselves stay on the disk, so that a
 * recording may be larger than the memory.
 */
export class OpenedRecording {
  readonly id = randomUUID();
  readonly #path: string;
  readonly #entries = new Map<string, Entry>();
  readonly #files: FileHandle[] = [];
  /** A large payload is asked for in many slices. */
  #lastBody: { readonly place: Place; readonly bytes: Uint8Array } | undefined;
  #events = 0;
  #damaged = 0;
  #from = Number.POSITIVE_INFINITY;
  #to = 0;

  static async open(path: string): Promise<OpenedRecording> {
    const recording = new OpenedRecording(path);
    try {
      await recording.#read();
    } catch (error) {
      await recording.close();
      throw error;
    }
    return recording;
  }

  private constructor(path: string) {
    this.#path = path;
  }

  get summary(): Opened {
    const shown = [...this.#entries.values()].filter(({ message }) => message !== undefined);
    const publishable = this.publishable();
    const topics = new Set(publishable.map(({ message }) => message.topic));
    const [topic] = topics;
    return {
      recordingId: this.id,
      path: this.#path,
      parts: this.#files.length,
      events: this.#events,
      messages: shown.length,
      publishable: publishable.length,
      ...(topics.size === 1 && topic !== undefined ? { topic } : {}),
      from: this.#events === 0 ? 0 : this.#from,
      to: this.#to,
      damaged: this.#damaged,
      shortened: shown.filter(({ deliveries }) => deliveries.size > maxListedDeliveries).length,
    };
  }

  page(from: number): RecordedMessage[] {
    const page: RecordedMessage[] = [];
    let index = 0;
    let listed = 0;
    for (const [messageId, entry] of this.#entries) {
      const { message, at, attempt, deliveries, outcome } = entry;
      if (message === undefined) continue;
      if (index >= from) {
        const some = firstOf(deliveries.values(), maxListedDeliveries);
        page.push({ messageId, at, message, attempt, outcome, deliveries: some });
        listed += some.length;
      }
      if (page.length === recordingPageSize || listed >= maxPageDeliveries) break;
      index += 1;
    }
    return page;
  }

  /** The messages whose sending was recorded, in its order. */
  publishable(): Publishable[] {
    const found: Publishable[] = [];
    for (const { sent } of this.#entries.values()) {
      for (const { at, message, payload } of sent) {
        found.push({ at, message, body: async () => (await this.#bodyAt(payload)) ?? new Uint8Array() });
      }
    }
    return found.sort((a, b) => a.at - b.at);
  }

  async trace(messageId: string): Promise<Trace> {
    const all = this.#entries.get(messageId)?.places ?? [];
    const isWhole = all.length <= 2 * maxTraceEnd;
    const places = isWhole ? all : [...all.slice(0, maxTraceEnd), ...all.slice(-maxTraceEnd)];
    const events: BusEvent[] = [];
    for (const place of places) {
      const line = await this.#line(place);
      if (line !== undefined) events.push(line.event);
    }
    return { events, leftOut: all.length - places.length };
  }

  hasDelivery(messageId: string, deliveryId: string): boolean {
    return this.#entries.get(messageId)?.deliveries.has(deliveryId) ?? false;
  }

  /** What the message held last, or what this delivery of it held. */
  async body(messageId: string, deliveryId?: string): Promise<Uint8Array | undefined> {
    const entry = this.#entries.get(messageId);
    const place =
      deliveryId !== undefined && entry?.deliveries.has(deliveryId)
        ? (entry.held?.get(deliveryId) ?? entry.firstPayload)
        : entry?.payload;
    return place === undefined ? undefined : this.#bodyAt(place);
  }

  async #bodyAt(place: Place): Promise<Uint8Array | undefined> {
    if (this.#lastBody?.place === place) return this.#lastBody.bytes;
    const payload = (await this.#line(place))?.payload;
    if (payload === undefined) return undefined;
    const bytes = bytesOf(payload);
    this.#lastBody = { place, bytes };
    return bytes;
  }

  async close(): Promise<void> {
    await Promise.all(this.#files.splice(0).map((file) => file.close()));
  }

  async #read(): Promise<void> {
    for (const path of await partsOf(this.#path)) {
      const { file } = await openPlainFile(path, {
        what: 'The recording',
        maxBytes: Number.POSITIVE_INFINITY,
      });
      const part = this.#files.push(file);
      for await (const lines of readLines(file)) {
        for (const { text, offset, length } of lines) {
          const line = text === undefined ? undefined : parseLine(text);
          if (line !== undefined) this.#add(line, { part, offset, length });
          else if (text === undefined || text.trim() !== '') this.#damaged += 1;
        }
        if (this.#events === 0 && this.#damaged > mostStrangeLines) break;
        // The disk may be so fast that nobody else would have a turn.
        await nextTurn();
      }
    }
    if (this.#events === 0 && this.#damaged > 0) {
      throw new BusError(
        'invalid-argument',
        `This file is not a recording: it has no line that is an event, or lines of more than ${maxLineBytes} bytes.`,
      );
    }
  }

  #add({ event, payload }: RecordedLine, place: Place): void {
    this.#events += 1;
    this.#from = Math.min(this.#from, event.at);
    this.#to = Math.max(this.#to, event.at);
    const id = messageIdOf(event);
    if (id === undefined) return;
    let entry = this.#entries.get(id);
    if (entry === undefined) {
      entry = newEntry(event.at);
      this.#entries.set(id, entry);
    }
    entry.places.push(place);
    if (payload !== undefined) {
      entry.payload = place;
      entry.firstPayload ??= place;
    }
    const before = entry.message;
    follow(entry, event);
    if (isSent(event, entry)) {
      const { at, message } = event;
      // Recordings of old have one payload per message id, which may be another message's.
      const isOwn = payload !== undefined || (before !== undefined && isOfOnePayload(before, message));
      if (isOwn && entry.payload !== undefined) entry.sent.push({ at, message, payload: entry.payload });
    }
    if (event.type === 'delivered' && entry.payload !== undefined && entry.payload !== entry.firstPayload) {
      entry.held ??= new Map();
      entry.held.set(event.deliveryId, entry.payload);
    }
  }

  async #line({ part, offset, length }: Place): Promise<RecordedLine | undefined> {
    const file = this.#files[part - 1];
    if (file === undefined) throw new BusError('not-found', 'This recording is closed.');
    const bytes = Buffer.allocUnsafe(length);
    const { bytesRead } = await file.read(bytes, 0, length, offset);
    return parseLine(bytes.subarray(0, bytesRead).toString('utf8'));
  }
}

/** Published here, or seen by a tap as it was published elsewhere: the tap sees ours, too. */
function isSent(event: BusEvent, { sent }: Entry): event is BusEventOf<'published' | 'tapped'> {
  if (event.type === 'published') return true;
  return (
    event.type === 'tapped' && event.sight.what === 'published' && event.attempt === 1 && sent.length === 0
  );
}

const newEntry = (at: number): Entry => ({
  at,
  ...newLife(),
  firstPayload: undefined,
  payload: undefined,
  held: undefined,
  sent: [],
  places: [],
});

function firstOf<Value>(values: Iterable<Value>, most: number): Value[] {
  const found: Value[] = [];
  for (const value of values) {
    if (found.length === most) break;
    found.push(value);
  }
  return found;
}

const isOfOnePayload = (one: MessageSummary, other: MessageSummary): boolean =>
  one.size === other.size && one.preview.text === other.preview.text;
