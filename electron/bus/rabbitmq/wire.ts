import type { ConsumeMessage, GetMessage, Options } from 'amqplib';
import type { Headers, HeaderValue, Properties, Verb } from '../../../shared/bus/message';
import type { Burial } from '../backend';
import type { Message } from '../message';
import { encodableHeaders, encodableProperties, maxShortBytes } from './encodable';
import { rawHeader } from './field-table';

/** A message as amqplib hands it over. */
export type Raw = ConsumeMessage | GetMessage;

/**
 * The bus's own headers. Without `x-`, which brokers use and change themselves; the Python services ignore them.
 *
 * | header | meaning |
 * |---|---|
 * | `eventbus-id` | the message's id, on every copy; before that the property `messageId` is the id, if there is one |
 * | `eventbus-attempt` | 1-based; absent is 1 |
 * | `eventbus-interrupted` | deliveries that ended without an answer; absent is 0 |
 * | `eventbus-topic` | on what waits for a delayed retry: its topic |
 * | `eventbus-first-at` | when it was first published, ms since the epoch; only publishers of this bus set it |
 * | `eventbus-token` | one publish whose id does not tell it from another, to find the return that belongs to it |
 * | `eventbus-last-by`, `eventbus-last-name` | the subscriber that handled it last: its id and name |
 * | `eventbus-reason`, `eventbus-error`, `eventbus-dead-at` | on dead letters: why, the last error's text, when (ms) |
 * | `eventbus-queue`, `eventbus-exchange`, `eventbus-routing-key` | on dead letters: where it came from |
 */
export const header = {
  id: 'eventbus-id',
  attempt: 'eventbus-attempt',
  interrupted: 'eventbus-interrupted',
  topic: 'eventbus-topic',
  firstAt: 'eventbus-first-at',
  token: 'eventbus-token',
  lastBy: 'eventbus-last-by',
  lastName: 'eventbus-last-name',
  reason: 'eventbus-reason',
  error: 'eventbus-error',
  deadAt: 'eventbus-dead-at',
  queue: 'eventbus-queue',
  exchange: 'eventbus-exchange',
  routingKey: 'eventbus-routing-key',
} as const;

const own = 'eventbus-';
const isOwnHeader = (name: string) => name.startsWith(own);
/** What a broker writes itself. */
const written = /^x-(?:death|(?:first|last)-death-.*|delivery-count|acquired-count)$/;
/** What a broker wrote, and what would send a copy to more than one queue. */
const notCopied = (name: string) => written.test(name) || name === 'CC' || name === 'BCC';

/** What a message is sent with: always mandatory, so that the broker says when no queue took it. */
export type PublishOptions = Options.Publish & { readonly mandatory: true };

/** What a new message is published with. */
export function toWire({ id, headers, properties }: Message): PublishOptions {
  const now = Date.now();
  return {
    ...(properties as Options.Publish),
    messageId: id,
    timestamp: Math.floor(now / 1000),
    persistent: true,
    mandatory: true,
    headers: headersOf(headers, now),
  };
}

/**
 * Most messages have no headers but this one. A plain literal is for them: amqplib makes a prototype of the headers, which
 * costs a tenth of a publish when their names were computed.
 */
function headersOf(headers: Headers, now: number): Record<string, unknown> {
  if (Object.keys(headers).length === 0) return { 'eventbus-first-at': now };
  return { ...encodableHeaders(headers), [header.firstAt]: now };
}

/** Reads a message of this bus or of anybody else; nothing that a foreign program sends is refused. */
export function fromWire(raw: Raw, topic: string, verb: Verb, newId: () => string): Message {
  const { headers = {}, messageId } = raw.properties;
  const properties: Record<string, unknown> = {};
  for (const name of shownProperties) {
    const value: unknown = raw.properties[name];
    if (typeof value === 'string' || typeof value === 'number') properties[name] = value;
  }
  const id = asId(headers[header.id]) ?? asId(messageId) ?? newId();
  return {
    id,
    topic,
    verb,
    body: raw.content,
    headers: shownHeaders(headers),
    properties: properties as Properties,
  };
}

const shownProperties = [
  'contentType',
  'contentEncoding',
  'correlationId',
  'replyTo',
  'type',
  'appId',
  'priority',
] as const;

/** The sender's headers in a form that can be shown; the bus's own are left out. */
function shownHeaders(headers: Record<string, unknown>): Record<string, HeaderValue> {
  const entries = Object.entries(headers).filter(([name]) => !isOwnHeader(name) && !written.test(name));
  return Object.fromEntries(entries.map(([name, value]) => [name, shown(value)]));
}

function shown(value: unknown): HeaderValue {
  if (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  ) {
    return value;
  }
  if (Buffer.isBuffer(value)) return `0x${value.toString('hex')}`;
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    // A stranger's tables may be nested deeper than the stack is.
    return 'nested too deeply to be shown';
  }
}

export interface Marks {
  readonly attempt: number;
  readonly interrupted: number;
  /** Published by this bus, not by a foreign program. */
  readonly ours: boolean;
}

/** A header that is no sensible number counts as absent: anybody may write headers. */
export function marksOf({ properties: { headers = {} } }: Raw): Marks {
  return {
    attempt: Math.max(1, asCount(headers[header.attempt]) ?? 1),
    interrupted: asCount(headers[header.interrupted]) ?? 0,
    ours: headers[header.firstAt] !== undefined,
  };
}

/**
 * A copy of a message as it came, byte for byte, with other marks. Left out: `expiration` (an expired copy vanishes
 * without a word), `userId` (the broker refuses another user's), CC and BCC (would duplicate it), and death headers.
 */
export function copyOf({ properties }: Raw, id: string, marks: Record<string, HeaderValue>): PublishOptions {
  const {
    headers = {},
    contentType,
    contentEncoding,
    correlationId,
    replyTo,
    messageId,
    timestamp,
  } = properties;
  const { type, appId, priority } = properties;
  const kept = Object.entries(headers).filter(([name]) => !notCopied(name) && name !== header.token);
  const optional = { contentType, contentEncoding, correlationId, replyTo, timestamp, type, appId, priority };
  return {
    ...encodableProperties(
      Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
    ),
    messageId: asId(messageId) ?? id,
    persistent: true,
    mandatory: true,
    headers: { ...asTheyCame(headers, kept), [header.id]: id, ...marks },
  };
}

/** The bytes that came, where they are known: a number has a type, and may be larger than any here. */
function asTheyCame(
  headers: object,
  kept: readonly (readonly [name: string, value: unknown])[],
): Record<string, unknown> {
  const others = kept.filter(([name]) => rawHeader(headers, name) === undefined);
  const raw = kept.flatMap(([name]) => {
    const found = rawHeader(headers, name);
    return found === undefined ? [] : [[name, found] as const];
  });
  return { ...encodableHeaders(Object.fromEntries(others)), ...Object.fromEntries(raw) };
}

/** A dead letter's marks: why, and where it came from. */
export function burialMarks(
  { reason, attempts, error }: Burial,
  origin: Origin,
): Record<string, HeaderValue> {
  return {
    [header.attempt]: attempts,
    [header.reason]: reason,
    [header.error]: error ?? '',
    // With fractions, so that the dead letters of one moment keep their order.
    [header.deadAt]: performance.timeOrigin + performance.now(),
    [header.queue]: origin.queue,
    [header.exchange]: origin.exchange,
    [header.routingKey]: origin.routingKey,
  };
}

export interface Origin {
  readonly queue: string;
  readonly exchange: string;
  readonly routingKey: string;
}

/** A copy that starts over: nothing of its death is left but its id and when it was first published. */
export function revivalOf(raw: Raw, id: string): PublishOptions {
  const copy = copyOf(raw, id, {});
  const kept = [header.id, header.firstAt] as readonly string[];
  const headers = Object.entries(copy.headers as Record<string, unknown>);
  return {
    ...copy,
    headers: Object.fromEntries(headers.filter(([name]) => !isOwnHeader(name) || kept.includes(name))),
  };
}

/** An id must fit in the property that bears it. */
export function asId(value: unknown): string | undefined {
  const text = asText(value);
  return text !== undefined && Buffer.byteLength(text) <= maxShortBytes ? text : undefined;
}

export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function asCount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined;
}
