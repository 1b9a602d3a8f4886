import type { DeadLetterChoice as EngineChoice, StoredDeadLetter } from '../electron/bus/backend';
import type { Message as EngineMessage } from '../electron/bus/message';
import { definedOf } from '../shared/bus/defined';
import { BusError } from '../shared/bus/errors';
import type { DeadReason, Headers, Properties } from '../shared/bus/message';
import { type Message, ReadMessage } from './message';
import { toBytes } from './payload';

/** A message that was given up on, as it lies in the dead letters of its topic. */
export interface DeadLetter {
  /** Among the dead letters of its topic: a broadcast may have failed on several subscribers under one message id. */
  readonly id: string;
  readonly message: Message;
  readonly reason: DeadReason;
  readonly attempts: number;
  /** What the last attempt said. */
  readonly error?: string | undefined;
  /** The name of the subscriber that had it last. */
  readonly lastBy?: string | undefined;
  /** When it died, ms since the epoch, where that is known. */
  readonly at?: number | undefined;
}

/** What `deadLetters` answers. */
export interface DeadLetters {
  /** About in the order in which they died. */
  readonly letters: readonly DeadLetter[];
  /** How many the topic has, whatever was asked for. */
  readonly total: number;
}

/** Which dead letters are read. */
export interface DeadLetterQuery {
  /** Only these. Default: all. */
  readonly ids?: readonly string[] | undefined;
  /** No more than this. Default 1000. */
  readonly most?: number | undefined;
  /** No more once their payloads have come to this, bytes. Default: any number. */
  readonly mostBytes?: number | undefined;
  /** Aborted, it rejects with `cancelled`. */
  readonly signal?: AbortSignal | undefined;
}

/** All dead letters of a topic, or those with these ids. */
export type DeadLetterChoice = 'all' | readonly string[];

/** What of a message is other than before; the rest stays. */
export interface Edited {
  readonly payload?: unknown;
  readonly headers?: Headers | undefined;
  readonly properties?: Properties | undefined;
}

/** How dead letters are sent again. */
export interface ReplayOptions {
  /** Called with each message before it is sent. Default: each is sent as it is. */
  readonly edit?: ((message: Message) => Edited) | undefined;
  /** Aborted, it rejects with `cancelled`; what was begun goes on. */
  readonly signal?: AbortSignal | undefined;
}

export function deadLetterOf({
  id,
  message,
  reason,
  attempts,
  error,
  lastBy,
  at,
  body,
}: StoredDeadLetter): DeadLetter {
  return {
    id,
    message: new ReadMessage({ ...message, body }),
    reason,
    attempts,
    ...definedOf({ error, lastBy, at }),
  };
}

export function choiceOf(choice: DeadLetterChoice): EngineChoice {
  if (choice === 'all') return { ids: 'all' };
  // A single id is text, and its letters are no ids.
  if (Array.isArray(choice)) return { ids: new Set(choice) };
  throw new BusError('invalid-argument', 'Say which dead letters: all, or a list of their ids.');
}

/** For the engine, of what a program has for edit. */
export const editWith =
  (edit: (message: Message) => Edited) =>
  (message: EngineMessage): EngineMessage => {
    const { payload, headers, properties } = edit(new ReadMessage(message));
    return {
      ...message,
      // Its class keeps a summary of what it was.
      id: message.id,
      topic: message.topic,
      verb: message.verb,
      body: payload === undefined ? message.body : toBytes(payload),
      headers: headers ?? message.headers,
      properties: properties ?? message.properties,
    };
  };
