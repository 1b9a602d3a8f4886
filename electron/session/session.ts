import type { ConnectOptions } from '../../shared/brokers';
import { ackAlways } from '../../shared/bus/behaviour';
import type { BusEvent, SubscriberInfo } from '../../shared/bus/bus-event';
import { type ConnectionStatus, defaultRetryPolicy, type RetryPolicy } from '../../shared/bus/connection';
import { Counters } from '../../shared/bus/counters';
import { BusError, describeThrown } from '../../shared/bus/errors';
import type { Verb } from '../../shared/bus/message';
import type { TapInfo } from '../../shared/bus/tap';
import type { RequestArgument, SessionState } from '../../shared/ipc/ipc';
import type { DeadLetterSelection } from '../../shared/ipc/requests-dead-letters';
import type { ActiveProfile } from '../../shared/window/profile';
import type { Receipt, SendRequest } from '../../shared/window/send';
import type { DeadLetterQuery, DeadLetterVisitor } from '../bus/backend';
import { type Dispose, Emitter } from '../bus/emitter';
import type { Message } from '../bus/message';
import { PayloadFiles } from './compose/payload-files';
import { type Connection, idle, notConnected } from './connection';
import { Connections, type Leaving, type Setups } from './connections';
import { EventHistory } from './event-history';
import { type Deed, guard } from './guard';
import { type HandDeed, type HandJournal, noJournal } from './hand-deed';
import { guardBacklog, mayLose } from './last-subscriber';
import type { Outlet } from './outlet';
import { Sends } from './sends';
import { Patterns } from './simulate/patterns';
import { changesState } from './state-events';
import type { TapSource } from './taps';

/** What the window works on: a connection at a time, its subscribers and sends, and what they did. */
export class Session {
  readonly history = new EventHistory();
  readonly counters = new Counters();
  readonly files = new PayloadFiles();
  readonly #events = new Emitter<[event: BusEvent, message?: Message]>();
  readonly #changes = new Emitter<[]>();
  readonly #stops = new Emitter<[reason: string]>();
  readonly #sends = new Sends(this.files, () => this.#changes.emit());
  readonly #patterns = new Patterns();
  readonly #setups: Setups;
  readonly #connections: Connections;
  readonly #journal: HandJournal;

  constructor(setups: Setups, journal: HandJournal = noJournal) {
    this.#setups = setups;
    this.#journal = journal;
    this.#connections = new Connections({
      setups,
      compile: this.#patterns.compile,
      onEvent: (event, message) => this.#events.emit(event, message),
      onChange: () => this.#changes.emit(),
      onStop: (reason) => {
        this.#sends.cancelAll(reason);
        this.#stops.emit(reason);
      },
    });
    this.onEvent((event, message) => {
      this.counters.add(event);
      this.history.add(event, message);
      if (changesState(event)) this.#changes.emit();
    });
  }

  /** `published` and `delivered` bring their message along. */
  onEvent(listener: (event: BusEvent, message?: Message) => void): Dispose {
    return this.#events.on(listener);
  }

  /** Something in {@link state} is different now. */
  onChange(listener: () => void): Dispose {
    return this.#changes.on(listener);
  }

  /** Nothing more may be sent on the present connection, for this reason: it is left, or is read-only now. */
  onStop(listener: (reason: string) => void): Dispose {
    return this.#stops.on(listener);
  }

  /** What a scenario is played on: the present connection, as it is. */
  stage() {
    const { current } = this.#connections;
    const { bus, subscribers, options, rules } = current;
    if (bus.status.state === 'closed') throw notConnected();
    return {
      ...{ bus, subscribers, rules, kind: options.kind, files: this.files },
      /** Who takes part has changed in a way of which the bus tells nothing. */
      touch: () => this.#changes.emit(),
      /** By what the connection allows then. */
      allow: (deed: Deed) => guard(current.rules, deed),
      isLeft: () => this.#connections.last !== current || bus.status.state === 'closed',
    };
  }

  /** What can be looked at of the present connection; none once it is closed. */
  watchable() {
    const { last, count } = this.#connections;
    if (last === undefined || last.bus.status.state === 'closed') return undefined;
    const { bus, options, profile, subscribers, topics } = last;
    return {
      ...{ key: count, options, bus, profileId: profile?.id },
      topics: () => [...new Set([...topics, ...subscribers.topics()])],
      ownConsumers: (topic: string) => subscribers.list().filter((each) => each.topic === topic).length,
    };
  }

  state(): SessionState {
    const { last, count } = this.#connections;
    const subscribers = last?.subscribers.list() ?? [];
    return {
      connectionCount: count,
      ...(last?.profile === undefined ? {} : { profile: last.profile }),
      connection: last?.bus.status ?? idle,
      subscribers,
      taps: last?.taps.list() ?? [],
      programs: last?.programs ?? new Map(),
      reopenable: subscribers.length === 0 ? (last?.keptSubscribers.subscribers ?? []) : [],
      sends: this.#sends.progress,
      retry: last?.retry ?? defaultRetryPolicy,
      retryByTopic: new Map(last?.bus.retryByTopic),
      foreign: last?.foreign.list() ?? [],
      found: last?.bus.foundTopics() ?? [],
    };
  }

  /**
   * The in-memory bus with the subscribers it had. A new user sees three that take turns: nobody else's messages are
   * taken there, so that nobody has to be asked.
   */
  async openFirst(retry = defaultRetryPolicy): Promise<void> {
    await this.connect({ kind: 'memory', retry });
    if (this.#connections.current.keptSubscribers.subscribers.length > 0) {
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
    const left = this.#connections.last?.name;
    await this.disconnect({ evenIfLost: true });
    for (const name of new Set([left, 'In-memory'])) {
      if (name === undefined) continue;
      this.#setups.keep(name, { subscribers: [], retryByTopic: this.#setups.of(name)?.retryByTopic ?? [] });
    }
    await this.connect({ kind: 'memory', retry });
  }

  /** See {@link Connections.open}. */
  async connect(
    options: ConnectOptions,
    profile?: ActiveProfile,
    leaving?: Leaving,
  ): Promise<ConnectionStatus> {
    const status = await this.#connections.open(options, profile, leaving);
    this.#journal.beginAnew();
    return status;
  }

  /** See {@link Connections.leave}. */
  async disconnect(leaving?: Leaving): Promise<ConnectionStatus> {
    await this.#connections.leave(leaving);
    return this.state().connection;
  }

  /** Whether anything can go with the subscribers when Busdeck quits; {@link loss} asks the broker whether it does. */
  get mayLose(): boolean {
    const { last } = this.#connections;
    return last !== undefined && mayLose(last.bus);
  }

  /** What goes when Busdeck quits now, as a sentence. */
  async loss(): Promise<string | undefined> {
    return this.#connections.guardBacklogs().then(
      () => undefined,
      (error: unknown) => describeThrown(error),
    );
  }

  reconnectNow(): ConnectionStatus {
    const { bus } = this.#connections.current;
    bus.reconnectNow();
    return bus.status;
  }

  updateProfile(profile: ActiveProfile): void {
    this.#connections.updateProfile(profile);
  }

  forgetProfile(id: string): void {
    this.#connections.forgetProfile(id);
  }

  async send(verb: Verb, request: SendRequest): Promise<Receipt> {
    const { bus, rules } = this.#connections.current;
    if (bus.status.state === 'closed') throw notConnected();
    guard(rules, { ...request, what: verb });
    const sent = { count: request.count };
    return this.#byHand({ what: 'send', verb, request, sent }, async () => {
      const receipt = await this.#sends.run(bus, verb, request);
      sent.count = Object.values(receipt.counts).reduce((sum, count) => sum + count, 0);
      return receipt;
    });
  }

  /** Throws where the connection does not allow it. */
  allow(deed: Deed): void {
    guard(this.#connections.current.rules, deed);
  }

  /** For what is sent by and by: all of it goes to the connection of now, and ends with it. */
  outlet(deed: Deed): Outlet {
    const { bus, rules } = this.#connections.current;
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
    return this.#settingUp(({ subscribers, keptSubscribers }) =>
      this.#adding(request.topic, async () => {
        const added = await subscribers.add(request);
        keptSubscribers.beginAnew();
        return added;
      }),
    );
  }

  /** Those of {@link SessionState.reopenable}. */
  reopenSubscribers() {
    return this.#settingUp(({ subscribers, keptSubscribers }) =>
      this.#adding(undefined, () => keptSubscribers.reopen(subscribers)),
    );
  }

  setBehaviour({ subscriberId, behaviour }: RequestArgument<'setBehaviour'>) {
    return this.#settingUp(({ subscribers }) =>
      this.#byHand({ what: 'behave', who: subscribers.info(subscriberId), behaviour }, () =>
        subscribers.setBehaviour(subscriberId, behaviour),
      ),
    );
  }

  setRetry(request: RequestArgument<'setRetry'>) {
    return this.#settingUp(({ bus, subscribers }) => {
      const policy = request.policy ?? undefined;
      const of = request.of === 'topic' ? { topic: request.topic } : subscribers.info(request.subscriberId);
      return this.#byHand({ what: 'retry', of, policy }, () => {
        if (request.of === 'topic') bus.setTopicRetry(request.topic, policy);
        else subscribers.setRetry(request.subscriberId, policy);
      });
    });
  }

  pauseSubscriber({ subscriberId, paused }: RequestArgument<'pauseSubscriber'>) {
    return this.#settingUp(({ subscribers }) =>
      this.#byHand({ what: paused ? 'pause' : 'resume', who: subscribers.info(subscriberId) }, () =>
        subscribers.pause(subscriberId, paused),
      ),
    );
  }

  removeSubscriber({ subscriberId, evenIfLost = false }: RequestArgument<'removeSubscriber'>) {
    return this.#settingUp(async ({ bus, subscribers, keptSubscribers }) => {
      if (!evenIfLost) await guardBacklog(bus, subscribers, subscriberId);
      await this.#byHand({ what: 'unsubscribe', who: subscribers.info(subscriberId) }, () =>
        subscribers.remove(subscriberId),
      );
      if (subscribers.list().length === 0) keptSubscribers.giveUp();
    });
  }

  async answerDelivery({ deliveryId, answer }: RequestArgument<'answerDelivery'>): Promise<void> {
    const { subscribers } = this.#connections.current;
    await this.#byHand({ what: 'answer', deliveryId, answer }, () => subscribers.answer(deliveryId, answer));
  }

  /** On the connection that {@link watchable} was of: another one may be in use by now. */
  async tap(connection: number, source: TapSource): Promise<TapInfo> {
    const { current, count } = this.#connections;
    if (count !== connection || current.bus.status.state === 'closed') {
      await source.release?.();
      throw new BusError('closed', 'The connection was left before the tap was open.');
    }
    return current.taps.add(source);
  }

  learnPrograms(connection: number, names: ReadonlyMap<string, string>): void {
    const { last, count } = this.#connections;
    if (last === undefined || count !== connection) return;
    last.programs = names;
    this.#changes.emit();
  }

  untap(tapId: string): Promise<void> {
    return this.#connections.current.taps.remove(tapId);
  }

  readDeadLetters(topic: string, query: DeadLetterQuery, visit: DeadLetterVisitor): Promise<number> {
    return this.#connections.current.bus.readDeadLetters(topic, query, visit);
  }

  async replay(
    { topic, ids, confirmedTopic }: DeadLetterSelection,
    edit?: (message: Message) => Message,
  ): Promise<{ count: number }> {
    const { bus, rules } = this.#connections.current;
    guard(rules, { topic, confirmedTopic, what: 'replay', count: ids === 'all' ? ids : ids.length });
    const choice = { ids: ids === 'all' ? ids : new Set(ids) };
    return this.#byHand({ what: 'replay', topic, ids, isEdited: edit !== undefined }, async () => ({
      count: await bus.replay(topic, edit === undefined ? choice : { ...choice, edit }),
    }));
  }

  async discard({ topic, ids, confirmedTopic }: DeadLetterSelection): Promise<{ count: number }> {
    const { bus, rules } = this.#connections.current;
    guard(rules, { topic, confirmedTopic, what: 'discard', count: ids === 'all' ? ids : ids.length });
    return this.#byHand({ what: 'discard', topic, ids, isEdited: false }, async () => ({
      count: await bus.discard(topic, { ids: ids === 'all' ? ids : new Set(ids) }),
    }));
  }

  /** Ordered and final. */
  async close(): Promise<void> {
    await this.#connections.close();
    await this.#patterns.close();
    this.#events.clear();
    this.#changes.clear();
    this.#stops.clear();
  }

  async #byHand<Value>(deed: HandDeed, act: () => Value | Promise<Value>): Promise<Value> {
    const end = this.#journal.begin(deed);
    let isDone = false;
    try {
      const value = await act();
      isDone = true;
      return value;
    } finally {
      end(isDone);
    }
  }

  #adding(topic: string | undefined, add: () => Promise<SubscriberInfo[]>): Promise<SubscriberInfo[]> {
    const added: SubscriberInfo[] = [];
    return this.#byHand({ what: 'subscribe', topic, added }, async () => {
      added.push(...(await add()));
      return added;
    });
  }

  /** A change of what hangs on the connection: it is kept, to be had again when that is in use again. */
  async #settingUp<Value>(change: (connection: Connection) => Value | Promise<Value>): Promise<Value> {
    try {
      const { current } = this.#connections;
      try {
        return await change(current);
      } finally {
        this.#connections.keepSetup(current);
      }
    } finally {
      this.#changes.emit();
    }
  }
}
