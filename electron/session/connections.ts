import type { ConnectOptions } from '../../shared/brokers';
import type { BusEvent } from '../../shared/bus/bus-event';
import type { ConnectionStatus } from '../../shared/bus/connection';
import { BusError } from '../../shared/bus/errors';
import { type KeptSetup, maxKeptSubscribers } from '../../shared/window/kept-setup';
import type { ActiveProfile } from '../../shared/window/profile';
import { createBackend } from '../bus/backends';
import { EventBus } from '../bus/event-bus';
import type { Message } from '../bus/message';
import { busOptions, type Connection, notConnected } from './connection';
import { ForeignWatch } from './foreign-watch';
import { KeptSubscribers } from './kept-subscribers';
import { guardBacklogs } from './last-subscriber';
import type { Stage } from './simulate/simulator';
import { Subscribers } from './subscribers';
import { Taps } from './taps';

/** What a person had set up on a connection, by its name. */
export interface Setups {
  of(connection: string): KeptSetup | undefined;
  keep(connection: string, setup: KeptSetup): void;
}

/** `evenIfLost`: also when messages go with the subscribers that end. */
export interface Leaving {
  readonly evenIfLost?: boolean | undefined;
}

export interface ConnectionsParts {
  readonly setups: Setups;
  /** For what subscribers do by a pattern. */
  readonly compile: Stage['compile'];
  /** Every event of every connection; they are numbered through. */
  readonly onEvent: (event: BusEvent, message?: Message) => void;
  /** What a connection is, or what hangs on it, is different now. */
  readonly onChange: () => void;
  /** Nothing more may be sent on the current one, for this reason. */
  readonly onStop: (reason: string) => void;
}

/** So many topics of a connection are known by name. */
const mostTopics = 10_000;

/** At most one connection at a time; it is changed by one request after another. */
export class Connections {
  readonly #parts: ConnectionsParts;
  #current: Connection | undefined;
  #count = 0;
  #seq = 0;
  #switching: Promise<unknown> = Promise.resolve();
  #closed = false;
  /** Saved connections that were deleted: none that still waits for its turn is opened under its old id. */
  readonly #deleted = new Set<string>();

  constructor(parts: ConnectionsParts) {
    this.#parts = parts;
  }

  /** The one in use, or the last that was: it stays until another is opened. */
  get last(): Connection | undefined {
    return this.#current;
  }

  /** The same, where there must be one. */
  get current(): Connection {
    if (this.#current === undefined) throw notConnected();
    return this.#current;
  }

  /** How many there have been, the last included. */
  get count(): number {
    return this.#count;
  }

  /**
   * Closes the present connection, if any, and opens another. The answer is the status after the first try: a failure
   * is told there and not thrown, since the backend may go on trying. Throws `would-lose` like the removal of a last subscriber.
   */
  open(
    options: ConnectOptions,
    profile?: ActiveProfile,
    { evenIfLost = false }: Leaving = {},
  ): Promise<ConnectionStatus> {
    this.#endTry();
    return this.#exclusively(async () => {
      if (this.#closed) throw new BusError('closed', 'Busdeck is closing.');
      const backend = createBackend(options);
      if (!evenIfLost) await this.guardBacklogs();
      this.#assertSaved(profile);
      await this.#leave();
      this.#assertSaved(profile);
      const name = profile?.id ?? backend.status.endpoint;
      const setup = this.#parts.setups.of(name);
      const retryByTopic = new Map(setup?.retryByTopic.map(({ topic, policy }) => [topic, policy]));
      const bus = new EventBus({ ...busOptions(options), retryByTopic, backend, firstSeq: this.#seq });
      const connection: Connection = {
        bus,
        name,
        keptSubscribers: new KeptSubscribers(setup?.subscribers ?? []),
        subscribers: new Subscribers(bus, this.#parts.compile),
        taps: new Taps(bus, this.#parts.onChange),
        programs: new Map(),
        foreign: new ForeignWatch(bus, this.#parts.onChange),
        options,
        topics: new Set(),
        retry: options.retry,
        profile,
        rules: profile,
      };
      this.#current = connection;
      this.#count += 1;
      bus.onEvent((event, message) => this.#take(connection, event, message));
      await bus.connect().catch(() => {
        // The status holds the reason.
      });
      return bus.status;
    });
  }

  /** Throws `would-lose` like the removal of a last subscriber. */
  leave({ evenIfLost = false }: Leaving = {}): Promise<void> {
    this.#endTry();
    return this.#exclusively(async () => {
      if (!evenIfLost) await this.guardBacklogs();
      await this.#leave();
    });
  }

  /** Ordered and final. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.leave({ evenIfLost: true });
  }

  /** Throws `would-lose` when messages go with the current one. */
  async guardBacklogs(): Promise<void> {
    if (this.#current !== undefined) await guardBacklogs(this.#current.bus, this.#current.subscribers);
  }

  /** The saved connection was edited: what it allows is in force at once. */
  updateProfile(profile: ActiveProfile): void {
    this.#deleted.delete(profile.id);
    if (this.#current?.profile?.id !== profile.id) return;
    this.#current.profile = profile;
    this.#current.rules = profile;
    if (profile.readOnly) this.#parts.onStop(`${profile.name} is a read-only connection now.`);
    this.#parts.onChange();
  }

  /** The saved connection was deleted: this one goes on as one that is not saved. */
  forgetProfile(id: string): void {
    this.#deleted.add(id);
    const connection = this.#current;
    if (connection?.profile?.id !== id) return;
    connection.profile = undefined;
    connection.name = connection.bus.status.endpoint;
    this.keepSetup(connection);
    this.#parts.onChange();
  }

  /** Its subscribers and policies, to be had again when it is in use again. */
  keepSetup({ bus, name, subscribers, keptSubscribers }: Connection): void {
    // Removing the subscribers of a closed connection must not change its saved set-up.
    if (bus.status.state === 'closed') return;
    this.#parts.setups.keep(name, {
      subscribers: [...subscribers.kept(), ...keptSubscribers.unopened].slice(0, maxKeptSubscribers),
      retryByTopic: [...bus.retryByTopic].map(([topic, policy]) => ({ topic, policy })),
    });
  }

  #take(connection: Connection, event: BusEvent, message: Message | undefined): void {
    this.#seq = event.seq;
    noteTopic(connection, event);
    connection.foreign.add(event);
    this.#parts.onEvent(event, message);
    // Before it is asked for anything else: the app may be quit while others are still being added.
    // Those of the last time are kept already.
    if (event.type === 'subscriberAdded' && !connection.keptSubscribers.isReopening)
      this.keepSetup(connection);
  }

  #assertSaved(profile: ActiveProfile | undefined): void {
    if (profile === undefined || !this.#deleted.has(profile.id)) return;
    throw new BusError('not-found', `${profile.name} was deleted before it was opened.`);
  }

  /** A first try that is under way would hold up whatever is asked for next. */
  #endTry(): void {
    if (this.#current?.bus.status.state === 'connecting') void this.#current.bus.close();
  }

  async #leave(): Promise<void> {
    this.#parts.onStop('The connection it went to was closed.');
    this.#current?.foreign.close();
    await this.#current?.taps.close();
    await this.#current?.bus.close();
    this.#parts.onChange();
  }

  /** One change of the connection at a time, in the order asked for. */
  #exclusively<Value>(change: () => Promise<Value>): Promise<Value> {
    const done = this.#switching.then(change, change);
    this.#switching = done.catch(() => {});
    return done;
  }
}

/** A topic is named by whoever sends, so that there may be any number. */
function noteTopic({ topics }: Connection, event: BusEvent): void {
  const topic = 'topic' in event ? event.topic : event.type === 'published' ? event.message.topic : undefined;
  if (topic !== undefined && topics.size < mostTopics) topics.add(topic);
}
