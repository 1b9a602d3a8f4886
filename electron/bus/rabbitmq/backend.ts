import type { RabbitmqOptions } from '../../../shared/brokers/rabbitmq';
import type { ConnectionStatus } from '../../../shared/bus/connection';
import { BusError } from '../../../shared/bus/errors';
import type { FoundTopic } from '../../../shared/bus/found-topic';
import { maxPayloadBytes } from '../../../shared/bus/limits';
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
import { DeadLetters } from './dead-letters';
import { maxBodyBytes, readChannelError, readFailure } from './failure';
import { isStream } from './found-queue';
import { describeFound } from './found-words';
import type { Hold } from './hold';
import { KeepAlive } from './keep-alive';
import { Link, type LinkOptions } from './link';
import { LinkPair } from './link-pair';
import { broadcastExchange, compatible, durable } from './names';
import { Parked } from './parked';
import { Publisher } from './publisher';
import { Relocation } from './relocation';
import { RabbitmqSubscription } from './subscription';
import { TapQueues } from './tap';
import { Topology } from './topology';
import { toWire } from './wire';

/** How long the broker's word on a topic's consumers is taken for true while sending, ms. */
const consumersKnownMs = 500;

/** The bus on RabbitMQ, on plain amqplib. */
export class RabbitmqBackend implements Backend {
  readonly #supervisor: Supervisor<Address, LinkPair>;
  readonly #linkOptions: () => Promise<Omit<LinkOptions, 'name'>>;
  readonly #publisher = new Publisher();
  /** Of retries and dead letters: a broker closes the whole channel over one bad publish, and theirs are none of those. */
  readonly #copies = new Publisher();
  readonly #topology: Topology;
  readonly #relocation: Relocation;
  readonly #parked: Parked;
  readonly #deadLetters: DeadLetters;
  readonly #subscriptions = new Set<RabbitmqSubscription>();
  readonly #keepAlive: KeepAlive;
  readonly #taps = new Set<KeptTap>();
  #closed = false;
  /** The broker's last word on whether somebody consumes a topic. */
  readonly #consumed = new Map<string, { askedAt: number; answer: Promise<boolean> }>();

  /** Throws `invalid-argument` for a URL that is none. */
  constructor(options: RabbitmqOptions) {
    const { heartbeatSeconds, tls } = options;
    const profile = options.queues === 'durable' ? durable : compatible;
    this.#topology = new Topology(profile);
    this.#keepAlive = new KeepAlive({
      wanted: options.keepAlive === 'anchor' && !profile.durable,
      topology: this.#topology,
      openLink: (name) => {
        this.#consuming();
        return this.#openLink(name);
      },
      openCreditHold: (name) => this.#openCreditHold(name),
      report: (status) => this.#supervisor.setKeepAlive(status),
    });
    this.#relocation = new Relocation(this.#copies, this.#topology);
    this.#parked = new Parked(this.#topology, this.#relocation);
    this.#deadLetters = new DeadLetters({
      topology: this.#topology,
      publisher: this.#publisher,
      parked: this.#parked,
      link: () => this.#consuming(),
      publishing: () => this.#supervisor.links?.publishing,
      queueOf: (topic, subscriberId) =>
        [...this.#subscriptions].find((each) => each.topic === topic && each.subscriberId === subscriberId)
          ?.broadcastQueue,
    });
    this.#linkOptions = async () => ({ heartbeatSeconds, tls: await readTls(tls) });
    this.#supervisor = new Supervisor({
      kind: options.kind,
      addresses: parseAddresses(options.url),
      describe: describeAddress,
      capabilities: capabilitiesOf(profile),
      open: async (address, cancelled) => LinkPair.open(address, await this.#linkOptions(), cancelled),
      readFailure,
      setUp: (links) => this.#setUp(links),
      tearDown: () => this.#tearDown(),
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
    try {
      return await (message.verb === 'publish' ? this.#publish(message) : this.#broadcast(message));
    } catch (error) {
      const limit = error instanceof BusError ? maxBodyBytes(error.detail) : undefined;
      if (limit !== undefined)
        this.#supervisor.learnLimits({ payloadBytes: Math.min(limit, maxPayloadBytes) });
      throw error;
    }
  }

  async subscribe(request: SubscribeRequest): Promise<BackendSubscription> {
    const subscription = new RabbitmqSubscription(request, {
      topology: this.#topology,
      relocation: this.#relocation,
      openLink: (name) => this.#openLink(name),
      onClosed: () => this.#subscriptions.delete(subscription),
    });
    const link = this.#consuming();
    this.#subscriptions.add(subscription);
    try {
      await subscription.attach(link);
      await this.#keepAlive.keep(request.topic);
    } catch (error) {
      // Nobody will own it: it must not come back by itself.
      await subscription.close(0);
      throw error;
    }
    return subscription;
  }

  async readDeadLetters(topic: string, query: DeadLetterQuery, visit: DeadLetterVisitor): Promise<number> {
    return this.#deadLetters.read(topic, query, visit);
  }

  onRetryReturned(listener: (message: Message, attempts: number) => void): Dispose {
    return this.#parked.onFound(listener);
  }

  /** What a policy of the broker drops it does not tell. */
  onDropped(): Dispose {
    return () => {};
  }

  async replay(topic: string, request: ReplayRequest): Promise<Message[]> {
    return this.#deadLetters.replay(topic, request);
  }

  async discard(topic: string, choice: DeadLetterChoice): Promise<Message[]> {
    return this.#deadLetters.discard(topic, choice);
  }

  keptTopics(): readonly string[] {
    return this.#keepAlive.topics;
  }

  foundTopics(): readonly FoundTopic[] {
    return [...this.#topology.foundTopics].map(([topic, found]) => describeFound(topic, found));
  }

  async tap(request: TapRequest): Promise<BackendTap> {
    this.#consuming();
    const { topic, traced, ensureTraced, onState } = request;
    const { profile } = this.#topology;
    const tap = new KeptTap({
      sees: traced ? 'everything' : 'broadcasts',
      ...(traced ? {} : { note: 'Only broadcasts: RabbitMQ shows the rest while tracing is on.' }),
      open: async () => {
        if (traced) await ensureTraced?.();
        // As whoever broadcasts declares it: there may be nobody yet, and it goes with the broker.
        else await this.#topology.broadcastAgain(topic);
        return TapQueues.open(await this.#openLink('Busdeck, tapping'), request, profile);
      },
      onState,
      readError: (thrown) => readChannelError(thrown, `tap “${topic}”`),
      isFinal: ({ code }) => code === 'access-refused' || code === 'login-refused' || code === 'closed',
      onClosed: () => this.#taps.delete(tap),
    });
    this.#taps.add(tap);
    await tap.start();
    return tap;
  }

  async inspect(topic: string): Promise<TopicStatus | undefined> {
    const { name } = this.#topology.profile.work(topic);
    try {
      const found = await this.#topology.run(`look at “${name}”`, (channel) => channel.checkQueue(name));
      const ownConsumers = this.#ownConsumers(topic);
      const made = this.#topology.found(topic);
      // What it holds waits for nobody, and its consumers share nothing.
      if (isStream(made)) return { ownConsumers, outlivesSubscribers: true };
      const anchors = this.#keepAlive.keeps(name) ? 1 : 0;
      return {
        ready: found.messageCount,
        consumers: found.consumerCount - anchors,
        ownConsumers,
        ...(made?.autoDelete === false ? { outlivesSubscribers: true } : {}),
      };
    } catch (error) {
      if (error instanceof BusError && error.code === 'not-found') return undefined;
      throw error;
    }
  }

  close(): Promise<void> {
    this.#closed = true;
    return this.#supervisor.close();
  }

  async #publish(message: Message): Promise<SendAnswer> {
    const { topic, body } = message;
    const options = toWire(message);
    const target = { exchange: '', routingKey: this.#topology.profile.work(topic).name };
    await this.#topology.work(topic);
    if (this.#keepAlive.isOn) await this.#keepAlive.keep(topic);
    let returned = await this.#publisher.publish(target, body, options);
    if (returned !== undefined) {
      // The queue went with its last consumer since we declared it. Once more, so that the message is held.
      await this.#topology.workAgain(topic);
      await this.#keepAlive.keep(topic);
      returned = await this.#publisher.publish(target, body, options);
    }
    if (returned !== undefined) return { outcome: 'returned', detail: returned };
    // Nobody who comes later begins with what a stream has already.
    if (isStream(this.#topology.found(topic))) return { outcome: 'routed' };
    return { outcome: (await this.#hasConsumer(topic)) ? 'routed' : 'held' };
  }

  async #broadcast(message: Message): Promise<SendAnswer> {
    const { topic, body } = message;
    const send = () =>
      this.#publisher.publish(
        { exchange: broadcastExchange(topic), routingKey: topic },
        body,
        toWire(message),
      );
    await this.#topology.broadcast(topic);
    let returned = await send().catch(async (error: unknown) => {
      if (!(error instanceof BusError) || error.code !== 'not-found') throw error;
      await this.#topology.broadcastAgain(topic);
      return send();
    });
    const own = [...this.#subscriptions].filter((each) => each.topic === topic && each.consuming);
    if (returned !== undefined && own.length > 0) {
      // Somebody deleted the exchange, and with it the bindings.
      await Promise.all(own.map((subscription) => subscription.rebind()));
      returned = await send();
    }
    return returned === undefined ? { outcome: 'routed' } : { outcome: 'returned', detail: returned };
  }

  /** However much is sent, the broker is asked once in a while: its answer has to come before the receipt. */
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

  async #setUp({ publishing, consuming }: LinkPair): Promise<void> {
    this.#topology.attach(consuming);
    await Promise.all(this.#publishers.map((each) => each.attach(publishing)));
    await this.#keepAlive.open();
    // Consumers last. One that is refused tells so itself and does not hinder the others.
    await Promise.all([...this.#subscriptions].map((subscription) => subscription.recover(consuming)));
    await Promise.all([...this.#subscriptions].map(({ topic }) => this.#keepAlive.keep(topic)));
    this.#parked.attach(consuming);
  }

  async #openCreditHold(name: string): Promise<Hold> {
    // Loaded only where it is needed.
    const { CreditHold } = await import('./credit-hold');
    return this.#supervisor.openBeside(async (address, cancelled) =>
      CreditHold.open(address, { ...(await this.#linkOptions()), name }, cancelled),
    );
  }

  #openLink(name: string): Promise<Link> {
    return this.#supervisor.openBeside(async (address, cancelled) =>
      Link.open(address, { ...(await this.#linkOptions()), name }, cancelled),
    );
  }

  #tearDown(): void {
    this.#parked.detach();
    this.#topology.detach();
    for (const publisher of this.#publishers) publisher.detach();
    // A try that was under way when the bus was closed ends here.
    if (this.#closed) void this.#keepAlive.letGo();
    this.#consumed.clear();
    for (const subscription of this.#subscriptions) subscription.detach();
  }

  async #windDown(): Promise<void> {
    await Promise.allSettled([...this.#subscriptions].map((subscription) => subscription.close(0)));
    await Promise.all([
      this.#parked.close(),
      this.#deadLetters.close(),
      ...[...this.#taps].map((tap) => tap.close()),
    ]);
    await this.#keepAlive.letGo();
    // On a dead link there is nothing to wait for; the link's own close is bounded.
    await Promise.allSettled(this.#publishers.map((each) => each.close()));
  }

  get #publishers(): readonly Publisher[] {
    return [this.#publisher, this.#copies];
  }

  #consuming(): Link {
    const link = this.#supervisor.links?.consuming;
    if (link !== undefined && !link.ended) return link;
    const { error } = this.#supervisor.status;
    throw new BusError('not-connected', 'There is no connection to the broker at the moment.', {
      detail: error?.message,
    });
  }
}
