import { BusError } from '../../../shared/bus/errors';
import type { Verb } from '../../../shared/bus/message';
import type { BackendSubscription, SubscribeRequest } from '../backend';
import { InHand } from '../broker/in-hand';
import { tryAgain } from '../broker/try-again';
import { closingAnswerMs, within } from '../broker/within';
import { broadcastClient, keptSeconds, putBack, type Session, workClient } from './care';
import { type DeliveryContext, MqttDelivery } from './delivery';
import { readOperationError, willBeRefusedAgain } from './failure';
import type { Incoming, Link, LinkOptions } from './link';
import { broadcastTopic, markTopic, ownTopic, sessionTopic, sharedFilter } from './names';
import type { Post, Publish } from './post';
import type { Waits } from './waits';

/** The broker says that a subscriber is gone when it was away for so long, seconds: one that lost its link comes back. */
const willDelaySeconds = 5;
/** Messages of QoS 0, which the broker sends as fast as they come, that may wait here. */
const mostUnasked = 1000;

export interface SubscriptionContext {
  readonly openLink: (options: Omit<LinkOptions, 'tls' | 'keepAliveSeconds'>) => Promise<Link>;
  readonly publish: Publish;
  readonly post: Post;
  readonly waits: Waits;
  readonly onClosed: () => void;
}

/** One subscriber: a session at the broker for what it shares with others, and one for its broadcasts. */
export class MqttSubscription implements BackendSubscription {
  readonly #request: SubscribeRequest;
  readonly #context: SubscriptionContext;
  readonly #stopped = new AbortController();
  readonly #inHand: Readonly<Record<Verb, InHand<MqttDelivery>>>;
  /** What a broker has sent beyond the prefetch. */
  readonly #beyond: Record<Verb, { context: DeliveryContext; message: Incoming }[]> = {
    publish: [],
    broadcast: [],
  };
  /** By packet, what was begun on a link that is gone: the session gives it the same number again. */
  readonly #begun: Record<Verb, Set<number>> = { publish: new Set(), broadcast: new Set() };
  #links: readonly Link[] | undefined;
  /** The same, and those that are not all there yet: a kept session delivers at once. */
  #opened: Link[] = [];
  #stuck = 0;
  #dropped = 0;
  #epoch = 0;
  #isConnected = false;
  /** Nothing is begun any more; what comes is for others. */
  #isLeaving = false;
  #onMark: (() => void) | undefined;
  #givingBack: Promise<unknown> = Promise.resolve();
  #starting: Promise<void> = Promise.resolve();
  #closing: Promise<void> | undefined;

  constructor(request: SubscribeRequest, context: SubscriptionContext) {
    this.#request = request;
    this.#context = context;
    const inHand = (verb: Verb) =>
      new InHand<MqttDelivery>((delivery) => {
        if (delivery.raw.packetId !== undefined) this.#begun[verb].add(delivery.raw.packetId);
        request.onLost(delivery);
      });
    this.#inHand = { publish: inHand('publish'), broadcast: inHand('broadcast') };
  }

  get topic(): string {
    return this.#request.topic;
  }

  get subscriberId(): string {
    return this.#request.subscriberId;
  }

  get consuming(): boolean {
    return this.#links !== undefined;
  }

  /** For the first time; rejects with what the broker has against it. */
  attach(): Promise<void> {
    this.#epoch += 1;
    this.#isConnected = true;
    return this.#start();
  }

  /** On a link after a loss: tells what comes of it and goes on where that may help. Resolves after the first try. */
  recover(): Promise<void> {
    this.#epoch += 1;
    this.#isConnected = true;
    return new Promise((resolve) => {
      void this.#comeBack(() => this.#start().finally(resolve)).finally(resolve);
    });
  }

  /** The link that all share is gone. */
  detach(): void {
    this.#epoch += 1;
    this.#isConnected = false;
    this.#endLife('The connection to the broker is down.');
  }

  close(graceMs: number): Promise<void> {
    this.#closing ??= this.#close(graceMs);
    return this.#closing;
  }

  /** Each has links of its own. */
  async isolate(): Promise<void> {}

  crash(): void {
    for (const link of this.#opened) link.destroy('The subscriber crashed.');
  }

  #start(): Promise<void> {
    const done = this.#starting.then(() => this.#startNow());
    this.#starting = done.catch(() => {});
    return done;
  }

  async #startNow(): Promise<void> {
    if (this.#links !== undefined || this.#closing !== undefined || !this.#isConnected) return;
    const { topic, subscriberId: id, prefetch } = this.#request;
    const what = `subscribe to “${topic}”`;
    const epoch = this.#epoch;
    const opened: Link[] = [];
    this.#opened = opened;
    const open = async (options: Pick<LinkOptions, 'clientId' | 'will'>) => {
      const link = await this.#context.openLink({ ...options, keptSeconds, receiveMaximum: prefetch });
      opened.push(link);
      return link;
    };
    try {
      const gone: Session = { state: 'gone', topic };
      const will = { topic: sessionTopic(id), payload: JSON.stringify(gone), delaySeconds: willDelaySeconds };
      const work = await open({ clientId: workClient(id), will });
      const all = await open({ clientId: broadcastClient(id) });
      for (const [link, verb] of [
        [work, 'publish'],
        [all, 'broadcast'],
      ] as const) {
        const context = this.#deliveryContext(link, verb);
        link.onMessage((message) => this.#take(context, message));
      }
      const alive: Session = { state: 'alive', topic };
      await this.#context.publish(sessionTopic(id), JSON.stringify(alive), { retain: true });
      await work.subscribe(markTopic(workClient(id)));
      await all.subscribe(ownTopic(id));
      await all.subscribe(broadcastTopic(topic));
      await work.subscribe(sharedFilter(topic));
      if (epoch !== this.#epoch || this.#closing !== undefined)
        throw new BusError('interrupted', `It ended during it: ${what}.`);
      const ended = opened.find((link) => link.ended);
      if (ended !== undefined) throw ended.error;
      this.#links = opened;
      for (const link of opened) link.onEnd(() => this.#onEnded(opened));
      this.#request.onState('consuming');
    } catch (error) {
      for (const link of opened) link.destroy();
      this.#loseAll();
      throw readOperationError(error, what);
    }
  }

  #onEnded(links: readonly Link[]): void {
    if (links !== this.#links || this.#closing !== undefined) return;
    this.#endLife('It lost its link; it is started again.');
    if (this.#isConnected) void this.#comeBack(() => this.#start());
  }

  #take(context: DeliveryContext, message: Incoming): void {
    const { link, verb } = context;
    if (message.topic === markTopic(workClient(this.#request.subscriberId))) {
      if (message.packetId !== undefined) link.ack(message.packetId);
      this.#onMark?.();
      return;
    }
    if (this.#isLeaving) {
      if (verb === 'publish') this.#giveBack(link, message, false);
      return;
    }
    const { packetId } = message;
    // One that was sent before but not begun was not interrupted.
    // The prefetch bounds only what asks for an answer.
    if (packetId === undefined && this.#beyond[verb].length >= mostUnasked) {
      this.#dropped += 1;
      // Not an event for each: they come fast.
      if (this.#dropped !== 1 && this.#dropped % 1000 !== 0) return;
      this.#request.onState(
        'consuming',
        `Too fast for it: ${this.#dropped} messages of QoS 0 were not taken.`,
      );
      return;
    }
    const isAgain = message.dup && packetId !== undefined && this.#begun[verb].delete(packetId);
    this.#beyond[verb].push({
      context,
      message: message.dup === isAgain ? message : { ...message, dup: isAgain },
    });
    this.#beginNext(verb);
  }

  #beginNext(verb: Verb): void {
    const { prefetch } = this.#request;
    while (this.#inHand[verb].size < prefetch) {
      const next = this.#beyond[verb].shift();
      if (next === undefined) return;
      const delivery = new MqttDelivery(next.message, next.context);
      this.#inHand[verb].add(delivery);
      this.#request.onDelivery(delivery);
    }
  }

  /** The same for all that comes by one link. */
  #deliveryContext(link: Link, verb: Verb): DeliveryContext {
    const { topic, subscriberId: id, name } = this.#request;
    const { post, waits } = this.#context;
    return {
      ...{ topic, verb, link, post, waits },
      subscriber: { id, name },
      onSettled: (settled) => {
        this.#inHand[verb].settled(settled);
        if (!this.#isLeaving) this.#beginNext(verb);
      },
      onStuck: (reason) => this.#setStuck(reason),
    };
  }

  /** To another subscriber; only then it is answered. */
  #giveBack(link: Link, message: Incoming, begun: boolean): void {
    const done = putBack(message, this.topic, this.#context, begun).then(() => {
      if (message.packetId !== undefined) link.ack(message.packetId);
    });
    this.#givingBack = Promise.allSettled([this.#givingBack, done]);
  }

  #setStuck(reason: string | undefined): void {
    this.#stuck += reason === undefined ? -1 : 1;
    if (this.#links === undefined) return;
    if (this.#stuck > 0) this.#request.onState('stuck', reason);
    else this.#request.onState('consuming');
  }

  #endLife(reason: string): void {
    const links = this.#links;
    this.#links = undefined;
    for (const link of links ?? []) link.destroy();
    if (this.#closing !== undefined) return;
    this.#loseAll();
    this.#request.onState('recovering', reason);
  }

  #loseAll(): void {
    for (const beyond of Object.values(this.#beyond)) beyond.splice(0);
    for (const inHand of Object.values(this.#inHand)) inHand.lose();
  }

  async #close(graceMs: number): Promise<void> {
    await within(closingAnswerMs, 'end a set-up', this.#starting).catch(() => {});
    const links = this.#links;
    try {
      if (links !== undefined) await this.#leave(links, graceMs);
    } catch {
      // The broker is away: it keeps what this one had, and the next one that starts sees to it.
    } finally {
      this.#stopped.abort();
      this.#loseAll();
      this.#links = undefined;
      await Promise.all((links ?? []).map((link) => link.close({ forget: !link.ended })));
      this.#context.onClosed();
    }
  }

  async #leave([work, all]: readonly Link[], graceMs: number): Promise<void> {
    if (work === undefined || all === undefined) return;
    const { topic, subscriberId: id } = this.#request;
    this.#isLeaving = true;
    const inTime = <Value>(what: string, promise: Promise<Value>) => within(closingAnswerMs, what, promise);
    await inTime('end a subscription', work.unsubscribe(sharedFilter(topic)));
    await inTime('end a subscription', all.unsubscribe(broadcastTopic(topic)));
    this.#beyond.broadcast.splice(0);
    for (const { context, message } of this.#beyond.publish.splice(0))
      this.#giveBack(context.link, message, false);
    await Promise.all(Object.values(this.#inHand).map((inHand) => inHand.untilIdle(graceMs)));
    this.#stopped.abort();
    this.#inHand.broadcast.lose();
    const inHand: Incoming[] = [];
    this.#inHand.publish.lose((delivery) => {
      inHand.push(delivery.raw);
      return true;
    });
    for (const message of inHand) this.#giveBack(work, message, true);
    const marked = new Promise<void>((resolve) => {
      this.#onMark = resolve;
    });
    await inTime('end a session', this.#context.publish(markTopic(workClient(id)), 'end'));
    await inTime('end a session', marked);
    await inTime('give messages back', this.#givingBack);
    await inTime('give up retries', this.#context.waits.giveUp(id));
    await inTime('end a session', this.#context.post.forget(sessionTopic(id)));
  }

  #comeBack(tryOnce: () => Promise<void>): Promise<void> {
    const epoch = this.#epoch;
    return tryAgain(tryOnce, {
      isWanted: () => epoch === this.#epoch && this.#closing === undefined,
      onFailed: (thrown) => {
        if (epoch !== this.#epoch) return 'stop';
        const error = readOperationError(thrown, `subscribe to “${this.topic}”`);
        const isFinal = willBeRefusedAgain(error);
        this.#request.onState(isFinal ? 'failed' : 'recovering', error.message);
        return isFinal ? 'stop' : 'later';
      },
      stopped: this.#stopped.signal,
    });
  }
}
