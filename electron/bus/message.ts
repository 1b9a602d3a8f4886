import { randomUUID } from 'node:crypto';
import { BusError } from '../../shared/bus/errors';
import { maxHeaderBytes } from '../../shared/bus/limits';
import {
  type Headers,
  type MessageSummary,
  messageInputSchema,
  type Properties,
  type Verb,
} from '../../shared/bus/message';
import { parse } from '../../shared/bus/parse';
import { previewOf } from './preview';

/** A message as the bus handles it. The body is shared by everybody who gets it: read it, never write into it. */
export interface Message {
  readonly id: string;
  readonly topic: string;
  readonly verb: Verb;
  readonly body: Uint8Array;
  /** The sender's headers; the bus's own are kept apart. */
  readonly headers: Headers;
  readonly properties: Properties;
}

export interface MessageInput {
  topic: string;
  body: Uint8Array;
  headers?: Headers;
  properties?: Properties;
  /** Default: a new UUID. */
  id?: string;
}

const ownHeader = /^eventbus-/;

/**
 * Headers and properties that were found good: a send of many messages passes the same objects again and again. Only frozen
 * ones, since any other may have been changed meanwhile.
 */
const known = new WeakMap<object, object>();

/** Checks what the caller gave, or throws `invalid-argument` or `too-large`; nothing bad may reach a broker. */
export function createMessage(verb: Verb, { topic, body, headers, properties, id }: MessageInput): Message {
  if (id !== undefined) parse(messageInputSchema, { id });
  return new OwnMessage({
    id: id ?? randomUUID(),
    topic,
    verb,
    body,
    headers: headers === undefined ? none : once(headers, parseHeaders),
    properties:
      properties === undefined
        ? none
        : once(properties, (value) => parse(messageInputSchema, { properties: value }).properties),
  });
}

const none = {};

function once<Value extends object>(value: Value, parseValue: (value: Value) => object | undefined): Value {
  const found = known.get(value);
  if (found !== undefined) return found as Value;
  const parsed = (parseValue(value) ?? none) as Value;
  if (Object.isFrozen(value)) known.set(value, parsed);
  return parsed;
}

function parseHeaders(headers: Headers): Headers {
  const parsed: Headers = parse(messageInputSchema, { headers }).headers ?? {};
  const kept = Object.fromEntries(Object.entries(parsed).filter(([name]) => !ownHeader.test(name)));
  const bytes = Buffer.byteLength(JSON.stringify(kept));
  if (bytes <= maxHeaderBytes) return kept;
  throw new BusError('too-large', `Headers may have ${maxHeaderBytes} bytes at most; these have ${bytes}.`);
}

/**
 * A message that was made here. It keeps its summary, since in memory it is shown to many subscribers; on itself and not in
 * a map, which would have the garbage collector look through all messages there are.
 */
class OwnMessage implements Message {
  readonly id: string;
  readonly topic: string;
  readonly verb: Verb;
  readonly body: Uint8Array;
  readonly headers: Headers;
  readonly properties: Properties;
  #summary: MessageSummary | undefined;

  constructor({ id, topic, verb, body, headers, properties }: Message) {
    this.id = id;
    this.topic = topic;
    this.verb = verb;
    this.body = body;
    this.headers = headers;
    this.properties = properties;
  }

  get summary(): MessageSummary {
    this.#summary ??= summaryOf(this);
    return this.#summary;
  }
}

/** The message without its body, as events carry it. */
export function summarise(message: Message): MessageSummary {
  return message instanceof OwnMessage ? message.summary : summaryOf(message);
}

function summaryOf({ id, topic, verb, headers, properties, body }: Message): MessageSummary {
  return { id, topic, verb, headers, properties, size: body.length, preview: previewOf(body) };
}
