import { randomUUID } from 'node:crypto';
import type { SubscriberRef } from '../../../shared/bus/bus-event';
import { type Headers, messageInputSchema, type Properties, type Verb } from '../../../shared/bus/message';
import type { Burial } from '../backend';
import type { Message } from '../message';

/**
 * A message as the fields of a stream's entry. Of another program only `body` is needed.
 *
 * | field | meaning |
 * |---|---|
 * | `id` | the message's id; where there is none, the entry's id is it |
 * | `body` | the payload's bytes |
 * | `headers`, `properties` | JSON objects; absent is none |
 * | `first-at` | when it was first published, ms since the epoch; only publishers of this bus set it |
 * | `attempt` | 1-based; absent is 1 |
 * | `interrupted` | deliveries that ended without an answer; absent is 0 |
 * | `again` | `1` when the delivery before ended without an answer |
 * | `only` | of a broadcast: the id of the one subscriber it is for; the others pass it over |
 * | `last-by`, `last-name` | the subscriber that handled it last |
 * | `verb`, `reason`, `error`, `dead-at` | on dead letters: how it was sent, why, the last error's text, when (ms) |
 */
export type Fields = Record<string, string | Buffer>;

/** An entry of a stream as it was read. */
export interface Entry {
  /** The stream's own. */
  readonly entryId: string;
  readonly fields: ReadonlyMap<string, Buffer>;
}

/** What a new message is sent with, as arguments of XADD. */
export function toArguments({ id, body, headers, properties }: Message): (string | Buffer)[] {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const args = ['id', id, 'body', bytes, 'first-at', String(Date.now())];
  // Most messages have none.
  for (const _ in headers) {
    args.push('headers', JSON.stringify(headers));
    break;
  }
  for (const _ in properties) {
    args.push('properties', JSON.stringify(properties));
    break;
  }
  return args;
}

export function fromEntry({ entryId, fields }: Entry, topic: string, verb: Verb): Message {
  return {
    id: textOf(fields, 'id') || entryId,
    topic,
    verb,
    body: fields.get('body') ?? Buffer.from(JSON.stringify(foreignFields(fields))),
    headers: parsed(fields, 'headers'),
    properties: parsed(fields, 'properties'),
  };
}

/** A stranger may write anything: what cannot be one of ours counts as absent. */
function parsed<Name extends 'headers' | 'properties'>(
  fields: ReadonlyMap<string, Buffer>,
  name: Name,
): Name extends 'headers' ? Headers : Properties {
  const text = textOf(fields, name);
  let value: unknown = {};
  try {
    if (text !== undefined) value = JSON.parse(text);
  } catch {
    // Shown without.
  }
  const { data } = messageInputSchema.safeParse({ [name]: value });
  return (data?.[name] ?? {}) as Name extends 'headers' ? Headers : Properties;
}

const markFields = ['attempt', 'interrupted', 'again', 'only', 'last-by', 'last-name'];

/** An entry that another program made in its own way is shown whole, without what the bus has put there since. */
function foreignFields(fields: ReadonlyMap<string, Buffer>): Record<string, string> {
  const theirs = [...fields].filter(
    ([name, value]) => !markFields.includes(name) && !(name === 'id' && /^\d+-\d+$/.test(String(value))),
  );
  return Object.fromEntries(theirs.map(([name, value]) => [name, value.toString()]));
}

export function textOf(fields: ReadonlyMap<string, Buffer>, name: string): string | undefined {
  return fields.get(name)?.toString();
}

export function countOf(fields: ReadonlyMap<string, Buffer>, name: string): number | undefined {
  const text = textOf(fields, name);
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function marksIn(fields: ReadonlyMap<string, Buffer>): Fields {
  return Object.fromEntries([...fields].filter(([name]) => markFields.includes(name)));
}

const burialFields = ['verb', 'reason', 'error', 'dead-at'] as const;

/** The same message with other marks; those that are undefined are left out. */
export function copyOf(entry: Entry, marks: Readonly<Record<string, string | undefined>>): Fields {
  // What another program made in its own way goes on as it is shown: it may have more fields than a script takes.
  const came: Fields = entry.fields.has('body')
    ? Object.fromEntries(entry.fields)
    : { body: JSON.stringify(foreignFields(entry.fields)), ...marksIn(entry.fields) };
  const copy: Fields = { ...came, id: textOf(entry.fields, 'id') || entry.entryId };
  for (const name of ['again', ...burialFields]) delete copy[name];
  for (const [name, value] of Object.entries(marks)) {
    if (value === undefined) delete copy[name];
    else copy[name] = value;
  }
  return copy;
}

export function lastBy({ id, name }: SubscriberRef): Record<string, string> {
  return { 'last-by': id, 'last-name': name };
}

export function burialMarks(
  verb: Verb,
  { reason, attempts, error }: Burial,
): Record<string, string | undefined> {
  return {
    verb,
    reason,
    attempt: String(attempts),
    error,
    'dead-at': String(performance.timeOrigin + performance.now()),
    only: undefined,
  };
}

/** As arguments of XADD. */
export const asArguments = (fields: Fields): (string | Buffer)[] => Object.entries(fields).flat();

export const newToken = randomUUID;

/** What XRANGE and XREADGROUP answer with, one entry each; a deleted one has no fields. */
export function readEntries(reply: unknown): Entry[] {
  if (!Array.isArray(reply)) return [];
  return reply.map(([id, flat]: [Buffer, Buffer[] | null]) => {
    const fields = new Map<string, Buffer>();
    for (let at = 0; flat !== null && at + 1 < flat.length; at += 2) {
      fields.set(String(flat[at]), flat[at + 1] as Buffer);
    }
    return { entryId: String(id), fields };
  });
}
