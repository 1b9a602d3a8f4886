import { type Capabilities, noCapabilities } from '../../../shared/bus/capabilities';
import type { ConnectionStatus } from '../../../shared/bus/connection';
import { BusError } from '../../../shared/bus/errors';
import type { FoundTopic } from '../../../shared/bus/found-topic';
import type { Sight } from '../../../shared/bus/tap';
import type {
  Backend,
  BackendSubscription,
  BackendTap,
  DeadLetterChoice,
  DeadLetterQuery,
  DeadLetterVisitor,
  ReplayRequest,
  SendAnswer,
  StoredDeadLetter,
  SubscribeRequest,
  TapRequest,
  TopicStatus,
} from '../backend';
import { deadLetterId } from '../dead-letter-id';
import { type Dispose, Emitter } from '../emitter';
import type { Message } from '../message';
import { MemoryQueue, type QueuedMessage } from './queue';
import { MemorySubscription } from './subscription';

/** Nothing survives this process, and nothing of a broker's can be lost. */
export const memoryCapabilities: Capabilities = {
  ...noCapabilities,
  holdsWithoutSubscriber: true,
  countsConsumers: true,
  countsWaiting: true,
};

const here = { name: 'Busdeck' };

const identity = { kind: 'memory', endpoint: 'In-memory', capabilities: memoryCapabilities } as const;

/** A topic's queue for publishes and the queue of each subscription for broadcasts. */
interface MemoryTopic {
  readonly queue: MemoryQueue;
  readonly subscriptions: Set<MemorySubscription>;
  readonly deadLetters: Map<string, StoredDeadLetter>;
}

/**
 * The bus inside this process: the reference that other backends are held against. Messages live as long as the
 * backend does; nothing is written anywhere.
 */
export class MemoryBackend implements Backend {
  readonly #topics = new Map<string, MemoryTopic>();
  readonly #statuses = new Emitter<[ConnectionStatus]>();
  readonly #delays = new Set<NodeJS.Timeout>();
  readonly #sights = new Emitter<[message: Message, sight: Sight, attempt: number]>();
  #status: ConnectionStatus = { ...identity, state: 'idle' };

  get status(): ConnectionStatus {
    return this.#status;
  }

  onStatus(listener: (status: ConnectionStatus) => void): Dispose {
    return this.#statuses.on(listener);
  }

  async connect(): Promise<void> {
    this.#assertNotClosed();
    this.#setState(
      'ready',
      'The bus inside this app; it needs no broker and keeps nothing after it is closed.',
    );
  }

  reconnectNow(): void {}

  async send(message: Message): Promise<SendAnswer> {
    this.#assertReady();
    const topic = this.#topic(message.topic);
    const fresh: QueuedMessage = { message, attempt: 1, interrupted: 0, redelivered: false };
    if (message.verb === 'publish') {
      this.#show(message, [message.topic]);
      topic.queue.push(fresh);
      return { outcome: topic.subscriptions.size === 0 ? 'held' : 'routed' };
    }
    this.#show(
      message,
      [...topic.subscriptions].map(({ name }) => name),
    );
    if (topic.subscriptions.size === 0) {
      return { outcome: 'returned', detail: `No subscriber of "${message.topic}" is there.` };
    }
    for (const subscription of topic.subscriptions) subscription.broadcasts.push(fresh);
    return { outcome: 'routed' };
  }

  async subscribe(request: SubscribeRequest): Promise<BackendSubscription> {
    this.#assertReady();
    const topic = this.#topic(request.topic);
    const subscription = new MemorySubscription(request, topic.queue, {
      after: (delayMs, action) => this.#after(delayMs, action),
      bury: (letter) => bury(letter, topic.deadLetters),
      onClosed: () => topic.subscriptions.delete(subscription),
      onTaken: ({ message, attempt, redelivered }) => {
        if (this.#sights.size === 0) return;
        const sight = {
          what: 'delivered',
          queue: request.topic,
          to: { name: request.name },
          redelivered,
        } as const;
        this.#sights.emit(message, sight, attempt);
      },
    });
    topic.subscriptions.add(subscription);
    request.onState('consuming');
    return subscription;
  }

  async readDeadLetters(
    topic: string,
    { ids, most, mostBytes = Number.POSITIVE_INFINITY }: DeadLetterQuery,
    visit: DeadLetterVisitor,
  ): Promise<number> {
    let bytes = 0;
    for (const letter of this.#choose(topic, ids ?? 'all').slice(0, most)) {
      if (bytes >= mostBytes) break;
      bytes += letter.body.length;
      await visit(letter);
    }
    return this.#topics.get(topic)?.deadLetters.size ?? 0;
  }

  onRetryReturned(): Dispose {
    return () => {};
  }

  /** It has no limits. */
  onDropped(): Dispose {
    return () => {};
  }

  async replay(topic: string, { ids, edit, onSend }: ReplayRequest): Promise<Message[]> {
    this.#assertReady();
    const sent: Message[] = [];
    for (const letter of this.#choose(topic, ids)) {
      const original = messageOf(letter);
      const message = edit?.(original) ?? original;
      if (!this.#replayOne(message, letter.subscriberId)) continue;
      onSend(message);
      this.#topic(topic).deadLetters.delete(letter.id);
      sent.push(message);
    }
    return sent;
  }

  async discard(topic: string, { ids }: DeadLetterChoice): Promise<Message[]> {
    const chosen = this.#choose(topic, ids);
    for (const { id } of chosen) this.#topic(topic).deadLetters.delete(id);
    return chosen.map(messageOf);
  }

  /** Nothing here outlives this process anyway. */
  keptTopics(): readonly string[] {
    return [];
  }

  /** All are made here. */
  foundTopics(): readonly FoundTopic[] {
    return [];
  }

  async tap(request: TapRequest): Promise<BackendTap> {
    this.#assertReady();
    const stop = this.#sights.on((...sight) => {
      if (sight[0].topic === request.topic) request.onSight(...sight);
    });
    request.onState('watching');
    return { sees: 'everything', close: async () => stop() };
  }

  async inspect(topic: string): Promise<TopicStatus | undefined> {
    const found = this.#topics.get(topic);
    if (found === undefined) return undefined;
    const consumers = found.subscriptions.size;
    return { ready: found.queue.size, consumers, ownConsumers: consumers };
  }

  async close(): Promise<void> {
    if (this.#status.state === 'closed') return;
    for (const { subscriptions } of this.#topics.values()) {
      await Promise.all([...subscriptions].map((subscription) => subscription.close(0)));
    }
    for (const delay of this.#delays) clearTimeout(delay);
    this.#delays.clear();
    this.#topics.clear();
    this.#sights.clear();
    this.#setState('closed', 'Closed on request.');
    this.#statuses.clear();
  }

  #show(message: Message, routedTo: readonly string[]): void {
    if (this.#sights.size > 0) this.#sights.emit(message, { what: 'published', by: here, routedTo }, 1);
  }

  #choose(topic: string, ids: DeadLetterChoice['ids']): StoredDeadLetter[] {
    const letters = [...(this.#topics.get(topic)?.deadLetters.values() ?? [])];
    return ids === 'all' ? letters : letters.filter(({ id }) => ids.has(id));
  }

  /** False when nobody takes it. */
  #replayOne(message: Message, subscriberId: string): boolean {
    const { queue, subscriptions } = this.#topic(message.topic);
    const fresh: QueuedMessage = { message, attempt: 1, interrupted: 0, redelivered: false };
    if (message.verb === 'publish') {
      this.#show(message, [message.topic]);
      queue.push(fresh);
      return true;
    }
    const failed = [...subscriptions].filter((subscription) => subscription.subscriberId === subscriberId);
    const takers = failed.length > 0 ? failed : [...subscriptions];
    this.#show(
      message,
      takers.map(({ name }) => name),
    );
    for (const { broadcasts } of takers) broadcasts.push(fresh);
    return takers.length > 0;
  }

  #topic(name: string): MemoryTopic {
    const found = this.#topics.get(name);
    if (found !== undefined) return found;
    const created = {
      queue: new MemoryQueue(),
      subscriptions: new Set<MemorySubscription>(),
      deadLetters: new Map(),
    };
    this.#topics.set(name, created);
    return created;
  }

  #after(delayMs: number, action: () => void): void {
    if (delayMs === 0) {
      action();
      return;
    }
    const timer = setTimeout(() => {
      this.#delays.delete(timer);
      action();
    }, delayMs);
    this.#delays.add(timer);
  }

  #setState(state: ConnectionStatus['state'], reason: string): void {
    this.#status = { ...identity, state, reason };
    this.#statuses.emit(this.#status);
  }

  #assertNotClosed(): void {
    if (this.#status.state === 'closed') throw new BusError('closed', 'The in-memory bus is closed.');
  }

  #assertReady(): void {
    this.#assertNotClosed();
    if (this.#status.state !== 'ready')
      throw new BusError('not-connected', 'The in-memory bus is not connected yet.');
  }
}

function bury(letter: StoredDeadLetter, among: Map<string, StoredDeadLetter>): void {
  let nth = 1;
  while (among.has(deadLetterId(letter.id, nth))) nth += 1;
  const id = deadLetterId(letter.id, nth);
  among.set(id, { ...letter, id });
}

function messageOf({ message: { id, topic, headers, properties, verb }, body }: StoredDeadLetter): Message {
  return { id, topic, verb, body, headers, properties };
}
