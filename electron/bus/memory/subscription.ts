import type {
  BackendDelivery,
  BackendSubscription,
  Burial,
  StoredDeadLetter,
  SubscribeRequest,
} from '../backend';
import { Chain, Chained } from '../chain';
import { summarise } from '../message';
import { MemoryQueue, type QueueConsumer, type QueuedMessage } from './queue';

interface MemorySubscriptionContext {
  readonly after: (delayMs: number, action: () => void) => void;
  readonly bury: (letter: StoredDeadLetter) => void;
  readonly onClosed: () => void;
  readonly onTaken: (queued: QueuedMessage) => void;
}

/** One subscriber: a consumer of its topic's queue and the only consumer of its own queue of broadcasts. */
export class MemorySubscription implements BackendSubscription, QueueConsumer {
  readonly broadcasts = new MemoryQueue();
  readonly #request: SubscribeRequest;
  readonly #context: MemorySubscriptionContext;
  readonly #work: MemoryQueue;
  /** By the queue they came from: publishes and broadcasts have a prefetch each. */
  readonly #unanswered = new Map<MemoryQueue, Chain<MemoryDelivery>>();
  #closing: Promise<void> | undefined;
  #onIdle: (() => void) | undefined;

  constructor(request: SubscribeRequest, work: MemoryQueue, context: MemorySubscriptionContext) {
    this.#request = request;
    this.#work = work;
    this.#context = context;
    for (const queue of [work, this.broadcasts]) {
      this.#unanswered.set(queue, new Chain());
      queue.addConsumer(this);
    }
  }

  get name(): string {
    return this.#request.name;
  }

  get subscriberId(): string {
    return this.#request.subscriberId;
  }

  hasRoom(queue: MemoryQueue): boolean {
    return (this.#unanswered.get(queue)?.size ?? Number.POSITIVE_INFINITY) < this.#request.prefetch;
  }

  take(queue: MemoryQueue, queued: QueuedMessage): void {
    const delivery = new MemoryDelivery(queued, {
      settle: () => this.#settle(queue, delivery),
      requeue: (copy, delayMs) => this.#context.after(delayMs, () => this.#requeue(queue, copy)),
      bury: (burial) => this.#bury(queued, burial),
    });
    this.#unanswered.get(queue)?.add(delivery);
    this.#context.onTaken(queued);
    this.#request.onDelivery(delivery);
  }

  close(graceMs: number): Promise<void> {
    this.#closing ??= this.#close(graceMs);
    return this.#closing;
  }

  async #close(graceMs: number): Promise<void> {
    this.#work.removeConsumer(this);
    this.broadcasts.removeConsumer(this);
    if (graceMs > 0 && this.#inFlight > 0) await this.#untilIdle(graceMs);
    this.#giveBack();
    this.#context.onClosed();
  }

  async isolate(): Promise<void> {}

  crash(): void {
    if (this.#closing !== undefined) return;
    this.#giveBack();
    // The broadcasts that waited for it went with it.
    this.broadcasts.clear();
  }

  #giveBack(): void {
    // Last first, so that they stand in their old order again.
    for (const delivery of (this.#unanswered.get(this.#work)?.all() ?? []).reverse()) {
      this.#work.putBack({
        ...delivery.queued,
        redelivered: true,
        interrupted: delivery.queued.interrupted + 1,
      });
    }
    for (const deliveries of this.#unanswered.values()) {
      for (const delivery of deliveries.all()) {
        deliveries.delete(delivery);
        delivery.lose();
        this.#request.onLost(delivery);
      }
    }
  }

  get #inFlight(): number {
    return [...this.#unanswered.values()].reduce((sum, deliveries) => sum + deliveries.size, 0);
  }

  #untilIdle(graceMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, graceMs);
      this.#onIdle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #settle(queue: MemoryQueue, delivery: MemoryDelivery): void {
    this.#unanswered.get(queue)?.delete(delivery);
    if (this.#closing === undefined) queue.serve();
    else if (this.#inFlight === 0) this.#onIdle?.();
  }

  #requeue(queue: MemoryQueue, copy: QueuedMessage): void {
    // A broadcast is retried by the subscriber that failed; with that one gone nobody may have it.
    if (queue === this.broadcasts && this.#closing !== undefined) {
      this.#bury(copy, { reason: 'subscriber-gone', attempts: copy.attempt - 1 });
    } else {
      queue.push(copy);
    }
  }

  #bury({ message }: QueuedMessage, { reason, attempts, error }: Burial): void {
    const { subscriberId } = this.#request;
    this.#context.bury({
      id: message.verb === 'publish' ? message.id : `${message.id}/${subscriberId}`,
      message: summarise(message),
      body: message.body,
      subscriberId,
      reason,
      attempts,
      lastBy: this.#request.name,
      at: Date.now(),
      ...(error === undefined ? {} : { error }),
    });
  }
}

interface DeliveryActions {
  readonly settle: () => void;
  readonly requeue: (copy: QueuedMessage, delayMs: number) => void;
  readonly bury: (burial: Burial) => void;
}

class MemoryDelivery extends Chained<MemoryDelivery> implements BackendDelivery {
  readonly foreign = false;
  // It could be counted in place; what comes back stands behind those that wait, as on a broker that is given a copy.
  readonly interruptionRecorded = false;
  run: BackendDelivery['run'] = undefined;
  readonly queued: QueuedMessage;
  readonly #actions: DeliveryActions;
  #open = true;

  constructor(queued: QueuedMessage, actions: DeliveryActions) {
    super();
    this.queued = queued;
    this.#actions = actions;
  }

  get message() {
    return this.queued.message;
  }

  get attempt() {
    return this.queued.attempt;
  }

  get interrupted() {
    return this.queued.interrupted;
  }

  get redelivered() {
    return this.queued.redelivered;
  }

  async ack(): Promise<boolean> {
    return this.#answer(() => {});
  }

  async retry({ attempt, delayMs }: { attempt: number; delayMs: number }): Promise<boolean> {
    return this.#answer(() =>
      this.#actions.requeue({ ...this.queued, attempt, redelivered: false }, delayMs),
    );
  }

  async deadLetter(burial: Burial): Promise<boolean> {
    return this.#answer(() => this.#actions.bury(burial));
  }

  async checkpoint(): Promise<boolean> {
    return this.#answer(() => this.#actions.requeue({ ...this.queued, redelivered: false }, 0));
  }

  lose(): void {
    this.#open = false;
  }

  #answer(act: () => void): boolean {
    if (!this.#open) return false;
    this.#open = false;
    act();
    this.#actions.settle();
    return true;
  }
}
