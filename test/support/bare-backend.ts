import type {
  Backend,
  BackendDelivery,
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
} from '../../electron/bus/backend';
import type { Dispose } from '../../electron/bus/emitter';
import { MemoryBackend } from '../../electron/bus/memory/backend';
import type { Message } from '../../electron/bus/message';
import type { Capabilities } from '../../shared/bus/capabilities';
import { noCapabilities } from '../../shared/bus/capabilities';
import type { ConnectionStatus } from '../../shared/bus/connection';
import type { FoundTopic } from '../../shared/bus/found-topic';

/** The abilities of an MQTT broker: it holds nothing for nobody, counts nothing, and its headers are text. */
export const bareCapabilities: Capabilities = {
  ...noCapabilities,
  headers: 'text',
  properties: ['contentType', 'correlationId', 'replyTo'],
  limits: { ...noCapabilities.limits, headerBytes: 50 * 1024, payloadBytes: 16 * 1024 * 1024, prefetch: 200 },
};

/** The bus in memory with less ability than RabbitMQ has: proves that the bus asks for no more than it is told of. */
export class BareBackend implements Backend {
  readonly #memory = new MemoryBackend();
  readonly #capabilities: Capabilities;

  constructor(capabilities = bareCapabilities) {
    this.#capabilities = capabilities;
  }

  get status(): ConnectionStatus {
    return { ...this.#memory.status, capabilities: this.#capabilities };
  }

  onStatus(listener: (status: ConnectionStatus) => void): Dispose {
    return this.#memory.onStatus(() => listener(this.status));
  }

  connect(): Promise<void> {
    return this.#memory.connect();
  }

  reconnectNow(): void {}

  async send(message: Message): Promise<SendAnswer> {
    const isReady = this.#memory.status.state === 'ready';
    if (isReady && message.verb === 'publish' && !(await this.#hasSubscriber(message.topic))) {
      return { outcome: 'returned', detail: 'No matching subscribers.' };
    }
    const answer = await this.#memory.send(message);
    // The last subscriber went in between.
    return answer.outcome === 'held' ? { outcome: 'returned', detail: 'No matching subscribers.' } : answer;
  }

  subscribe(request: SubscribeRequest): Promise<BackendSubscription> {
    return this.#memory.subscribe({
      ...request,
      onDelivery: (delivery) => request.onDelivery(countedByItself(delivery)),
    });
  }

  readDeadLetters(topic: string, query: DeadLetterQuery, visit: DeadLetterVisitor): Promise<number> {
    return this.#memory.readDeadLetters(topic, query, visit);
  }

  onRetryReturned(): Dispose {
    return () => {};
  }

  /** It has no limits. */
  onDropped(): Dispose {
    return () => {};
  }

  async replay(topic: string, request: ReplayRequest): Promise<Message[]> {
    return (await this.#hasSubscriber(topic)) ? this.#memory.replay(topic, request) : [];
  }

  discard(topic: string, choice: DeadLetterChoice): Promise<Message[]> {
    return this.#memory.discard(topic, choice);
  }

  tap(request: TapRequest): Promise<BackendTap> {
    return this.#memory.tap(request);
  }

  keptTopics(): readonly string[] {
    return [];
  }

  foundTopics(): readonly FoundTopic[] {
    return [];
  }

  async inspect(topic: string): Promise<TopicStatus | undefined> {
    const found = await this.#memory.inspect(topic);
    return found === undefined ? undefined : { ownConsumers: found.ownConsumers };
  }

  close(): Promise<void> {
    return this.#memory.close();
  }

  async #hasSubscriber(topic: string): Promise<boolean> {
    return ((await this.#memory.inspect(topic))?.ownConsumers ?? 0) > 0;
  }
}

/** As a broker says it that has counted an interruption before it delivers again. The very same object: it is known by it. */
function countedByItself(delivery: BackendDelivery): BackendDelivery {
  return Object.defineProperty(delivery, 'interruptionRecorded', { value: true });
}
