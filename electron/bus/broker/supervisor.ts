import { setMaxListeners } from 'node:events';
import type { Capabilities, Limits } from '../../../shared/bus/capabilities';
import type { ConnectionState, ConnectionStatus, KeepAliveStatus } from '../../../shared/bus/connection';
import { BusError, type ErrorInfo } from '../../../shared/bus/errors';
import { type Dispose, Emitter } from '../emitter';
import { pause } from '../pause';
import type { Failure } from './failure';
import { within } from './within';

/** The first pause before a new try, ms; each further one may be twice as long. */
const firstPauseMs = 200;
const longestPauseMs = 15_000;
/** What is under way may take this long to end in order when closing; then the links are cut, ms. */
const windDownMs = 2000;
/** After this time without a fault the pauses start short again, ms. */
const stableMs = 30_000;

/** All that goes over the wire to a broker, be it one connection or several: it works as a whole or has ended. */
export interface Links {
  /** The broker's product and version. */
  readonly server: string;
  /** Which of the bus's promises do not hold on this broker, as sentences. */
  readonly fallenPromises: readonly string[];
  /** What only this broker says that it can do, or cannot. */
  readonly capabilities?: Partial<Capabilities>;
  readonly ended: boolean;
  /** What ended it, once it has ended. */
  readonly error: unknown;
  /** Why the broker takes no messages at the moment, in its words. */
  readonly blockedBy: string | undefined;
  /** Calls back once, also when it has ended already. */
  onEnd(listener: (error: unknown) => void): void;
  onBlocked(listener: () => void): void;
  /** In order, or by force when that takes too long. */
  close(): Promise<void>;
  /** At once, without a word to the broker. */
  destroy(): void;
}

export interface SupervisorOptions<Address, AnyLinks extends Links> {
  readonly kind: string;
  readonly addresses: readonly [Address, ...Address[]];
  /** For people: no password. */
  readonly describe: (address: Address) => string;
  /** While the keep-alive is off. */
  readonly capabilities: Capabilities;
  /** Rejects soon once the signal says that nobody waits any more. */
  readonly open: (address: Address, cancelled: AbortSignal) => Promise<AnyLinks>;
  readonly readFailure: (thrown: unknown, place: string) => Failure;
  /** Makes everything anew on fresh links; a rejection counts as a failed try. */
  readonly setUp: (links: AnyLinks) => Promise<void>;
  /** The links are gone. */
  readonly tearDown: () => void;
  /** Ends the work on the links in order, before they are closed. */
  readonly windDown: () => Promise<void>;
}

type Rest = Omit<ConnectionStatus, 'state' | 'kind' | 'endpoint' | 'capabilities'>;

/** Keeps the links to a broker up, and tells in which state that is. */
export class Supervisor<Address, AnyLinks extends Links> {
  readonly #options: SupervisorOptions<Address, AnyLinks>;
  readonly #statuses = new Emitter<[ConnectionStatus]>();
  readonly #closing = new AbortController();
  #status: ConnectionStatus;
  #links: AnyLinks | undefined;
  #pausing: AbortController | undefined;
  #keepAlive: KeepAliveStatus | undefined;
  #limits: Partial<Limits> = {};
  #wasReady = false;
  /** Hosts in a row that failed for good. */
  #hopeless = 0;
  #next = 0;
  #running: Promise<void> | undefined;

  constructor(options: SupervisorOptions<Address, AnyLinks>) {
    this.#options = options;
    // Hundreds of links may be opened beside at a time.
    setMaxListeners(0, this.#closing.signal);
    this.#status = this.#statusOf('idle', {});
  }

  get status(): ConnectionStatus {
    return this.#status;
  }

  get links(): AnyLinks | undefined {
    return this.#links;
  }

  onStatus(listener: (status: ConnectionStatus) => void): Dispose {
    return this.#statuses.on(listener);
  }

  /** Resolves when ready, rejects with the first try's error; the tries go on where that may help. */
  connect(): Promise<void> {
    const { state: known, error: reason } = this.#status;
    if (known === 'ready' || known === 'blocked') return Promise.resolve();
    if (known === 'failed' || known === 'closed') return Promise.reject(asError(reason, known));
    return new Promise((resolve, reject) => {
      const stop = this.onStatus(({ state, error }) => {
        if (state === 'connecting') return;
        stop();
        if (state === 'ready' || state === 'blocked') resolve();
        else reject(asError(error, state));
      });
      this.#running ??= this.#run();
    });
  }

  /** One more way to the same broker, beside the links; who asked for it closes it. */
  openBeside<Link>(open: (address: Address, cancelled: AbortSignal) => Promise<Link>): Promise<Link> {
    return open(this.#address, this.#closing.signal);
  }

  /** Stands in the status from now on. */
  setKeepAlive(keepAlive: KeepAliveStatus): void {
    this.#keepAlive = keepAlive;
    this.#tellAgain();
  }

  /** What the broker has refused shows how much it takes. */
  learnLimits(limits: Partial<Limits>): void {
    this.#limits = { ...this.#limits, ...limits };
    this.#tellAgain();
  }

  #tellAgain(): void {
    if (this.#status.state !== 'ready' && this.#status.state !== 'blocked') return;
    const { state, ...rest } = this.#status;
    this.#status = this.#statusOf(state, rest);
    this.#statuses.emit(this.#status);
  }

  /** Ends the pause before the next try. */
  reconnectNow(): void {
    this.#pausing?.abort();
  }

  /** Ordered, bounded in time, idempotent. */
  async close(): Promise<void> {
    if (this.#closed) return;
    // A try that is under way ends at once.
    if (this.#links === undefined) this.#closing.abort();
    const inOrder = await within(windDownMs, 'wind down', this.#options.windDown()).then(
      () => true,
      () => false,
    );
    this.#closing.abort();
    this.#pausing?.abort();
    const links = this.#links;
    if (links !== undefined) {
      if (inOrder) await links.close();
      else links.destroy();
      this.#links = undefined;
    }
    this.#options.tearDown();
    this.#set('closed', { reason: 'Closed on request.' });
    this.#statuses.clear();
  }

  /** The whole life of a connection, in one loop. */
  async #run(): Promise<void> {
    this.#set('connecting', { reason: `Connecting to ${this.#place}.` });
    for (let tries = 1; !this.#closed; tries += 1) {
      let failure = await this.#tryOnce();
      if (failure === undefined) {
        const readyAt = performance.now();
        failure = await this.#untilLost();
        if (performance.now() - readyAt > stableMs) tries = 0;
      } else {
        // The next host of the cluster, if there is one.
        this.#next += 1;
      }
      if (this.#closed) return;
      // A proxy before a broker that is away takes connections and drops them: what was a broker once may be one again.
      const mayPass = this.#wasReady && failure.error.code === 'wrong-protocol';
      // Of several hosts one may be broken: it is hopeless only when each of them is.
      this.#hopeless = failure.fatal && !mayPass ? this.#hopeless + 1 : 0;
      if (this.#hopeless >= this.#options.addresses.length) {
        this.#set('failed', { reason: failure.error.message, error: failure.error.toInfo() });
        return;
      }
      await this.#pause(failure.error, tries);
    }
  }

  async #tryOnce(): Promise<Failure | undefined> {
    let links: AnyLinks | undefined;
    try {
      links = await this.#options.open(this.#address, this.#closing.signal);
      this.#links = links;
      // A broker that is back may have been given other limits.
      this.#limits = {};
      await this.#options.setUp(links);
      if (this.#closed) throw new Error('closed meanwhile');
      // What set-up ran into was told to those it concerns; a link that went by it did not become ready.
      if (links.ended) throw links.error;
      links.onBlocked(() => this.#tellReady());
      this.#wasReady = true;
      // A subscriber may have published already, and been told that the broker is blocked.
      this.#tellReady();
      return undefined;
    } catch (error) {
      this.#links = undefined;
      this.#options.tearDown();
      // A link that the broker closed knows why; what was under way on it only knows that it ended.
      const reason = links?.ended ? (links.error ?? error) : error;
      links?.destroy();
      return this.#options.readFailure(reason, this.#place);
    }
  }

  async #untilLost(): Promise<Failure> {
    const links = this.#links as AnyLinks;
    const error = await new Promise<unknown>((resolve) => links.onEnd(resolve));
    // On a close they are closed in order.
    if (this.#closed) return this.#options.readFailure(error, this.#place);
    this.#links = undefined;
    this.#options.tearDown();
    links.destroy();
    return this.#options.readFailure(error, this.#place);
  }

  /** Grows twofold, with full jitter: many clients of a broker that restarts must not come back at once. */
  async #pause(error: BusError, tries: number): Promise<void> {
    const longest = Math.min(longestPauseMs, firstPauseMs * 2 ** (tries - 1));
    const ms = Math.max(50, Math.round(Math.random() * longest));
    this.#set('reconnecting', {
      reason: error.message,
      error: error.toInfo(),
      nextTry: { attempt: tries + 1, at: Date.now() + ms },
    });
    this.#pausing = new AbortController();
    await pause(ms, this.#pausing.signal);
    this.#pausing = undefined;
  }

  #tellReady(): void {
    if (this.#links === undefined) return;
    const { blockedBy: reason, fallenPromises } = this.#links;
    const server = {
      server: this.#links.server,
      ...(fallenPromises.length === 0 ? {} : { fallenPromises }),
    };
    if (reason === undefined) this.#set('ready', { reason: `Connected to ${this.#place}.`, ...server });
    else {
      this.#set('blocked', {
        reason: `The broker takes no messages at the moment (${reason}). Publishes wait; subscribers go on.`,
        ...server,
      });
    }
  }

  #set(state: ConnectionState, rest: Rest): void {
    this.#status = this.#statusOf(state, rest);
    this.#statuses.emit(this.#status);
  }

  #statusOf(state: ConnectionState, rest: Rest): ConnectionStatus {
    const { kind } = this.#options;
    const known = { ...this.#options.capabilities, ...this.#links?.capabilities };
    const capabilities = { ...known, limits: { ...known.limits, ...this.#limits } };
    const keepAlive = this.#keepAlive;
    return {
      ...rest,
      state,
      kind,
      endpoint: this.#place,
      ...(keepAlive === undefined ? {} : { keepAlive }),
      capabilities: keepAlive?.on ? { ...capabilities, topicEndsWithLastSubscriber: false } : capabilities,
    };
  }

  get #closed(): boolean {
    return this.#closing.signal.aborted;
  }

  get #address(): Address {
    const { addresses } = this.#options;
    return addresses[this.#next % addresses.length] ?? addresses[0];
  }

  get #place(): string {
    return this.#options.describe(this.#address);
  }
}

function asError(error: ErrorInfo | undefined, state: ConnectionState): BusError {
  if (error !== undefined) return new BusError(error.code, error.message, { detail: error.detail });
  return new BusError('closed', `The connection is ${state}.`);
}
