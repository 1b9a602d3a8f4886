import { Rejection } from '../electron/bus/delivery';
import type { Message as EngineMessage } from '../electron/bus/message';
import { describeThrown } from '../shared/bus/errors';
import type { Headers, Properties, Verb } from '../shared/bus/message';

/**
 * A message as it was sent.
 *
 * ```ts
 * await bus.subscribe('orders', (message) => {
 *   console.log(message.id, message.headers.tenant, message.json());
 * });
 * ```
 */
export interface Message {
  /** The sender's, or empty where another program gave it none. The attempts at a message share it. */
  readonly id: string;
  readonly topic: string;
  readonly verb: Verb;
  /** The payload's bytes. Others may read the same ones: do not write into them. */
  readonly body: Uint8Array;
  /** The sender's own; those of the bus are not among them. */
  readonly headers: Headers;
  readonly properties: Properties;

  /** The payload as text. Throws a {@link Rejection} where it is not UTF-8. */
  text(): string;
  /**
   * The payload as the value that its JSON says. Nothing checks that it is a `Value`. Throws a {@link Rejection} where it is no JSON:
   * thrown on by a handler, it puts the message to the dead letters at once, since no further attempt would make it one.
   */
  json<Value = unknown>(): Value;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

export class ReadMessage implements Message {
  readonly #message: EngineMessage;

  constructor(message: EngineMessage) {
    this.#message = message;
  }

  get id(): string {
    return this.#message.id;
  }

  get topic(): string {
    return this.#message.topic;
  }

  get verb(): Verb {
    return this.#message.verb;
  }

  get body(): Uint8Array {
    return this.#message.body;
  }

  get headers(): Headers {
    return this.#message.headers;
  }

  get properties(): Properties {
    return this.#message.properties;
  }

  text(): string {
    try {
      return utf8.decode(this.body);
    } catch {
      throw new Rejection(`The payload of ${this.#name} is not UTF-8.`);
    }
  }

  json<Value = unknown>(): Value {
    const text = this.text();
    try {
      return JSON.parse(text) as Value;
    } catch (error) {
      throw new Rejection(`The payload of ${this.#name} is not JSON: ${describeThrown(error)}`);
    }
  }

  get #name(): string {
    return this.id === '' ? `a message of ${this.topic}` : `message ${this.id} of ${this.topic}`;
  }
}
