import type { RedisOptions } from '../../../shared/brokers/redis';
import type { Dropped } from '../../../shared/bus/bus-event';
import type { ConnectionStatus } from '../../../shared/bus/connection';
import { BusError } from '../../../shared/bus/errors';
import type { FoundTopic } from '../../../shared/bus/found-topic';
import type {
  Backend,
  BackendSubscription,
  BackendTap,
  DeadLetterChoice,
  DeadLetterQuery,
  DeadLetterVisitor,
  ReplayRequest,
  SendAnswer,
  SubscribeRequest,
  TapRequest,
  TopicStatus,
} from '../backend';
import { KeptTap } from '../broker/kept-tap';
import { Supervisor } from '../broker/supervisor';
import { readTls } from '../broker/tls';
import type { Dispose } from '../emitter';
import type { Message } from '../message';
import { type Acks, acks } from './acks';
import { type Address, describeAddress, parseAddresses } from './address';
import { redisCapabilities } from './capabilities';
import { Caretaker } from './caretaker';
import { DeadLetters } from './dead-letters';
import { toArguments } from './entry';
import { readCommandError, readFailure, willBeRefusedAgain } from './failure';
import { keysOf, sentKey, sentKnownMs } from './keys';
import { Limits } from './limits';
import { type Argument, Link } from './link';
import { publisher } from './publisher';
import { broadcast, look, publishOnce, type Script } from './scripts';
import { Server } from './server';
import { RedisSubscription } from './subscription';
import { TapReader } from './tap';

/** How long the server's word on a topic's subscribers is taken for true while sending, ms. */
const consumersKnownMs = 500;

/** The bus on the streams of Redis or Valkey. */
export class RedisBackend implements Backend {
  readonly #supervisor: Supervisor<Address, Server>;
  readonly #options: RedisOptions;
  readonly #leaseMs: number;
  readonly #subscriptions = new Set<RedisSubscription>();
  readonly #taps = new Set<KeptTap>();
  readonly #caretaker: Caretaker;
  readonly #deadLetters: DeadLetters;
  readonly #limits: Limits;
  readonly #bounding = new Set<string>();
  readonly #publisher = publisher();
  readonly #acks: Acks = acks((...call) => this.#run(...call));
  /** The server's last word on whether somebody subscribes to a topic. */
  readonly #consumed = new Map<string, { askedAt: number; answer: Promise<boolean> }>();

  /** Throws `invalid-argument` for a URL that is none. */
  constructor(options: RedisOptions) {
    this.#options = options;
    this.#leaseMs = options.leaseSeconds * 1000;
    this.#limits = new Limits({ ...options, run: this.#run });
    this.#caretaker = new Caretaker({
      limits: this.#limits,
      leaseMs: this.#leaseMs,
      run: this.#run,
      subscribers: () => this.#subscribersByTopic(),
      onTakenForDead: (topic) => {
        for (const each of this.#subscriptions) if (each.topic === topic) each.startOver();
      },
    });
    this.#deadLetters = new DeadLetters({ run: this.#run, command: this.#command, leaseMs: this.#leaseMs });
    this.#supervisor = new Supervisor({
      kind: options.kind,
      addresses: parseAddresses(options.url),
      describe: describeAddress,
      capabilities: redisCapabilities,
      open: async (address, cancelled) =>
        Server.open(address, { tls: await readTls(options.tls) }, cancelled),
      readFailure,
      setUp: () => this.#setUp(),
      tearDown: () => this.#tearDown(),
      windDown: async () => {
        await Promise.allSettled([
          ...[...this.#subscriptions].map((each) => each.close(0)),
          ...[...this.#taps].map((each) => each.close()),
        ]);
      },
    });
  }

  get status(): ConnectionStatus {
    return this.#supervisor.status;
  }

  onStatus(listener: (status: ConnectionStatus) => void): Dispose {
    return this.#supervisor.onStatus(listener);
  }

  connect(): Promise<void> {
    return this.#supervisor.connect();
  }

  reconnectNow(): void {
    this.#supervisor.reconnectNow();
  }

  send(message: Message): Promise<SendAnswer> {
    return message.verb === 'publish' ? this.#publish(message) : this.#broadcast(message);
  }

  async subscribe(request: SubscribeRequest): Promise<BackendSubscription> {
    this.#server();
    const { topic } = request;
    const keys = keysOf(topic);
    const subscription = new RedisSubscription(request, {
      keys,
      run: this.#run,
      acks: this.#acks,
      command: (args) => this.#command(keys.work, args),
      openLink: (name) => this.#openReader(keys.work, name),
      onDelayed: (delayMs) => this.#caretaker.dueIn(topic, delayMs),
      onClosed: () => this.#subscriptions.delete(subscription),
    });
    this.#subscriptions.add(subscription);
    try {
      await subscription.attach();
    } catch (error) {
      // Nobody will own it: it must not come back by itself.
      await subscription.close(0);
      throw error;
    }
    return subscription;
  }

  readDeadLetters(topic: string, query: DeadLetterQuery, visit: DeadLetterVisitor): Promise<number> {
    return this.#deadLetters.read(topic, query, visit);
  }

  /** A topic outlives its subscribers. */
  onRetryReturned(): Dispose {
    return () => {};
  }

  onDropped(listener: (dropped: Dropped) => void): Dispose {
    return this.#limits.onDropped(listener);
  }

  replay(topic: string, request: ReplayRequest): Promise<Message[]> {
    return this.#deadLetters.replay(topic, request);
  }

  discard(topic: string, choice: DeadLetterChoice): Promise<Message[]> {
    return this.#deadLetters.discard(topic, choice);
  }

  keptTopics(): readonly string[] {
    return [];
  }

  foundTopics(): readonly FoundTopic[] {
    return [];
  }

  async tap(request: TapRequest): Promise<BackendTap> {
    this.#server();
    const { topic } = request;
    const keys = keysOf(topic);
    const tap = new KeptTap({
      sees: 'what is sent',
      note: 'What is sent and answered within a moment may pass unseen; it is counted.',
      open: async () => {
        const link = await this.#openReader(keys.work, 'Busdeck-tapping');
        return TapReader.open({ link, request, keys, run: this.#run });
      },
      onState: request.onState,
      readError: (thrown) => readCommandError(thrown, `tap “${topic}”`),
      isFinal: (error) => willBeRefusedAgain(error) || error.code === 'closed',
      onClosed: () => this.#taps.delete(tap),
    });
    this.#taps.add(tap);
    await tap.start();
    return tap;
  }

  async inspect(topic: string): Promise<TopicStatus | undefined> {
    const { beats, work } = keysOf(topic);
    let answer: unknown;
    try {
      answer = await this.#run(look, [beats, work], [String(this.#leaseMs)]);
    } catch (error) {
      throw readCommandError(error, `look at “${topic}”`);
    }
    const [consumers, ready, isThere] = answer as [number, number, number];
    if (isThere === 0) return undefined;
    return { ready, consumers, ownConsumers: this.#ownConsumers(topic) };
  }

  close(): Promise<void> {
    return this.#supervisor.close();
  }

  async #publish(message: Message): Promise<SendAnswer> {
    const { topic, id } = message;
    const { work } = keysOf(topic);
    const server = this.#server();
    const fields = toArguments(message);
    try {
      await (this.#options.onLinkLoss === 'resend'
        ? server.run(publishOnce, [work, sentKey(topic, id)], [sentKnownMs, ...fields])
        : this.#publisher.add({ server, stream: work, fields, bytes: message.body.length }));
    } catch (error) {
      throw this.#sendError(error, message, server);
    }
    this.#keepLimits(topic);
    return { outcome: (await this.#hasConsumer(topic)) ? 'routed' : 'held' };
  }

  async #broadcast(message: Message): Promise<SendAnswer> {
    const { topic, id } = message;
    const { all, beats } = keysOf(topic);
    const known = this.#options.onLinkLoss === 'resend' ? sentKnownMs : '0';
    const server = this.#server();
    let taken: unknown;
    try {
      taken = await server.run(
        broadcast,
        [all, beats, sentKey(topic, id)],
        [String(this.#leaseMs), known, ...toArguments(message)],
      );
    } catch (error) {
      throw this.#sendError(error, message, server);
    }
    this.#keepLimits(topic);
    if (taken === 1) return { outcome: 'routed' };
    return { outcome: 'returned', detail: 'Nobody subscribes to it.' };
  }

  /** Once for all that is confirmed in one turn of the event loop. */
  #keepLimits(topic: string): void {
    if (!this.#limits.areSet || this.#bounding.has(topic)) return;
    this.#bounding.add(topic);
    setImmediate(() => {
      this.#bounding.delete(topic);
      this.#limits.keep(topic).catch(() => {
        // The next publish tries again; what is wrong with the link is told by its state.
      });
    });
  }

  /** What is under way when the link ends may have arrived. */
  #sendError(thrown: unknown, { topic }: Message, server: Server): BusError {
    const error = readCommandError(thrown, `send to “${topic}”`);
    if (!server.ended && error.code !== 'interrupted') return error;
    return new BusError(
      'unknown-outcome',
      `The link broke before the server confirmed the message for “${topic}”: it may or may not have arrived.`,
      { detail: error.detail, cause: thrown },
    );
  }

  /** However much is sent, the server is asked once in a while: its answer has to come before the receipt. */
  #hasConsumer(topic: string): boolean | Promise<boolean> {
    if (this.#ownConsumers(topic) > 0) return true;
    const known = this.#consumed.get(topic);
    const askedAt = performance.now();
    if (known !== undefined && askedAt - known.askedAt < consumersKnownMs) return known.answer;
    const answer = this.inspect(topic).then(
      (status) => (status?.consumers ?? 0) > 0,
      // The message is safe whatever came of this question.
      () => false,
    );
    this.#consumed.set(topic, { askedAt, answer });
    return answer;
  }

  #ownConsumers(topic: string): number {
    let count = 0;
    for (const subscription of this.#subscriptions) {
      if (subscription.topic === topic && subscription.consuming) count += 1;
    }
    return count;
  }

  #subscribersByTopic(): ReadonlyMap<string, readonly string[]> {
    const byTopic = new Map<string, string[]>();
    for (const { topic, subscriberId, consuming } of this.#subscriptions) {
      if (!consuming) continue;
      const ids = byTopic.get(topic);
      if (ids === undefined) byTopic.set(topic, [subscriberId]);
      else ids.push(subscriberId);
    }
    return byTopic;
  }

  async #setUp(): Promise<void> {
    // One that is refused tells so itself and does not hinder the others.
    await Promise.all([...this.#subscriptions].map((subscription) => subscription.recover()));
    this.#caretaker.attach();
  }

  #tearDown(): void {
    this.#caretaker.detach();
    this.#consumed.clear();
    for (const subscription of this.#subscriptions) subscription.detach();
  }

  #openReader(key: string, name: string): Promise<Link> {
    return this.#supervisor.openBeside(async (_address, cancelled) =>
      Link.open(
        this.#server().addressOf(key),
        { tls: await readTls(this.#options.tls), name, blocks: true },
        cancelled,
      ),
    );
  }

  readonly #command = async (key: string, args: readonly Argument[]): Promise<unknown> =>
    this.#server().command(key, args);

  readonly #run = async (
    script: Script,
    keys: readonly string[],
    args: readonly Argument[],
  ): Promise<unknown> => this.#server().run(script, keys, args);

  #server(): Server {
    const server = this.#supervisor.links;
    if (server !== undefined && !server.ended) return server;
    const { error } = this.#supervisor.status;
    throw new BusError('not-connected', 'There is no connection to the server at the moment.', {
      detail: error?.message,
    });
  }
}
