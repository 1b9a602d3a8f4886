import { randomUUID } from 'node:crypto';
import type { Channel, ConsumeMessage } from 'amqplib';
import { BusError } from '../../../shared/errors';
import type { Verb } from '../../../shared/message';
import type { BackendSubscription, SubscribeRequest } from '../backend';
import { pause } from '../pause';
import { RabbitmqDelivery } from './delivery';
import { readChannelError } from './failure';
import { Leftovers } from './leftovers';
import type { Link } from './link';
import { broadcastExchange } from './profile';
import type { Relocation } from './relocation';
import type { Topology } from './topology';
import { answerMs, closingAnswerMs, within } from './within';

const firstPauseMs = 100;
const longestPauseMs = 10_000;
const triesWhileQueueVanishes = 10;

/** What a subscription is refused for by the broker, and will be again. */
const permanent: readonly string[] = ['access-refused', 'topology-mismatch', 'invalid-argument'];

export interface SubscriptionContext {
  readonly topology: Topology;
  readonly relocation: Relocation;
  /** For a subscription that must be able to lose its link alone. */
  readonly openLink: (name: string) => Promise<Link>;
  readonly onClosed: () => void;
}

/** Where it consumed before it got a link of its own. */
interface Place {
  readonly channel: Channel | undefined;
  readonly queue: string | undefined;
  readonly tags: readonly string[];
}

/**
 * One subscriber: a channel of its own with a consumer on the topic's work queue and one on its own exclusive queue of
 * broadcasts. It survives its link, its channel and its queue: each is made anew.
 */
export class RabbitmqSubscription implements BackendSubscription {
  readonly #request: SubscribeRequest;
  readonly #context: SubscriptionContext;
  readonly #unanswered = new Set<RabbitmqDelivery>();
  readonly #leftovers: Leftovers;
  readonly #stopped = new AbortController();
  /** The link that all share, as long as there is one. */
  #shared: Link | undefined;
  /** The one it consumes on: the shared one, or one of its own. */
  #link: Link | undefined;
  #isolated = false;
  #channel: Channel | undefined;
  #tags: string[] = [];
  /** Lives as long as the link; a new channel finds it again. */
  #broadcastQueue: string | undefined;
  #settingUp: Promise<void> = Promise.resolve();
  #closing: Promise<void> | undefined;
  #onIdle: (() => void) | undefined;
  #stuck = 0;
  /** The channel is being closed for a reason that was given already. */
  #lossTold = false;
  #delayed: boolean;

  constructor(request: SubscribeRequest, context: SubscriptionContext) {
    this.#request = request;
    this.#delayed = request.delayed;
    this.#context = context;
    const { topic, subscriberId: id, name } = request;
    this.#leftovers = new Leftovers({ ...context, topic, subscriber: { id, name } });
  }

  get topic(): string {
    return this.#request.topic;
  }

  get consuming(): boolean {
    return this.#channel !== undefined;
  }

  /** On the first link, and on each new one. Rejects with what the broker has against it. */
  async attach(shared: Link): Promise<void> {
    this.#shared = shared;
    await this.#moveTo(this.#isolated ? await this.#openOwnLink() : shared);
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
    if (this.#broadcastQueue === undefined) return;
    await this.#channel?.bindQueue(this.#broadcastQueue, broadcastExchange(this.topic), '');
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

  async isolate(): Promise<void> {
    if (this.#isolated || this.#closing !== undefined) return;
    this.#isolated = true;
    const own = await this.#openOwnLink();
    const before = { channel: this.#channel, queue: this.#broadcastQueue, tags: this.#tags };
    // The new consumer is there before the old one goes, so that the topic's queue is never without one.
    this.#channel = undefined;
    this.#tags = [];
    await this.#moveTo(own);
    await this.#leave(before).catch(() => {
      // The link ended meanwhile, and with it what was to be left.
    });
  }

  /** Leaves a channel and its queue of broadcasts for those it has now. */
  async #leave({ channel, queue, tags }: Place): Promise<void> {
    if (channel === undefined) return;
    for (const tag of tags) await within(answerMs, 'end a consumer', channel.cancel(tag));
    this.#drop(channel);
    const next = this.#broadcastQueue;
    if (queue !== undefined && next !== undefined) {
      await within(answerMs, 'take broadcasts along', this.#leftovers.moveTo(next, { queue, channel }));
    }
    await within(answerMs, 'close a channel', channel.close());
  }

  crash(): void {
    // With a link of its own the socket is destroyed, as the end of a process would do it.
    if (this.#link !== this.#shared) this.#link?.destroy('The subscriber crashed.');
    else this.#channel?.close().catch(() => {});
  }

  async #openOwnLink(): Promise<Link> {
    const link = await this.#context.openLink(`Busdeck, ${this.#request.name}`);
    if (this.#closing !== undefined || this.#shared === undefined) {
      link.destroy();
      throw new BusError('interrupted', 'The subscription ended while it was started again.');
    }
    link.onEnd(() => this.#onOwnLinkEnded(link));
    return link;
  }

  #onOwnLinkEnded(link: Link): void {
    if (link !== this.#link) return;
    this.#leaveLink();
    const shared = this.#shared;
    if (shared === undefined || this.#closing !== undefined) return;
    this.#request.onState('recovering', 'It crashed; it is started again.');
    void this.#comeBack(shared, () => this.attach(shared));
  }

  #moveTo(link: Link): Promise<void> {
    this.#link = link;
    this.#broadcastQueue = undefined;
    return this.#setUp(link);
  }

  #leaveLink(): void {
    const link = this.#link;
    this.#link = undefined;
    this.#drop(this.#channel);
    if (link !== this.#shared) link?.destroy();
  }

  async #close(graceMs: number): Promise<void> {
    const channel = this.#channel;
    const queue = this.#broadcastQueue;
    try {
      if (channel !== undefined) {
        for (const tag of this.#tags) await within(closingAnswerMs, 'end a consumer', channel.cancel(tag));
        if (graceMs > 0 && this.#unanswered.size > 0) await this.#untilIdle(graceMs);
        this.#stopped.abort();
        if (queue !== undefined) {
          await within(closingAnswerMs, 'give up retries', this.#leftovers.bury(queue));
          // The exclusive queue would live until the connection ends.
          await within(closingAnswerMs, 'delete a queue', channel.deleteQueue(queue));
        }
        // Acks are only sure once the channel was closed in order.
        await within(closingAnswerMs, 'close a channel', channel.close());
      }
    } catch {
      // The link ended meanwhile, and with it all that was to be closed.
    } finally {
      this.#stopped.abort();
      this.#drop(channel);
      if (this.#link !== this.#shared) await this.#link?.close();
      this.#context.onClosed();
    }
  }

  #setUp(link: Link): Promise<void> {
    const done = this.#settingUp.then(() => this.#setUpNow(link));
    this.#settingUp = done.catch(() => {});
    return done;
  }

  /** The queue may go with its last consumer between its declaration and our consume: then once more. */
  async #setUpNow(link: Link): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#trySetUp(link);
      } catch (error) {
        const isGone = error instanceof BusError && error.code === 'not-found';
        if (!isGone || tries === triesWhileQueueVanishes) throw error;
      }
    }
  }

  async #trySetUp(link: Link): Promise<void> {
    if (this.#closing !== undefined || link !== this.#link || this.#channel !== undefined) return;
    const what = `subscribe to “${this.topic}”`;
    let channel: Channel | undefined;
    try {
      channel = await link.channel();
      await within(answerMs, what, this.#declareAndConsume(channel));
      if (link !== this.#link || this.#closing !== undefined) {
        throw new BusError('interrupted', `It ended during it: ${what}.`);
      }
      this.#request.onState('consuming');
    } catch (error) {
      if (channel !== undefined) this.#drop(channel);
      channel?.close().catch(() => {});
      throw readChannelError(error, what);
    }
  }

  async #declareAndConsume(channel: Channel): Promise<void> {
    const { topology } = this.#context;
    const { topic, prefetch } = this.#request;
    const { profile } = topology;
    const work = profile.work(topic);
    if (profile.durable) await topology.dead(topic);
    // On this channel, not on the topology's: a refusal is this subscription's alone.
    await channel.assertQueue(work.name, work.options);
    if (this.#delayed) await topology.wayBack(topic);
    const exchange = broadcastExchange(topic);
    await channel.assertExchange(exchange, 'fanout', { durable: false, autoDelete: false });
    if (this.#broadcastQueue === undefined) {
      const { queue } = await channel.assertQueue('', { exclusive: true, durable: false, autoDelete: false });
      this.#broadcastQueue = queue;
    }
    await channel.bindQueue(this.#broadcastQueue, exchange, '');
    await channel.prefetch(prefetch);
    this.#channel = channel;
    channel.once('close', () => this.#onChannelClosed(channel));
    const consumers: readonly [string, Verb][] = [
      [work.name, 'publish'],
      [this.#broadcastQueue, 'broadcast'],
    ];
    for (const [queue, verb] of consumers) {
      const { consumerTag } = await channel.consume(queue, (raw) => this.#take(channel, queue, verb, raw));
      this.#tags.push(consumerTag);
    }
  }

  #take(channel: Channel, queue: string, verb: Verb, raw: ConsumeMessage | null): void {
    if (raw === null) {
      this.#onCancelled(channel, queue);
      return;
    }
    const { topic, subscriberId, name } = this.#request;
    const delivery = new RabbitmqDelivery(raw, {
      topic,
      verb,
      queue,
      channel,
      subscriber: { id: subscriberId, name },
      relocation: this.#context.relocation,
      newId: randomUUID,
      onSettled: () => this.#settled(delivery),
      onDelayed: () => {
        this.#delayed = true;
      },
      onStuck: (reason) => this.#setStuck(reason),
      stopped: this.#stopped.signal,
    });
    this.#unanswered.add(delivery);
    this.#request.onDelivery(delivery);
  }

  /** The broker ended a consumer, as it does when its queue is deleted. */
  #onCancelled(channel: Channel, queue: string): void {
    if (channel !== this.#channel) return;
    if (queue === this.#broadcastQueue) this.#broadcastQueue = undefined;
    this.#lossTold = true;
    this.#request.onState('recovering', `The queue “${queue}” was deleted; it is declared again.`);
    // The other consumer sits on the same channel: both start over on a new one.
    channel.close().catch(() => {});
  }

  #onChannelClosed(channel: Channel): void {
    if (channel !== this.#channel) return;
    this.#drop(channel);
    const link = this.#link;
    if (link === undefined || link.ended || this.#closing !== undefined) return;
    if (!this.#lossTold) this.#request.onState('recovering', 'The channel was closed; it is opened again.');
    this.#lossTold = false;
    void this.#comeBack(this.#shared, () => this.#setUp(link));
  }

  /** Tries again until it works, the subscription ends, or the shared link goes and its successor takes over. */
  async #comeBack(shared: Link | undefined, tryOnce: () => Promise<void>): Promise<void> {
    for (
      let pauseMs = firstPauseMs;
      shared === this.#shared && this.#closing === undefined;
      pauseMs = Math.min(2 * pauseMs, longestPauseMs)
    ) {
      try {
        await tryOnce();
        return;
      } catch (thrown) {
        const error = readChannelError(thrown, `subscribe to “${this.topic}”`);
        if (permanent.includes(error.code)) {
          this.#request.onState('failed', error.message);
          return;
        }
        this.#request.onState('recovering', error.message);
      }
      await pause(pauseMs, this.#stopped.signal);
      if (this.#stopped.signal.aborted) return;
    }
  }

  /** Everything unanswered on this channel is the broker's again. */
  #drop(channel: Channel | undefined): void {
    if (channel !== undefined && channel === this.#channel) {
      this.#channel = undefined;
      this.#tags = [];
    }
    for (const delivery of [...this.#unanswered]) {
      if (channel !== undefined && delivery.channel !== channel) continue;
      this.#unanswered.delete(delivery);
      delivery.lose();
      this.#request.onLost(delivery);
    }
    this.#onIdle?.();
  }

  #settled(delivery: RabbitmqDelivery): void {
    this.#unanswered.delete(delivery);
    if (this.#unanswered.size === 0) this.#onIdle?.();
  }

  #setStuck(reason: string | undefined): void {
    this.#stuck += reason === undefined ? -1 : 1;
    if (this.#channel === undefined) return;
    if (this.#stuck > 0) this.#request.onState('stuck', reason);
    else this.#request.onState('consuming');
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
}
