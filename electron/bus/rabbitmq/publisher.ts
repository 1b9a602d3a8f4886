import { randomUUID } from 'node:crypto';
import type { Message as AmqpMessage, ConfirmChannel } from 'amqplib';
import { BusError } from '../../../shared/bus/errors';
import { readChannelError } from './failure';
import type { Link } from './link';
import { header, type PublishOptions } from './wire';

/** Where a message goes. */
export interface Target {
  /** `''` is the default exchange: the routing key names a queue. */
  readonly exchange: string;
  readonly routingKey: string;
}

/** `undefined` when a queue took it, else the broker's words. */
export type Returned = string | undefined;

/** amqplib's types leave out what a return says of itself. */
interface ReturnFields {
  readonly replyCode?: number;
  readonly replyText?: string;
}

interface Pending {
  readonly target: Target;
  readonly bytes: number;
  returned: Returned;
}

/**
 * Publishes with confirms and mandatory, and tells for each message whether a queue took it. A broker says "nobody" in a
 * `return` that comes before the confirm. The two are matched by the message's id, and by a token where two messages in
 * flight have the same id. Not by a token each time: what a header costs, here and at the broker, is a third of a publish.
 */
export class Publisher {
  readonly #pending = new Map<string, Pending>();
  #link: Link | undefined;
  #channel: Promise<ConfirmChannel> | undefined;
  #open: ConfirmChannel | undefined;
  #channelError: unknown;
  /** One publish was under way when the channel failed: it was the one. */
  #wasAlone = false;

  /** Called for each new link. */
  async attach(link: Link): Promise<void> {
    this.#link = link;
    this.#open = undefined;
    this.#channel = undefined;
    await this.#ready();
  }

  detach(): void {
    this.#link = undefined;
    this.#channel = undefined;
    this.#open = undefined;
  }

  /** Resolves on the confirm. Rejects with `unknown-outcome` when the link dies before it. */
  publish(target: Target, body: Uint8Array, options: PublishOptions): Promise<Returned> {
    if (this.#open !== undefined) return this.#publishOn(this.#open, target, body, options);
    return this.#ready().then((channel) => this.#publishOn(channel, target, body, options));
  }

  #publishOn(
    channel: ConfirmChannel,
    target: Target,
    body: Uint8Array,
    options: PublishOptions,
  ): Promise<Returned> {
    const { messageId = '' } = options;
    const key = this.#pending.has(messageId) ? randomUUID() : messageId;
    const pending: Pending = { target, bytes: body.length, returned: undefined };
    const content = Buffer.isBuffer(body) ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    return new Promise((resolve, reject) => {
      this.#pending.set(key, pending);
      const settle = (error: unknown) => {
        this.#pending.delete(key);
        if (error) reject(this.#errorOf(error, pending));
        else resolve(pending.returned);
      };
      try {
        const marked =
          key === messageId ? options : { ...options, headers: { ...options.headers, [header.token]: key } };
        channel.publish(target.exchange, target.routingKey, content, marked, settle);
      } catch (error) {
        // An encoding error leaves the channel in the middle of a frame: it is good for nothing any more.
        if (error instanceof TypeError || error instanceof RangeError) this.#discard(channel);
        settle(error);
      }
    });
  }

  /** All confirms there are to come have come. */
  async close(): Promise<void> {
    await this.#open?.waitForConfirms();
    await this.#open?.close();
  }

  #ready(): Promise<ConfirmChannel> {
    const link = this.#link;
    if (link === undefined || link.ended) {
      return Promise.reject(
        new BusError('not-connected', 'There is no connection to the broker at the moment.'),
      );
    }
    this.#channel ??= this.#openChannel(link);
    return this.#channel;
  }

  async #openChannel(link: Link): Promise<ConfirmChannel> {
    try {
      const channel = await link.confirmChannel();
      this.#channelError = undefined;
      channel.on('error', (error) => {
        this.#channelError = error;
        this.#wasAlone = this.#pending.size === 1;
      });
      channel.on('close', () => this.#forget(channel));
      channel.on('return', (message) => this.#takeReturn(message));
      // Another link may have taken its place meanwhile.
      if (this.#link === link) this.#open = channel;
      return channel;
    } catch (error) {
      if (this.#link === link) this.#channel = undefined;
      throw error;
    }
  }

  #takeReturn({ properties, fields }: AmqpMessage): void {
    const { messageId, headers = {} } = properties;
    const pending = this.#pending.get(String(headers[header.token] ?? messageId));
    if (pending === undefined) return;
    const { replyCode, replyText } = fields as ReturnFields;
    pending.returned = `${replyCode ?? 312} ${replyText ?? 'NO_ROUTE'}`;
  }

  #forget(channel: ConfirmChannel): void {
    if (this.#open !== channel) return;
    this.#open = undefined;
    this.#channel = undefined;
  }

  #discard(channel: ConfirmChannel): void {
    this.#forget(channel);
    channel.close().catch(() => {
      // It is thrown away because it is broken.
    });
  }

  /**
   * A broker closes the whole channel over one bad publish. The one it names was refused; of the others nobody knows
   * whether they arrived.
   */
  #errorOf(error: unknown, { target: { exchange, routingKey }, bytes }: Pending): BusError {
    const words = error instanceof Error ? error.message : String(error);
    if (error instanceof RangeError) {
      return new BusError('too-large', 'The headers are larger than a frame of AMQP.', { cause: error });
    }
    const cause = this.#channelError;
    const text = cause instanceof Error ? cause.message : '';
    const tooLarge = bytes > Number(/max size (\d+)/.exec(text)?.[1] ?? Number.POSITIVE_INFINITY);
    const named = text.includes(`'${exchange === '' ? 'amq.default' : exchange}'`);
    if (cause !== undefined && (named || tooLarge || this.#wasAlone)) {
      return readChannelError(cause, `publish to “${exchange === '' ? routingKey : exchange}”`);
    }
    if (/message nacked/.test(words)) {
      const message = `The broker refused the message for “${routingKey}”: its queue is full, or was removed at that moment.`;
      return new BusError('overloaded', message, { detail: words, cause: error });
    }
    return new BusError(
      'unknown-outcome',
      'The link broke before the broker confirmed this message: it may or may not have arrived.',
      { detail: words, cause: error },
    );
  }
}
