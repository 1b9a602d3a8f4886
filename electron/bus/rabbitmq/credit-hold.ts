// Before anything is sent.
import './quiet-rhea';

import { isIP, type Socket } from 'node:net';
import { type Connection, create_container, type EventContext, type Receiver, type Session } from 'rhea';
import { BusError, describeThrown, type ErrorCode } from '../../../shared/bus/errors';
import { answerMs, within } from '../broker/within';
import { Emitter } from '../emitter';
import type { Address } from './address';
import type { Hold } from './hold';
import type { LinkOptions } from './link';

/** An orderly close may take this long; then the socket is destroyed, ms. */
const closeMs = 1000;
/** What is told here is small; a frame that says it is larger is not waited for, bytes. */
const maxFrameBytes = 1024 * 1024;
/** A broker's words are cut after so many characters. */
const maxDetail = 500;
/** Receivers on one session; RabbitMQ allows 256. */
const perSession = 200;

/** What AMQP 1.0 calls it. */
const codes: Readonly<Record<string, ErrorCode>> = {
  'amqp:not-found': 'not-found',
  'amqp:unauthorized-access': 'access-refused',
  'amqp:resource-locked': 'topology-mismatch',
  'amqp:precondition-failed': 'topology-mismatch',
};

/**
 * A receiver that gives no credit, over AMQP 1.0, which RabbitMQ speaks on the same port from 4.0 on. To the queue it is a consumer
 * like any other; a message is never sent to it, so that nothing is taken, given back or put out of order.
 */
export class CreditHold implements Hold {
  readonly #connection: Connection;
  readonly #kept = new Map<string, Receiver>();
  /** For its owner: not when that ends it. */
  readonly #ends = new Emitter<[]>();
  /** For what waits for the broker's word. */
  readonly #closes = new Emitter<[]>();
  #session: Session | undefined;
  #inSession = 0;
  #ended = false;
  /** What the broker said last. */
  #error: BusError | undefined;

  private constructor(connection: Connection) {
    this.#connection = connection;
    for (const event of ['connection_close', 'disconnected', 'session_close', 'protocol_error', 'error'])
      connection.on(event, this.#onBroken);
    // Their `close` follows; without a listener for it, rhea makes an uncaught exception of each.
    for (const event of ['connection_error', 'session_error']) connection.on(event, this.#onError);
    connection.on('receiver_error', () => {});
    connection.on('receiver_close', ({ receiver }) => this.#onReceiverClosed(receiver));
  }

  /** Rejects with `unsupported` where the broker does not speak AMQP 1.0. */
  static async open(
    { protocol, host, port, user, password, vhost }: Address,
    { heartbeatSeconds, tls, name }: LinkOptions,
    cancelled: AbortSignal,
  ): Promise<CreditHold> {
    const isTls = protocol === 'amqps';
    const connection = create_container().create_connection({
      host,
      port,
      username: user,
      password,
      hostname: `vhost:${vhost}`,
      // The management page shows it as the connection's name.
      container_id: name,
      reconnect: false,
      // It is taken for dead after twice as long.
      idle_time_out: heartbeatSeconds * 1000,
      // An address is no name to ask for.
      ...(isTls && {
        servername: isIP(host) === 0 ? host : '',
        ...tls,
        transport: 'tls',
        rejectUnauthorized: true,
      }),
    });
    const hold = new CreditHold(connection);
    const cancel = () => hold.#destroy();
    cancelled.addEventListener('abort', cancel);
    try {
      if (cancelled.aborted) throw new BusError('cancelled', 'The connection was no longer wanted.');
      const opened = hold.#untilEnd((done) => {
        connection.once('connection_open', done);
        return () => connection.removeListener('connection_open', done);
      });
      connection.connect();
      hold.#boundFrames();
      await within(answerMs, 'connect by AMQP 1.0', opened);
      return hold;
    } catch (error) {
      hold.#destroy();
      throw error;
    } finally {
      cancelled.removeEventListener('abort', cancel);
    }
  }

  async add(queue: string): Promise<void> {
    if (this.#session === undefined || this.#inSession >= perSession) {
      this.#session = this.#connection.create_session();
      this.#session.begin();
      this.#inSession = 0;
    }
    this.#inSession += 1;
    const receiver = this.#session.open_receiver({
      source: { address: `/queues/${encodeURIComponent(queue)}` },
      credit_window: 0,
    });
    await within(answerMs, `keep “${queue}” alive`, this.#attached(receiver));
    if (!this.#ended) this.#kept.set(queue, receiver);
  }

  has(queue: string): boolean {
    return this.#kept.has(queue);
  }

  onEnd(listener: () => void): void {
    if (this.#ended) listener();
    else this.#ends.on(listener);
  }

  async end(): Promise<void> {
    this.#ends.clear();
    if (this.#ended) return;
    const closed = new Promise<void>((done) => {
      this.#closes.on(done);
    });
    this.#connection.close();
    await within(closeMs, 'close the connection', closed).catch(() => {});
    this.#destroy();
  }

  /** RabbitMQ 4.3 refuses a link by opening it without a source and closing it with the reason; 4.0 ends the session. */
  #attached(receiver: Receiver): Promise<void> {
    return this.#untilEnd((done, fail) => {
      const onOpen = ({ receiver: opened }: EventContext) => {
        if (opened === receiver && isThere(receiver.source)) done();
      };
      const onRefused = ({ receiver: refused }: EventContext) => {
        if (refused === receiver) fail(readError(receiver.error));
      };
      this.#connection.on('receiver_open', onOpen);
      this.#connection.on('receiver_close', onRefused);
      return () => {
        this.#connection.removeListener('receiver_open', onOpen);
        this.#connection.removeListener('receiver_close', onRefused);
      };
    });
  }

  /** Waits for an event and stops listening; rejects when the hold ends before. */
  #untilEnd(
    listen: (done: () => void, fail: (error: BusError | undefined) => void) => () => void,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const fail = (error: BusError | undefined) => {
        stop();
        reject(error ?? new BusError('interrupted', 'The link broke during it.'));
      };
      const stopListening = listen(() => {
        stop();
        resolve();
      }, fail);
      const stopWaiting = this.#closes.on(() => fail(this.#error));
      function stop(): void {
        stopListening();
        stopWaiting();
      }
    });
  }

  readonly #onError = ({ connection, session, error }: Partial<EventContext>) => {
    this.#error ??= readError(session?.error ?? connection?.error ?? error);
  };

  readonly #onBroken = (context: Partial<EventContext> | Error) => {
    if (context instanceof Error) this.#error ??= readError(context);
    else this.#onError(context);
    this.#destroy();
  };

  /** rhea gathers a frame of whatever size the peer names. */
  #boundFrames(): void {
    const { socket } = this.#inside;
    socket?.on('data', () => {
      if ((this.#inside.frame_size ?? 0) <= maxFrameBytes) return;
      this.#error ??= new BusError('interrupted', 'The broker sent a frame that is too large.');
      this.#destroy();
    });
  }

  /** What rhea's types do not show. */
  get #inside(): { readonly socket?: Socket; readonly frame_size?: number } {
    return this.#connection as unknown as { readonly socket?: Socket; readonly frame_size?: number };
  }

  /** The queue was deleted; or the whole session ends in a moment. */
  #onReceiverClosed(receiver: Receiver | undefined): void {
    for (const [queue, kept] of this.#kept) if (kept === receiver) this.#kept.delete(queue);
  }

  #destroy(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#kept.clear();
    const { socket } = this.#inside;
    // With an error: rhea learns of its socket's end by that, and stops its timers.
    socket?.destroy(new Error('Topics are no longer kept alive.'));
    this.#closes.emit();
    this.#closes.clear();
    this.#ends.emit();
    this.#ends.clear();
  }
}

/** An empty source is how a link is refused; rhea makes an object of it. */
const isThere = (source: { readonly address?: unknown } | undefined) => typeof source?.address === 'string';

function readError(thrown: unknown): BusError | undefined {
  if (thrown === undefined || thrown === null) return undefined;
  const { condition, description, name } = thrown as Partial<Record<string, string>>;
  const said = [condition, description].filter(Boolean).join(': ') || describeThrown(thrown);
  const detail = said.slice(0, maxDetail);
  if (name === 'ProtocolError') {
    const message =
      'This broker counts a prefetch for each consumer only and does not speak AMQP 1.0, so topics cannot be kept alive.';
    return new BusError('unsupported', message, { detail, cause: thrown });
  }
  const code = codes[condition ?? ''] ?? 'interrupted';
  return new BusError(code, `Topics could not be kept alive: ${detail}`, { detail, cause: thrown });
}
