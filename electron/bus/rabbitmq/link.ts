import type { Writable } from 'node:stream';
import type { Channel, ChannelModel, ConfirmChannel } from 'amqplib';
import { BusError, describeThrown } from '../../../shared/bus/errors';
import type { TlsContext } from '../broker/tls';
import { speaksTls } from '../broker/tls-probe';
import { answerMs, within } from '../broker/within';
import { type Dispose, Emitter } from '../emitter';
import type { Address } from './address';
import { connect } from './client';
import { endOf } from './early-end';
import { gatherWrites } from './gather-writes';

/** A whole handshake must be done by then, ms: a user must have a sentence within 10 s. */
const handshakeMs = 8000;
/** An orderly close may take this long; then the socket is destroyed, ms. */
const closeMs = 1000;

export interface LinkOptions {
  readonly heartbeatSeconds: number;
  readonly tls: TlsContext;
  /** Shown by the broker's management page. */
  readonly name: string;
}

/** amqplib's connection, and below it the one with the socket; its types show neither. */
interface Underlying {
  readonly stream: Writable;
  readonly serverProperties: {
    readonly product?: string;
    readonly version?: string;
    readonly capabilities?: Readonly<Record<string, unknown>>;
  };
  readonly channelMax: number;
}

/**
 * One AMQP connection from its opening to its one end. It never hangs and never throws from an event: amqplib's own
 * `close` waits for ever on a half-open link, and an `error` nobody listens to ends the process.
 */
export class Link {
  readonly server: string;
  readonly #model: ChannelModel;
  readonly #ends = new Emitter<[unknown]>();
  readonly #blocks = new Emitter<[string | undefined]>();
  #error: unknown;
  #ended = false;
  #closing: NodeJS.Timeout | undefined;
  #blockedBy: string | undefined;

  private constructor(model: ChannelModel) {
    this.#model = model;
    gatherWrites(this.#underlying.stream);
    const { product, version } = this.#underlying.serverProperties;
    this.server = [product, version].filter((part) => part !== undefined).join(' ');
    model.on('error', (error) => {
      this.#error = error;
      // A broker that sent nonsense may not answer our Close either.
      this.#closing = setTimeout(() => this.destroy(), closeMs);
    });
    // `close` comes after `error`, or alone when the broker was stopped in order (320): then it brings the reason.
    model.on('close', (error) => this.#end(this.#error ?? error));
    model.on('blocked', (reason) => this.#setBlocked(reason));
    model.on('unblocked', () => this.#setBlocked(undefined));
    const early = endOf(model.connection);
    if (early.ended) this.#end(early.error);
  }

  /** Rejects when the handshake takes too long as a whole, or when the signal says that nobody waits any more. */
  static async open(
    address: Address,
    { heartbeatSeconds, tls, name }: LinkOptions,
    cancelled?: AbortSignal,
  ): Promise<Link> {
    const socket = new AbortController();
    const opening = connect(
      {
        protocol: address.protocol,
        hostname: address.host,
        port: address.port,
        username: address.user,
        password: address.password,
        // amqplib unescapes it even here.
        vhost: encodeURIComponent(address.vhost),
        heartbeat: heartbeatSeconds,
      },
      {
        // Said, since Node takes NODE_TLS_REJECT_UNAUTHORIZED from the environment for what is left out.
        ...(address.protocol === 'amqps' ? { ...tls, rejectUnauthorized: true } : {}),
        // amqplib's own limit is only for silence: a peer that sends a byte now and then would hold us for ever.
        timeout: handshakeMs,
        noDelay: true,
        clientProperties: { product: 'Busdeck', connection_name: name },
        ...{ signal: socket.signal },
      },
    );
    return new Promise((resolve, reject) => {
      const giveUp = (reason: Error) => {
        clearTimeout(timer);
        reject(reason);
        socket.abort();
        // Should it open all the same: nobody wants it any more.
        opening.then((model) => new Link(model).destroy()).catch(() => {});
      };
      const timer = setTimeout(() => giveUp(new Error('connect ETIMEDOUT')), handshakeMs);
      const onCancelled = () => giveUp(new BusError('cancelled', 'The connection was no longer wanted.'));
      cancelled?.addEventListener('abort', onCancelled);
      if (cancelled?.aborted) onCancelled();
      opening
        .then(
          (model) => {
            const link = new Link(model);
            if (link.ended) reject(link.error);
            else resolve(link);
          },
          async (error) => reject(await withTlsHint(error, address)),
        )
        .finally(() => {
          clearTimeout(timer);
          cancelled?.removeEventListener('abort', onCancelled);
        });
    });
  }

  /** How many channels may be open at a time. */
  get channelMax(): number {
    return this.#underlying.channelMax;
  }

  /** What the broker says it can do beyond AMQP 0-9-1. */
  get capabilities(): Readonly<Record<string, unknown>> | undefined {
    return this.#underlying.serverProperties.capabilities;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** What ended it, once it has ended. */
  get error(): unknown {
    return this.#error;
  }

  /** Why the broker does not read publishes at the moment, in its words. */
  get blockedBy(): string | undefined {
    return this.#blockedBy;
  }

  /** Calls back once when the connection is gone, with the reason if there is one. */
  onEnd(listener: (error: unknown) => void): Dispose {
    return this.#ends.on(listener);
  }

  /** Calls back with the broker's reason when it stops reading publishes, and with `undefined` when it goes on. */
  onBlocked(listener: (reason: string | undefined) => void): Dispose {
    return this.#blocks.on(listener);
  }

  async channel(): Promise<Channel> {
    return watched(await within(answerMs, 'open a channel', this.#model.createChannel()));
  }

  async confirmChannel(): Promise<ConfirmChannel> {
    return watched(await within(answerMs, 'open a channel', this.#model.createConfirmChannel()));
  }

  /** In order, or by force when that takes too long. */
  async close(): Promise<void> {
    if (this.#ended) return;
    try {
      await within(closeMs, 'close the connection', this.#model.close());
    } catch {
      this.destroy();
    }
  }

  /** At once, without a word to the broker. */
  destroy(reason = 'The link was cut.'): void {
    if (this.#ended) return;
    // Without an error amqplib would notice only by its heartbeat.
    this.#underlying.stream.destroy(new Error(reason));
    this.#end(this.#error ?? new Error(reason));
  }

  get #underlying(): Underlying {
    return this.#model.connection as unknown as Underlying;
  }

  #setBlocked(reason: string | undefined): void {
    this.#blockedBy = reason;
    this.#blocks.emit(reason);
  }

  #end(error: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    clearTimeout(this.#closing);
    this.#error = error;
    this.#closeSocket();
    this.#ends.emit(error);
    this.#ends.clear();
    this.#blocks.clear();
  }

  /** amqplib only ends its side: the other may be away, and an `end` is never reached behind frames that nobody reads any more. */
  #closeSocket(): void {
    const { stream } = this.#underlying;
    if (stream.destroyed) return;
    const overdue = setTimeout(() => stream.destroy(), closeMs);
    stream.once('close', () => clearTimeout(overdue));
  }
}

/** A peer that hangs up on a plain greeting may be a broker's TLS port. */
async function withTlsHint(error: unknown, { protocol, host, port }: Address): Promise<unknown> {
  const hungUp = /ECONNRESET|EPIPE|closed abruptly during opening handshake/.test(describeThrown(error));
  if (protocol !== 'amqp' || !hungUp || !(await speaksTls(host, port))) return error;
  return new Error('The peer speaks TLS only.', { cause: error });
}

/** In the same tick as it opened, so that no error finds it without a listener; who uses it listens for `close`. */
function watched<AnyChannel extends Channel>(channel: AnyChannel): AnyChannel {
  channel.on('error', () => {});
  return channel;
}
