import type { ConnectOptions } from '../../shared/brokers';
import { ackAlways } from '../../shared/bus/behaviour';
import type { BusEvent } from '../../shared/bus/bus-event';
import { type ConnectionStatus, defaultRetryPolicy, type RetryPolicy } from '../../shared/bus/connection';
import { Counters } from '../../shared/bus/counters';
import { BusError, describeThrown } from '../../shared/bus/errors';
import type { Verb } from '../../shared/bus/message';
import type { RequestArgument, SessionState } from '../../shared/ipc/ipc';
import type { DeadLetterSelection } from '../../shared/ipc/requests-dead-letters';
import { type KeptSetup, maxKeptSubscribers } from '../../shared/window/kept-setup';
import type { ActiveProfile } from '../../shared/window/profile';
import type { Receipt, SendRequest } from '../../shared/window/send';
import type { DeadLetterQuery, DeadLetterVisitor } from '../bus/backend';
import { createBackend } from '../bus/backends';
import { type Dispose, Emitter } from '../bus/emitter';
import { EventBus } from '../bus/event-bus';
import type { Message } from '../bus/message';
import { PayloadFiles } from './compose/payload-files';
import { ForeignWatch } from './foreign-watch';
import { type Deed, guard } from './guard';
import { History } from './history';
import { LastTime } from './kept-subscribers';
import { guardBacklog, guardBacklogs, mayLose } from './last-subscriber';
import { busOptions, idle, type Link } from './link';
import type { Outlet } from './outlet';
import { Sends } from './sends';
import { Patterns } from './simulate/patterns';
import { changesState } from './state-events';
import { Subscribers } from './subscribers';

/** What a person had set up on a connection, by its name. */
export interface Setups {
  of(connection: string): KeptSetup | undefined;
  keep(connection: string, setup: KeptSetup): void;
}

/** `evenIfLost`: also when messages go with the subscribers that end. */
export interface Leaving {
  readonly evenIfLost?: boolean | undefined;
}

/** What the window works on: at most one connection at a time, its subscribers and sends, and what they did. */
export class Session {
  readonly history = new History();
  readonly counters = new Counters();
  readonly files = new PayloadFiles();
  readonly #events = new Emitter<[event: BusEvent, message?: Message]>();
  readonly #changes = new Emitter<[]>();
  readonly #sends = new Sends(this.files, () => this.#changes.emit());
  #link: Link | undefined;
  #links = 0;
  #seq = 0;
  #switching: Promise<unknown> = Promise.resolve();
  #closed = false;
  /** Saved connections that were deleted: none that still waits for its turn is opened under its old id. */
  readonly #deleted = new Set<string>();
  readonly #setups: Setups;
  readonly #patterns = new Patterns();

  constructor(setups: Setups) {
    this.#setups = setups;
  }

  /** `published` and `delivered` bring their message along. */
  onEvent(listener: (event: BusEvent, message?: Message) => void): Dispose {
    return this.#events.on(listener);
  }

  /** Something in {@link state} is different now. */
  onChange(listener: () => void): Dispose {
    return this.#changes.on(listener);
  }

  state(): SessionState {
    const profile = this.#link?.profile;
    const subscribers = this.#link?.subscribers.list() ?? [];
    return {
      link: this.#links,
      ...(profile === undefined ? {} : { profile }),
      connection: this.#link?.bus.status ?? idle,
      subscribers,
      reopenable: subscribers.length === 0 ? (this.#link?.lastTime.subscribers ?? []) : [],
      sends: this.#sends.progress,
      retry: this.#link?.retry ?? defaultRetryPolicy,
      retryByTopic: new Map(this.#link?.bus.retryByTopic),
      foreign: this.#link?.foreign.list() ?? [],
    };
  }

  /**
   * The in-memory bus with the subscribers it had. A new user sees three that take turns: nobody else's messages are
   * taken there, so that nobody has to be asked.
   */
  async openFirst(retry = defaultRetryPolicy): Promise<void> {
    await this.connect({ kind: 'memory', retry });
    if (this.#current().lastTime.subscribers.length > 0) {
      await this.reopenSubscribers();
      return;
    }
    await this.addSubscribers({
      topic: 'orders',
      name: 'worker',
      count: 3,
      prefetch: 1,
      behaviour: ackAlways,
    });
  }

  /** The in-memory bus without any subscriber; those of the present connection and of it are not kept any longer. */
  async beginEmpty(retry: RetryPolicy): Promise<void> {
    const left = this.#link?.name;
    await this.disconnect({ evenIfLost: true });
    for (const name of new Set([left, 'In-memory'])) {
      if (name === undefined) continue;
      this.#setups.keep(name, { subscribers: [], retryByTopic: this.#setups.of(name)?.retryByTopic ?? [] });
    }
    await this.connect({ kind: 'memory', retry });
  }

  /**
   * Closes the present connection, if any, and opens another. The answer is the status after the first try: a failure
   * is told there and not thrown, since the backend may go on trying.
   */
  connect(
    options: ConnectOptions,
    profile?: ActiveProfile,
    { evenIfLost = false }: Leaving = {},
  ): Promise<ConnectionStatus> {
    this.#endTry();
    return this.#exclusively(async () => {
      if (this.#closed) throw new BusError('closed', 'Busdeck is closing.');
      const backend = createBackend(options);
      if (!evenIfLost) await this.#guardBacklogs();
      this.#assertSaved(profile);
      await this.#closeLink();
      this.#assertSaved(profile);
      const name = profile?.id ?? backend.status.endpoint;
      const setup = this.#setups.of(name);
      const retryByTopic = new Map(setup?.retryByTopic.map(({ topic, policy }) => [topic, policy]));
      const bus = new EventBus({ ...busOptions(options), retryByTopic, backend, firstSeq: this.#seq });
      const link: Link = {
        bus,
        name,
        lastTime: new LastTime(setup?.subscribers ?? []),
        subscribers: new Subscribers(bus, this.#patterns.compile),
        foreign: new ForeignWatch(bus, () => this.#changes.emit()),
        retry: options.retry,
        profile,
        rules: profile,
      };
      this.#link = link;
      this.#links += 1;
      bus.onEvent((event, message) => {
        this.#seq = event.seq;
        this.counters.add(event);
        this.history.add(event, message);
        link.foreign.add(event);
        this.#events.emit(event, message);
        if (changesState(event)) this.#changes.emit();
        // Before it is asked for anything else: the app may be quit while others are still being added.
        // Those of the last time are kept already.
        if (event.type === 'subscriberAdded' && !link.lastTime.isReopening) this.#keepSetup(link);
      });
      await bus.connect().catch(() => {
        // The status holds the reason.
      });
      return bus.status;
    });
  }

  #assertSaved(profile: ActiveProfile | undefined): void {
    if (profile === undefined || !this.#deleted.has(profile.id)) return;
    throw new BusError('not-found', `${profile.name} was deleted before it was opened.`);
  }

  /** Throws `would-lose` like the removal of a last subscriber. */
  disconnect({ evenIfLost = false }: Leaving = {}): Promise<ConnectionStatus> {
    this.#endTry();
    return this.#exclusively(async () => {
      if (!evenIfLost) await this.#guardBacklogs();
      await this.#closeLink();
      return this.state().connection;
    });
  }

  /** Whether anything can go with the subscribers when Busdeck quits; {@link loss} asks the broker whether it does. */
  get mayLose(): boolean {
    return this.#link !== undefined && mayLose(this.#link.bus);
  }

  /** What goes when Busdeck quits now, as a sentence. */
  async loss(): Promise<string | undefined> {
    return this.#guardBacklogs().then(
      () => undefined,
      (error: unknown) => describeThrown(error),
    );
  }

  async #guardBacklogs(): Promise<void> {
    if (this.#link !== undefined) await guardBacklogs(this.#link.bus, this.#link.subscribers);
  }

  reconnectNow(): ConnectionStatus {
    const { bus } = this.#current();
    bus.reconnectNow();
    return bus.status;
  }

  /** The saved connection was edited: what it allows is in force at once. */
  updateProfile(profile: ActiveProfile): void {
    this.#deleted.delete(profile.id);
    if (this.#link?.profile?.id !== profile.id) return;
    this.#link.profile = profile;
    this.#link.rules = profile;
    if (profile.readOnly) this.#sends.cancelAll(`${profile.name} is a read-only connection now.`);
    this.#changes.emit();
  }

  /** The saved connection was deleted: this one goes on as one that is not saved. */
  forgetProfile(id: string): void {
    this.#deleted.add(id);
    const link = this.#link;
    if (link?.profile?.id !== id) return;
    link.profile = undefined;
    link.name = link.bus.status.endpoint;
    this.#keepSetup(link);
    this.#changes.emit();
  }

  async send(verb: Verb, request: SendRequest): Promise<Receipt> {
    const { bus, rules } = this.#current();
    if (bus.status.state === 'closed') throw notConnected();
    guard(rules, { ...request, what: verb });
    return this.#sends.run(bus, verb, request);
  }

  /** For what is sent by and by: all of it goes to the connection of now, and ends with it. */
  outlet(deed: Deed): Outlet {
    const { bus, rules } = this.#current();
    if (bus.status.state === 'closed') throw notConnected();
    guard(rules, deed);
    return {
      until: this.#sends.untilCancelled,
      send: (verb, input, signal) =>
        verb === 'publish' ? bus.publish(input, signal) : bus.broadcast(input, signal),
    };
  }

  /** The next message's `{{seq}}`. */
  get nextSeq(): number {
    return this.#sends.nextSeq;
  }

  cancelSend(sendId: string): void {
    this.#sends.cancel(sendId);
  }

  addSubscribers(request: RequestArgument<'addSubscribers'>) {
    return this.#settingUp(async ({ subscribers, lastTime }) => {
      const added = await subscribers.add(request);
      lastTime.beginAnew();
      return added;
    });
  }

  /** Those of {@link SessionState.reopenable}. */
  reopenSubscribers() {
    return this.#settingUp(({ subscribers, lastTime }) => lastTime.reopen(subscribers));
  }

  setBehaviour({ subscriberId, behaviour }: RequestArgument<'setBehaviour'>) {
    return this.#settingUp((link) => link.subscribers.setBehaviour(subscriberId, behaviour));
  }

  setRetry(request: RequestArgument<'setRetry'>) {
    return this.#settingUp(({ bus, subscribers }) => {
      const policy = request.policy ?? undefined;
      if (request.of === 'topic') bus.setTopicRetry(request.topic, policy);
      else subscribers.setRetry(request.subscriberId, policy);
    });
  }

  pauseSubscriber({ subscriberId, paused }: RequestArgument<'pauseSubscriber'>) {
    return this.#settingUp((link) => link.subscribers.pause(subscriberId, paused));
  }

  removeSubscriber({ subscriberId, evenIfLost = false }: RequestArgument<'removeSubscriber'>) {
    return this.#settingUp(async ({ bus, subscribers, lastTime }) => {
      if (!evenIfLost) await guardBacklog(bus, subscribers, subscriberId);
      await subscribers.remove(subscriberId);
      if (subscribers.list().length === 0) lastTime.giveUp();
    });
  }

  answerDelivery({ deliveryId, answer }: RequestArgument<'answerDelivery'>): void {
    this.#current().subscribers.answer(deliveryId, answer);
  }

  readDeadLetters(topic: string, query: DeadLetterQuery, visit: DeadLetterVisitor): Promise<number> {
    return this.#current().bus.readDeadLetters(topic, query, visit);
  }

  async replay(
    { topic, ids, confirmedTopic }: DeadLetterSelection,
    edit?: (message: Message) => Message,
  ): Promise<{ count: number }> {
    const { bus, rules } = this.#current();
    guard(rules, { topic, confirmedTopic, what: 'replay', count: ids === 'all' ? ids : ids.length });
    const choice = { ids: ids === 'all' ? ids : new Set(ids) };
    return { count: await bus.replay(topic, edit === undefined ? choice : { ...choice, edit }) };
  }

  async discard({ topic, ids, confirmedTopic }: DeadLetterSelection): Promise<{ count: number }> {
    const { bus, rules } = this.#current();
    guard(rules, { topic, confirmedTopic, what: 'discard', count: ids === 'all' ? ids : ids.length });
    return { count: await bus.discard(topic, { ids: ids === 'all' ? ids : new Set(ids) }) };
  }

  /** Ordered and final. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#endTry();
    await this.#exclusively(() => this.#closeLink());
    await this.#patterns.close();
    this.#events.clear();
    this.#changes.clear();
  }

  /** A first try that is under way would hold up whatever is asked for next. */
  #endTry(): void {
    if (this.#link?.bus.status.state === 'connecting') void this.#link.bus.close();
  }

  async #closeLink(): Promise<void> {
    this.#sends.cancelAll('The connection it went to was closed.');
    this.#link?.foreign.close();
    await this.#link?.bus.close();
    this.#changes.emit();
  }

  /** One change of the connection at a time, in the order asked for. */
  #exclusively<Value>(change: () => Promise<Value>): Promise<Value> {
    const done = this.#switching.then(change, change);
    this.#switching = done.catch(() => {});
    return done;
  }

  async #changing<Value>(change: (link: Link) => Value | Promise<Value>): Promise<Value> {
    try {
      return await change(this.#current());
    } finally {
      this.#changes.emit();
    }
  }

  /** A change that is kept, to be had again when the connection is in use again. */
  #settingUp<Value>(change: (link: Link) => Value | Promise<Value>): Promise<Value> {
    return this.#changing(async (link) => {
      try {
        return await change(link);
      } finally {
        this.#keepSetup(link);
      }
    });
  }

  #keepSetup({ bus, name, subscribers, lastTime }: Link): void {
    // Whoever clears up after the end of a connection gives nothing up.
    if (bus.status.state === 'closed') return;
    this.#setups.keep(name, {
      subscribers: [...subscribers.kept(), ...lastTime.unopened].slice(0, maxKeptSubscribers),
      retryByTopic: [...bus.retryByTopic].map(([topic, policy]) => ({ topic, policy })),
    });
  }

  #current(): Link {
    if (this.#link === undefined) throw notConnected();
    return this.#link;
  }
}

function notConnected(): BusError {
  return new BusError('not-connected', 'Connect to a broker or to the in-memory bus first.');
}
