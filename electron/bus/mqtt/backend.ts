import { randomUUID } from 'node:crypto';
import type { MqttOptions } from '../../../shared/brokers/mqtt';
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
import { type Address, describeAddress, parseAddresses } from './address';
import { capabilitiesOf } from './capabilities';
import { Care, type Session } from './care';
import { DeadLetters } from './dead-letters';
import { readFailure, readOperationError } from './failure';
import { Held } from './held';
import { Link, type LinkOptions, nobody } from './link';
import { broadcastTopic, sessionTopic, workTopic } from './names';
import { Post, type Publish } from './post';
import { Server } from './server';
import { MqttSubscription } from './subscription';
import { openTap } from './tap';
import { Waits } from './waits';
import { toProperties } from './wire';

/** The bus on any broker of MQTT 5 with shared subscriptions. */
export class MqttBackend implements Backend {
  readonly #supervisor: Supervisor<Address, Server>;
  readonly #options: MqttOptions;
  readonly #instance = `bus-${randomUUID()}`;
  readonly #subscriptions = new Set<MqttSubscription>();
  readonly #taps = new Set<KeptTap>();
  readonly #post: Post;
  readonly #waits: Waits;
  readonly #held: Held;
  readonly #care: Care;
  readonly #deadLetters: DeadLetters;

  /** Throws `invalid-argument` for a URL that is none. */
  constructor(options: MqttOptions) {
    this.#options = options;
    const isHeld = options.withoutSubscriber === 'held';
    this.#post = new Post(this.#publishing, isHeld ? (...call) => this.#held.add(...call) : undefined);
    this.#held = new Held(this.#instance, { post: this.#post, publish: this.#publishing });
    this.#waits = new Waits(this.#instance, this.#post);
    this.#care = new Care({
      openLink: this.#openLink,
      post: this.#post,
      waits: this.#waits,
      held: this.#held,
      sessions: () => this.#sessions(),
      isOurs: (id) =>
        id === this.#instance || [...this.#subscriptions].some((each) => each.subscriberId === id),
      retain: (topic, body) => this.#publishing(topic, body, { retain: true }),
    });
    this.#deadLetters = new DeadLetters(this.#openLink, this.#post);
    this.#supervisor = new Supervisor({
      kind: options.kind,
      addresses: parseAddresses(options.url),
      describe: describeAddress,
      capabilities: capabilitiesOf(options),
      open: async (address, cancelled) =>
        Server.open(address, { ...(await this.#always()), instance: this.#instance }, cancelled),
      readFailure,
      setUp: (server) => this.#setUp(server),
      tearDown: () => {
        this.#care.detach();
        this.#held.detach();
        for (const subscription of this.#subscriptions) subscription.detach();
      },
      windDown: () => this.#windDown(),
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

  async send(message: Message): Promise<SendAnswer> {
    const { topic, verb, body } = message;
    const link = this.#link();
    const target = verb === 'publish' ? workTopic(topic) : broadcastTopic(topic);
    try {
      const properties = toProperties(message);
      const answer = await link.publish(target, body, { properties });
      if (answer !== nobody) return { outcome: 'routed' };
      if (verb === 'publish' && this.#options.withoutSubscriber === 'held') {
        const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
        await this.#held.add({ body: bytes, properties, dup: false }, message.id, topic, {});
        return { outcome: 'held' };
      }
      return { outcome: 'returned', detail: 'Nobody subscribes to it, and MQTT holds nothing for nobody.' };
    } catch (thrown) {
      const error = readOperationError(thrown, `send to “${topic}”`);
      if (!link.ended && error.code !== 'interrupted') throw error;
      throw new BusError(
        'unknown-outcome',
        `The link broke before the broker confirmed the message for “${topic}”: it may or may not have arrived.`,
        { detail: error.detail, cause: thrown },
      );
    }
  }

  async subscribe(request: SubscribeRequest): Promise<BackendSubscription> {
    this.#link();
    const subscription = new MqttSubscription(request, {
      openLink: this.#openLink,
      publish: this.#publishing,
      post: this.#post,
      waits: this.#waits,
      onClosed: () => this.#subscriptions.delete(subscription),
    });
    this.#subscriptions.add(subscription);
    try {
      await subscription.attach();
      this.#held.sendAll(request.topic);
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

  onRetryReturned(listener: (message: Message, attempts: number) => void): Dispose {
    return this.#waits.onReturned(listener);
  }

  /** Nothing waits at the broker for nobody. */
  onDropped(): Dispose {
    return () => {};
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

  /** A subscription beside the shared one gets a copy of each message. */
  async tap({ topic, onSight, onState }: TapRequest): Promise<BackendTap> {
    this.#link();
    const tap = new KeptTap({
      sees: 'what is sent',
      note: 'While it watches, the broker tells senders that somebody is there, also when nobody else is.',
      open: () => openTap(this.#openLink, topic, onSight),
      onState,
      readError: (thrown) => readOperationError(thrown, `tap “${topic}”`),
      isFinal: ({ code }) => code === 'access-refused' || code === 'login-refused' || code === 'closed',
      onClosed: () => this.#taps.delete(tap),
    });
    this.#taps.add(tap);
    await tap.start();
    return tap;
  }

  /** A broker of MQTT tells nothing of its topics; that something is held is known here. */
  async inspect(topic: string): Promise<TopicStatus | undefined> {
    this.#link();
    let ownConsumers = 0;
    for (const each of this.#subscriptions) if (each.topic === topic && each.consuming) ownConsumers += 1;
    return ownConsumers === 0 && this.#held.countOf(topic) === 0 ? undefined : { ownConsumers };
  }

  close(): Promise<void> {
    return this.#supervisor.close();
  }

  async #setUp({ link }: Server): Promise<void> {
    const alive: Session = { state: 'alive' };
    await link.publish(sessionTopic(this.#instance), JSON.stringify(alive), { retain: true });
    await this.#care.attach(link);
    this.#held.attach();
    // One that is refused tells so itself and does not hinder the others.
    await Promise.all([...this.#subscriptions].map((subscription) => subscription.recover()));
  }

  /** All that is there from here. */
  #sessions(): ReadonlyMap<string, Session> {
    const sessions = new Map<string, Session>([[this.#instance, { state: 'alive' }]]);
    for (const { subscriberId, topic, consuming } of this.#subscriptions) {
      if (consuming) sessions.set(subscriberId, { state: 'alive', topic });
    }
    return sessions;
  }

  async #windDown(): Promise<void> {
    await Promise.allSettled([
      ...[...this.#subscriptions].map((each) => each.close(0)),
      ...[...this.#taps].map((each) => each.close()),
    ]);
    this.#care.detach();
    const hasWaiting = this.#waits.size + this.#held.size > 0;
    this.#waits.stop();
    this.#held.detach();
    if (!hasWaiting) return this.#post.forget(sessionTopic(this.#instance));
    // Another bus, or the next that starts, sees to what waits.
    const gone: Session = { state: 'gone' };
    await this.#publishing(sessionTopic(this.#instance), JSON.stringify(gone), { retain: true });
  }

  async #always(): Promise<Pick<LinkOptions, 'tls' | 'keepAliveSeconds'>> {
    return { tls: await readTls(this.#options.tls), keepAliveSeconds: this.#options.keepAliveSeconds };
  }

  readonly #openLink = (options: Omit<LinkOptions, 'tls' | 'keepAliveSeconds'>): Promise<Link> =>
    this.#supervisor.openBeside(async (address, cancelled) =>
      Link.open(address, { ...(await this.#always()), ...options }, cancelled),
    );

  readonly #publishing: Publish = async (...args) => this.#link().publish(...args);

  #link(): Link {
    const link = this.#supervisor.links?.link;
    if (link !== undefined && !link.ended) return link;
    const { error } = this.#supervisor.status;
    throw new BusError('not-connected', 'There is no connection to the broker at the moment.', {
      detail: error?.message,
    });
  }
}
