import type { Channel, Options } from 'amqplib';
import { BusError } from '../../../shared/bus/errors';
import { answerMs, within } from '../broker/within';
import { readChannelError } from './failure';
import { differenceIn, type FoundQueue, isStream, learnQueue } from './found-queue';
import type { Link } from './link';
import {
  broadcastExchange,
  deadLetterExchange,
  type Profile,
  parkedQueue,
  type QueueSpec,
  retryExchange,
  unroutedExchange,
} from './names';

/**
 * Declares what is needed at the broker, once for each link. It works on the consuming connection: a broker with an
 * alarm stops reading the publishing one, and a declaration there would hang.
 */
export class Topology {
  readonly profile: Profile;
  readonly #declared = new Map<string, Promise<void>>();
  readonly #waits = new Map<string, Promise<string>>();
  /** Topics whose queue somebody else has declared in another way: they are used as they are. */
  readonly #found = new Map<string, FoundQueue>();
  /** Topics whose exchange is a fanout with other properties. */
  readonly #foundExchanges = new Set<string>();
  #link: Link | undefined;
  #channel: Channel | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(profile: Profile) {
    this.profile = profile;
  }

  attach(link: Link): void {
    this.detach();
    this.#link = link;
  }

  detach(): void {
    this.#link = undefined;
    this.#channel = undefined;
    this.#declared.clear();
    this.#waits.clear();
    this.#found.clear();
    this.#foundExchanges.clear();
  }

  /** The topic's queue. An auto-delete queue that never had a consumer stays, so it can hold messages. */
  work(topic: string): Promise<void> {
    return this.#once(`work ${topic}`, () => this.#declareWork(topic));
  }

  /** Again, since the broker removed it with its last consumer. */
  workAgain(topic: string): Promise<void> {
    this.#declared.delete(`work ${topic}`);
    return this.work(topic);
  }

  /** How the topic's queue stands, where it is not as the bus would have declared it. */
  found(topic: string): FoundQueue | undefined {
    return this.#found.get(topic);
  }

  /** All topics whose queue is not as the bus would have declared it. */
  get foundTopics(): ReadonlyMap<string, FoundQueue> {
    return this.#found;
  }

  broadcast(topic: string): Promise<void> {
    const declare = () =>
      this.run(`declare the exchange “${broadcastExchange(topic)}”`, (channel) =>
        this.#fanout(channel, topic),
      );
    return this.#once(`broadcast ${topic}`, async () => {
      try {
        await declare();
      } catch (error) {
        if (!(await this.adopt(topic, error))) throw error;
        await declare();
      }
    });
  }

  /**
   * What a subscriber needs of a topic; returns the name of its queue. On the subscriber's own channel: a refusal is
   * this one's alone.
   */
  async forSubscriber(channel: Channel, topic: string, delayed: boolean): Promise<string> {
    const { name, options } = this.profile.work(topic);
    if (this.profile.durable) await this.dead(topic);
    if (this.#found.has(topic)) await channel.checkQueue(name);
    else await channel.assertQueue(name, options);
    if (delayed && !isStream(this.#found.get(topic))) await this.wayBack(topic);
    await this.#fanout(channel, topic);
    return name;
  }

  /**
   * After the broker has refused a declaration of the topic since it is there in another way: learns how, to use it as it
   * is. False when it cannot be used, or nothing new was learnt.
   */
  async adopt(topic: string, error: unknown): Promise<boolean> {
    if (!(error instanceof BusError) || error.code !== 'topology-mismatch') return false;
    const { name } = differenceIn(error.detail ?? '') ?? {};
    if (name === undefined) return false;
    if (/ for exchange '/.test(error.detail ?? '')) {
      // Another type would give a broadcast to some subscribers only, or to none.
      if (name === 'type' || this.#foundExchanges.has(topic)) return false;
      this.#foundExchanges.add(topic);
      return true;
    }
    if (this.#found.has(topic)) return false;
    const { name: queue } = this.profile.work(topic);
    const found = await learnQueue((options) => this.#refusalOf(queue, options));
    // Gone meanwhile: the next declaration makes it.
    if (found !== undefined) this.#found.set(topic, found);
    return true;
  }

  async exists(queue: string): Promise<boolean> {
    try {
      await this.run(`look at “${queue}”`, (channel) => channel.checkQueue(queue));
    } catch (error) {
      const code = error instanceof BusError ? error.code : undefined;
      if (code === 'not-found') return false;
      // Somebody has it for himself.
      if (code !== 'topology-mismatch') throw error;
    }
    return true;
  }

  /** Somebody has deleted the topic's queue: the next may be of another kind. */
  forget(topic: string): void {
    this.#found.delete(topic);
    this.#declared.delete(`work ${topic}`);
  }

  broadcastAgain(topic: string): Promise<void> {
    this.#foundExchanges.delete(topic);
    this.#declared.delete(`broadcast ${topic}`);
    return this.broadcast(topic);
  }

  dead(topic: string): Promise<void> {
    return this.#once(`dead ${topic}`, () => this.#declareDead(topic));
  }

  deadAgain(topic: string): Promise<void> {
    this.#declared.delete(`dead ${topic}`);
    return this.dead(topic);
  }

  /** The way back from the wait queues to the topic's work queue. It vanishes with that queue. */
  async wayBack(topic: string): Promise<void> {
    const { name } = this.profile.work(topic);
    const bind = async () => {
      await this.#once('retry', () => this.#declareRetry());
      await this.run(`bind “${name}” to “${retryExchange}”`, (channel) =>
        channel.bindQueue(name, retryExchange, name),
      );
    };
    try {
      await bind();
    } catch (error) {
      const isGone = error instanceof BusError && error.code === 'not-found';
      if (!isGone || !(await this.mendWayBack())) throw error;
      await bind();
    }
  }

  /** Declares again what takes retries back, if this link has declared it: somebody has deleted some of it. */
  async mendWayBack(): Promise<boolean> {
    if (!this.#declared.delete('retry')) return false;
    await this.#once('retry', () => this.#declareRetry());
    return true;
  }

  /** Declared each time: only that renews the lease of a queue that expires. */
  wait(topic: string, delayMs: number): Promise<QueueSpec> {
    const spec = this.profile.wait(topic, delayMs);
    return this.run(`declare the queue “${spec.name}”`, async (channel) => {
      await channel.assertQueue(spec.name, spec.options);
      return spec;
    });
  }

  /** A wait queue of one subscriber's broadcasts, back to its own queue; exclusive like that one. Returns its name. */
  waitFor(queue: string, delayMs: number): Promise<string> {
    return kept(this.#waits, `wait ${delayMs} ${queue}`, async () => {
      const declared = await this.run(`declare a wait queue for “${queue}”`, (channel) =>
        channel.assertQueue('', {
          exclusive: true,
          durable: false,
          messageTtl: delayMs,
          deadLetterExchange: '',
          deadLetterRoutingKey: queue,
        }),
      );
      return declared.queue;
    });
  }

  /** Forgets the wait queues of one subscriber and returns their names. */
  takeWaits(queue: string): Promise<string[]> {
    const taken = [...this.#waits].filter(([key]) => key.endsWith(` ${queue}`));
    for (const [key] of taken) this.#waits.delete(key);
    return Promise.all(taken.map(([, name]) => name));
  }

  /** One operation at a time on a channel that is made anew after an error, since a broker closes it for one. */
  run<Value>(what: string, operation: (channel: Channel) => Promise<Value>): Promise<Value> {
    const done = this.#queue.then(() => this.#runNow(what, operation));
    this.#queue = done.catch(() => {});
    return done;
  }

  async #runNow<Value>(what: string, operation: (channel: Channel) => Promise<Value>): Promise<Value> {
    const link = this.#link;
    if (link === undefined) {
      throw new BusError('not-connected', 'There is no connection to the broker at the moment.');
    }
    let channel = this.#channel;
    try {
      if (channel === undefined) {
        channel = await link.channel();
        this.#channel = channel;
      }
      return await within(answerMs, what, operation(channel));
    } catch (error) {
      if (this.#channel === channel) this.#channel = undefined;
      throw readChannelError(error, what);
    }
  }

  #once(key: string, declare: () => Promise<unknown>): Promise<void> {
    return kept(this.#declared, key, () => declare().then(() => {}));
  }

  async #declareWork(topic: string): Promise<void> {
    // A quorum queue gives up on some messages by itself; where they go must be there first.
    if (this.profile.durable) await this.dead(topic);
    const spec = this.profile.work(topic);
    if (this.#found.has(topic)) {
      if (await this.exists(spec.name)) return;
      this.#found.delete(topic);
    }
    try {
      await this.#declareQueue(spec);
    } catch (error) {
      if (!(await this.adopt(topic, error))) throw error;
      if (!this.#found.has(topic)) await this.#declareQueue(spec);
    }
  }

  /** What the broker has against such a queue. */
  async #refusalOf(name: string, options: Options.AssertQueue): Promise<string | undefined> {
    try {
      await this.#declareQueue({ name, options });
      return undefined;
    } catch (error) {
      if (error instanceof BusError && error.code === 'topology-mismatch') return error.detail ?? '';
      throw error;
    }
  }

  async #declareDead(topic: string): Promise<void> {
    const spec = this.profile.dead(topic);
    await this.#declareQueue(spec);
    if (!this.profile.durable) return;
    await this.run(`bind “${spec.name}” to “${deadLetterExchange}”`, async (channel) => {
      await channel.assertExchange(deadLetterExchange, 'direct', { durable: true });
      await channel.bindQueue(spec.name, deadLetterExchange, topic);
    });
  }

  #declareQueue({ name, options }: QueueSpec): Promise<unknown> {
    return this.run(`declare the queue “${name}”`, (channel) => channel.assertQueue(name, options));
  }

  #fanout(channel: Channel, topic: string): Promise<unknown> {
    const name = broadcastExchange(topic);
    if (this.#foundExchanges.has(topic)) return channel.checkExchange(name);
    return channel.assertExchange(name, 'fanout', { durable: false, autoDelete: false });
  }

  #declareRetry(): Promise<void> {
    return this.run(`declare “${retryExchange}”`, async (channel) => {
      await channel.assertExchange(unroutedExchange, 'fanout', { durable: true });
      await channel.assertQueue(parkedQueue, { durable: true });
      await channel.bindQueue(parkedQueue, unroutedExchange, '');
      await channel.assertExchange(retryExchange, 'direct', {
        durable: true,
        alternateExchange: unroutedExchange,
      });
    });
  }
}

/** Made once, and asked for again only when it could not be made: the operator may mend what was refused. */
function kept<Value>(
  all: Map<string, Promise<Value>>,
  key: string,
  make: () => Promise<Value>,
): Promise<Value> {
  const known = all.get(key);
  if (known !== undefined) return known;
  const made = make();
  all.set(key, made);
  made.catch(() => {
    if (all.get(key) === made) all.delete(key);
  });
  return made;
}
