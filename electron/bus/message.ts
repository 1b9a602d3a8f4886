import { randomUUID } from 'node:crypto';
import type { Headers, MessageSummary, Properties, Verb } from '../../shared/message';
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

export function createMessage(verb: Verb, { topic, body, headers, properties, id }: MessageInput): Message {
  return { id: id ?? randomUUID(), topic, verb, body, headers: headers ?? {}, properties: properties ?? {} };
}

const summaries = new WeakMap<Message, MessageSummary>();

/** The message without its body, as events carry it. Made once a message, since a broadcast shows it many times. */
export function summarise(message: Message): MessageSummary {
  const known = summaries.get(message);
  if (known !== undefined) return known;
  const { id, topic, verb, headers, properties, body } = message;
  const summary: MessageSummary = {
    id,
    topic,
    verb,
    headers,
    properties,
    size: body.length,
    preview: previewOf(body),
  };
  summaries.set(message, summary);
  return summary;
}
