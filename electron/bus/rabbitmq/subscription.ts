import type { Channel } from 'amqplib';
import { BusError, describeThrown } from '../../../shared/bus/errors';
import type { BackendSubscription, SubscribeRequest } from '../backend';
import { tryAgain } from '../broker/try-again';
import { answerMs, closingAnswerMs, within } from '../broker/within';
import { Consumer } from './consumer';
import { readChannelError, willBeRefusedAgain } from './failure';
import { Leftovers } from './leftovers';
import type { Link } from './link';
import { broadcastExchange } from './names';
import { Place } from './place';
import type { Relocation } from './relocation';
import type { Topology } from './topology';

const triesWhileQueueVanishes = 10;
const tookBack =
  'A delivery was unanswered for longer than the broker waits (consumer_timeout): it took it back. It consumes again.';

export interface SubscriptionContext {
  readonly topology: Topology;
  readonly relocation: Relocation;
  /** For a subscription that must be able to lose its link alone. */
  readonly openLink: (name: string) => Promise<Link>;
  readonly onClosed: () => void;
}

/** One subscriber: which link it consumes on, and how it survives its link, its channel and its queue: each is made anew. */
export class RabbitmqSubscription implements BackendSubscription {
  readonly #request: SubscribeRequest;
  readonly #context: SubscriptionContext;
  readonly #consumer: Consumer;
  readonly #leftovers: Leftovers;
  readonly #stopped = new AbortController();
  /** The link that all share, as long as there is one. */
  #shared: Link | undefined;
  /** The one it consumes on: the shared one, or one of its own. */
  #link: Link | undefined;
  #isolated = false;
  #settingUp: Promise<void> = Promise.resolve();
  /** One move from link to link at a time: two would each leave the other's link and consumers behind. */
  #moving: Promise<void> = Promise.resolve();
  #closing: Promise<void> | undefined;
  /** The channel is being closed for a reason that was given already. */
  #lossTold = false;
  /** The link was cut on purpose. */
  #crashed = false;

  constructor(request: SubscribeRequest, context: SubscriptionContext) {
    this.#request = request;
    this.#context = context;
    this.#consumer = new Consumer(request, {
      ...context,
      stopped: this.#stopped.signal,
      onCancelled: (channel, queue) => void this.#onCancelled(channel, queue),
      onClosed: (channel, error) => this.#onChannelClosed(channel, error),
    });
    const { topic, subscriberId: id, name } = request;
    this.#leftovers = new Leftovers({ ...context, topic, subscriber: { id, name } });
  }

  get topic(): string {
    return this.#request.topic;
  }

  get subscriberId(): string {
    return this.#request.subscriberId;
  }

  get consuming(): boolean {
    return this.#consumer.channel !== undefined;
  }

  /** On the first link, and on each new one. Rejects with what the broker has against it. */
  attach(shared: Link): Promise<void> {
    this.#shared = shared;
    return this.#inTurn(async () => {
      await this.#settingUp;
      // An earlier turn may have done it.
      if (this.#consumer.channel !== undefined) return;
      if (this.#isolated) await this.#moveToOwn(this.#ownLink ?? (await this.#openOwnLink()));
      else await this.#moveTo(shared);
    });
  }

  /** On a link after a loss: tells what comes of it and goes on where that may help. Resolves after the first try. */
  recover(shared: Link): Promise<void> {
    this.#shared = shared;
    return new Promise((resolve) => {
      void this.#comeBack(shared, () => this.attach(shared).finally(resolve)).finally(resolve);
    });
  }

  /** Again, after its exchange was deleted. */
  async rebind(): Promise<void> {
    if (this.#consumer.broadcastQueue === undefined) return;
    await this.#consumer.channel?.bindQueue(this.#consumer.broadcastQueue, broadcastExchange(this.topic), '');
  }

  /** Where it takes its broadcasts at the moment. */
  get broadcastQueue(): string | undefined {
    return this.#consumer.channel === undefined ? undefined : this.#consumer.broadcastQueue;
  }

  /** The shared link is gone, and with it everything that was unanswered. */
  detach(): void {
    this.#shared = undefined;
    this.#leaveLink();
    if (this.#closing === undefined)
      this.#request.onState('recovering', 'The connection to the broker is down.');
  }

  close(graceMs: number): Promise<void> {
    this.#closing ??= this.#close(graceMs);
    return this.#closing;
  }

  isolate(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#isolated || this.#closing !== undefined) return;
      const own = await this.#openOwnLink();
      await this.#settingUp;
      const before = new Place(this.#consumer.channel, this.#consumer.broadcastQueue, this.#consumer.tags);
      const shared = this.#shared;
      // The new consumer is there before the old one goes, so that the topic's queue is never without one.
      this.#consumer.channel = undefined;
      this.#consumer.tags = [];
      try {
        await this.#moveToOwn(own);
      } catch (error) {
        own.destroy();
        this.#returnTo(before, shared);
        throw error;
      }
      this.#isolated = true;
      await this.#leave(before).catch(() => {
        // The link ended meanwhile, and with it what was to be left.
      });
    });
  }

  /** It could not move: it goes on where it was, if that is still there. */
  #returnTo(before: Place, shared: Link | undefined): void {
    const { channel } = before;
    if (this.#stopped.signal.aborted) channel?.close().catch(() => {});
    // Else who makes the next link brings it there.
    if (shared === undefined || shared !== this.#shared || this.#stopped.signal.aborted) return;
    this.#link = shared;
    this.#consumer.broadcastQueue = before.queue;
    if (before.isOpen) {
      this.#consumer.channel = channel;
      this.#consumer.tags = [...before.tags];
    } else {
      if (channel !== undefined) this.#consumer.drop(channel);
      void this.#comeBack(shared, () => this.attach(shared));
    }
  }

  /** Leaves a channel and its queue of broadcasts for those it has now. */
  async #leave({ channel, queue, tags }: Place): Promise<void> {
    if (channel === undefined) return;
    for (const tag of tags) await within(answerMs, 'end a consumer', channel.cancel(tag));
    this.#consumer.drop(channel);
    const next = this.#consumer.broadcastQueue;
    if (queue !== undefined && next !== undefined) {
      await within(answerMs, 'take broadcasts along', this.#leftovers.moveTo(next, { queue, channel }));
    }
    await within(answerMs, 'close a channel', channel.close());
  }

  crash(): void {
    // With a link of its own the socket is destroyed, as the end of a process would do it.
    const own = this.#ownLink;
    this.#crashed = own !== undefined;
    if (own === undefined) this.#consumer.channel?.close().catch(() => {});
    else own.destroy('The subscriber crashed.');
  }

  async #openOwnLink(): Promise<Link> {
    const shared = this.#shared;
    const link = await this.#context.openLink(`Busdeck, ${this.#request.name}`);
    if (this.#closing === undefined && shared !== undefined && shared === this.#shared) return link;
    link.destroy();
    throw new BusError('interrupted', 'The connection ended while this subscriber was given one of its own.');
  }

  get #ownLink(): Link | undefined {
    return this.#link === this.#shared || this.#link?.ended ? undefined : this.#link;
  }

  #onOwnLinkEnded(link: Link): void {
    if (link !== this.#link) return;
    this.#leaveLink();
    const shared = this.#shared;
    if (shared === undefined || this.#closing !== undefined) return;
    this.#request.onState('recovering', 'It crashed; it is started again.');
    void this.#comeBack(shared, () => this.attach(shared));
  }

  #inTurn(move: () => Promise<void>): Promise<void> {
    const done = this.#moving.then(move);
    this.#moving = done.catch(() => {});
    return done;
  }

  #moveTo(link: Link): Promise<void> {
    if (link !== this.#link) this.#consumer.broadcastQueue = undefined;
    this.#link = link;
    return this.#setUp(link);
  }

  async #moveToOwn(link: Link): Promise<void> {
    await this.#moveTo(link);
    // Only now: who sets it up sees by himself when it ends before.
    link.onEnd(() => this.#onOwnLinkEnded(link));
    if (link.ended) throw new BusError('interrupted', 'The link ended as soon as the subscriber had it.');
  }

  #leaveLink(): void {
    const link = this.#link;
    this.#link = undefined;
    this.#consumer.broadcastQueue = undefined;
    this.#consumer.drop(this.#consumer.channel);
    if (link !== this.#shared) link?.destroy();
  }

  async #close(graceMs: number): Promise<void> {
    // What is under way sees that it ends, and puts back what it had begun.
    const underWay = Promise.all([this.#moving, this.#settingUp]);
    await within(closingAnswerMs, 'end a set-up', underWay).catch(() => {});
    const channel = this.#consumer.channel;
    const queue = this.#consumer.broadcastQueue;
    try {
      if (channel !== undefined) {
        for (const tag of this.#consumer.tags)
          await within(closingAnswerMs, 'end a consumer', channel.cancel(tag));
        if (graceMs > 0) await this.#consumer.untilIdle(graceMs);
      }
      this.#stopped.abort();
      if (queue !== undefined) await this.#leftovers.giveUp(queue, channel);
      // Acks are only sure once the channel was closed in order.
      if (channel !== undefined) await within(closingAnswerMs, 'close a channel', channel.close());
    } catch {
      // The link ended meanwhile, and with it all that was to be closed.
    } finally {
      this.#stopped.abort();
      this.#consumer.drop(channel);
      if (this.#link !== this.#shared) await this.#link?.close();
      this.#context.onClosed();
    }
  }

  #setUp(link: Link): Promise<void> {
    const done = this.#settingUp.then(() => this.#setUpNow(link));
    this.#settingUp = done.catch(() => {});
    return done;
  }

  /**
   * The queue may go with its last consumer between its declaration and our consume, or be there in another way than we
   * declare it: then once more.
   */
  async #setUpNow(link: Link): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#trySetUp(link);
      } catch (error) {
        const isGone = error instanceof BusError && error.code === 'not-found';
        if (tries === triesWhileQueueVanishes) throw error;
        // What was known of it is true of the next one no more.
        if (isGone) this.#context.topology.forget(this.topic);
        else if (!(await this.#context.topology.adopt(this.topic, error))) throw error;
      }
    }
  }

  async #trySetUp(link: Link): Promise<void> {
    if (this.#closing !== undefined || link !== this.#link || this.#consumer.channel !== undefined) return;
    const what = `subscribe to “${this.topic}”`;
    let channel: Channel | undefined;
    try {
      channel = await link.channel();
      await within(answerMs, what, this.#consumer.start(channel));
      if (link !== this.#link || this.#closing !== undefined) {
        throw new BusError('interrupted', `It ended during it: ${what}.`);
      }
      this.#request.onState('consuming');
    } catch (error) {
      if (channel !== undefined) this.#consumer.drop(channel);
      channel?.close().catch(() => {});
      throw readChannelError(error, what);
    }
  }

  /** The broker ended a consumer: its queue was deleted or, from RabbitMQ 4.3 on, a delivery was unanswered for too long. */
  async #onCancelled(channel: Channel, queue: string): Promise<void> {
    // Where that cannot be asked, the link is going as well.
    const isThere = await this.#context.topology.exists(queue).catch(() => false);
    if (channel !== this.#consumer.channel) return;
    if (isThere) {
      this.#request.onState('recovering', tookBack);
    } else {
      if (queue === this.#consumer.broadcastQueue) this.#consumer.broadcastQueue = undefined;
      else this.#context.topology.forget(this.topic);
      this.#request.onState('recovering', `The queue “${queue}” was deleted; it is declared again.`);
    }
    this.#lossTold = true;
    // The other consumer sits on the same channel: both start over on a new one.
    channel.close().catch(() => {});
  }

  #onChannelClosed(channel: Channel, error: unknown): void {
    if (channel !== this.#consumer.channel) return;
    this.#consumer.drop(channel);
    const link = this.#link;
    if (link === undefined || link.ended || this.#closing !== undefined) return;
    if (!this.#lossTold) {
      const isTooLate = /acknowledgement on channel \d+ timed out/.test(describeThrown(error));
      this.#request.onState(
        'recovering',
        isTooLate ? tookBack : 'The channel was closed; it is opened again.',
      );
    }
    this.#lossTold = false;
    void this.#comeBack(this.#shared, () => this.#setUp(link));
  }

  /** Tries again until it works, the subscription ends, or the shared link goes and its successor takes over. */
  #comeBack(shared: Link | undefined, tryOnce: () => Promise<void>): Promise<void> {
    return tryAgain(tryOnce, {
      isWanted: () => shared === this.#shared && this.#closing === undefined,
      onFailed: (thrown) => {
        const error = readChannelError(thrown, `subscribe to “${this.topic}”`);
        const isFinal = willBeRefusedAgain(error);
        this.#request.onState(isFinal ? 'failed' : 'recovering', error.message);
        if (isFinal) return 'stop';
        const hasCrashed = this.#crashed;
        this.#crashed = false;
        // It is started again at once, as often as it crashes.
        return hasCrashed ? 'soon' : 'later';
      },
      stopped: this.#stopped.signal,
    });
  }
}
