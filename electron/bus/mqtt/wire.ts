import type { IPublishPacket } from 'mqtt';
import type { SubscriberRef } from '../../../shared/bus/bus-event';
import { BusError } from '../../../shared/bus/errors';
import { type Headers, parseTopic, type Verb } from '../../../shared/bus/message';
import type { Burial } from '../backend';
import type { Message } from '../message';

export type Marks = Readonly<Record<string, string | undefined>>;
type Properties = NonNullable<IPublishPacket['properties']>;

/** A message as it came. */
export interface Raw {
  readonly body: Buffer;
  readonly properties: Properties;
  /** The broker has sent it before. */
  readonly dup: boolean;
}

/**
 * The bus's own user properties; what another program sends has none of them.
 *
 * | property | meaning |
 * |---|---|
 * | `eventbus-id` | the message's id |
 * | `eventbus-first-at` | when it was first published, ms since the epoch |
 * | `eventbus-attempt` | 1-based; absent is 1 |
 * | `eventbus-interrupted` | deliveries that ended without an answer; absent is 0 |
 * | `eventbus-again` | `1` when the delivery before ended without an answer |
 * | `eventbus-last-by`, `eventbus-last-name` | the subscriber that handled it last |
 * | `eventbus-verb`, `eventbus-topic`, `eventbus-due-at`, `eventbus-owner` | on what waits: how and where it goes, when, who sees to it |
 * | `eventbus-topic`, `eventbus-held-at`, `eventbus-owner` | on what is held for nobody: where it goes, since when, who sees to it |
 * | `eventbus-verb`, `eventbus-reason`, `eventbus-error`, `eventbus-dead-at` | on dead letters |
 */
const own = 'eventbus-';

const markNames = [
  ...(['id', 'first-at', 'attempt', 'interrupted', 'again', 'last-by', 'last-name', 'owner'] as const),
  ...(['verb', 'topic', 'due-at', 'held-at', 'reason', 'error', 'dead-at'] as const),
];
type Mark = (typeof markNames)[number];
/** Put together once: five of them are looked for in each message. */
const ownNames = Object.fromEntries(markNames.map((name) => [name, own + name])) as Record<Mark, string>;

/** A broker ends the connection over one of these in a text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const notText = /[\u0000-\u001f\u007f-\u009f\ufdd0-\ufdef\ufffe\uffff]/g;

/** Throws `invalid-argument` for what MQTT cannot carry. */
export function toProperties({ id, headers, properties }: Message): Properties {
  const { contentType, correlationId } = properties;
  for (const text of [id, contentType ?? '', ...Object.entries(headers).flat()]) {
    if (String(text).search(notText) < 0) continue;
    throw new BusError(
      'invalid-argument',
      'MQTT carries no control characters (line breaks, tabs) in an id, a header or a content type. Put them into the payload.',
    );
  }
  return {
    ...(contentType === undefined ? {} : { contentType }),
    ...(correlationId === undefined ? {} : { correlationData: Buffer.from(correlationId) }),
    userProperties: {
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
      [`${own}id`]: id,
      [`${own}first-at`]: String(Date.now()),
    },
  };
}

export function fromRaw(raw: Raw, topic: string, verb: Verb, newId: () => string): Message {
  const { contentType, correlationData, userProperties = {} } = raw.properties;
  // Most messages have none.
  let theirs: [string, string][] | undefined;
  for (const name in userProperties) {
    if (name.startsWith(own)) continue;
    theirs ??= [];
    theirs.push([name, textOf(userProperties[name] ?? '')]);
  }
  const headers: Headers = theirs === undefined ? {} : Object.fromEntries(theirs);
  return {
    id: mark(raw, 'id') || newId(),
    topic,
    verb,
    body: raw.body,
    headers,
    properties:
      contentType === undefined && correlationData === undefined
        ? {}
        : {
            ...(contentType === undefined ? {} : { contentType }),
            ...(correlationData === undefined ? {} : { correlationId: correlationData.toString() }),
          },
  };
}

/** One name may come several times. */
const textOf = (value: string | string[]): string => (Array.isArray(value) ? value.join(', ') : value);

export function mark({ properties }: Raw, name: Mark): string | undefined {
  const value = properties.userProperties?.[ownNames[name]];
  return value === undefined ? undefined : textOf(value);
}

export function countOf(raw: Raw, name: Mark): number | undefined {
  const text = mark(raw, name);
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

/** Where something that is kept goes; undefined of what is none of ours: anybody may retain something there. */
export function topicOf(raw: Raw): string | undefined {
  try {
    return parseTopic(decodeURIComponent(mark(raw, 'topic') ?? ''));
  } catch {
    return undefined;
  }
}

const notCopied = [
  ...['again', 'verb', 'topic', 'due-at', 'held-at', 'owner'],
  ...['reason', 'error', 'dead-at'],
].map((name) => own + name);

/** The same message with other marks; those that are undefined are left out. An expiry is none of a copy's. */
export function copyOf({ properties }: Raw, id: string, marks: Marks): Properties {
  const {
    contentType,
    correlationData,
    responseTopic,
    payloadFormatIndicator,
    userProperties = {},
  } = properties;
  const kept: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(userProperties))
    if (!notCopied.includes(name)) kept[name] = value;
  kept[`${own}id`] = id;
  for (const [name, value] of Object.entries(marks)) {
    if (value === undefined) delete kept[`${own}${name}`];
    else kept[`${own}${name}`] = value.replace(notText, ' ');
  }
  return {
    ...(contentType === undefined ? {} : { contentType }),
    ...(correlationData === undefined ? {} : { correlationData }),
    ...(responseTopic === undefined ? {} : { responseTopic }),
    ...(payloadFormatIndicator === undefined ? {} : { payloadFormatIndicator }),
    userProperties: kept,
  };
}

export const lastBy = ({ id, name }: SubscriberRef): Marks => ({ 'last-by': id, 'last-name': name });

export const burialMarks = (verb: Verb, { reason, attempts, error }: Burial): Marks => ({
  verb,
  reason,
  attempt: String(attempts),
  error,
  'dead-at': String(performance.timeOrigin + performance.now()),
});
