import { BusError } from '../../../shared/bus/errors';
import type { Verb } from '../../../shared/bus/message';
import type { BackendSubscription, SubscribeRequest } from '../backend';
import { InHand } from '../broker/in-hand';
import { tryAgain } from '../broker/try-again';
import { closingAnswerMs, within } from '../broker/within';
import type { Acks } from './acks';
import { type DeliveryContext, RedisDelivery } from './delivery';
import { type Entry, textOf } from './entry';
import { readCommandError, willBeRefusedAgain } from './failure';
import { type Keys, ownConsumer, subscribersGroup } from './keys';
import type { Argument, Link } from './link';
import { Reader } from './reader';
import { join, leave, letGo, type Script } from './scripts';

export interface SubscriptionContext {
  readonly keys: Keys;
  /** On the link that all share. */
  readonly run: (script: Script, keys: readonly string[], args: readonly Argument[]) => Promise<unknown>;
  readonly acks: Acks;
  readonly command: (args: readonly Argument[]) => Promise<unknown>;
  readonly openLink: (name: string) => Promise<Link>;
  readonly onDelayed: (delayMs: number) => void;
  readonly onClosed: () => void;
}

/** Two links that wait for messages: from one end to the next the subscriber has what came by them. */
interface Life {
  readonly links: readonly Link[];
  readonly readers: Readonly<Record<Verb, Reader>>;
  /** With the first reader that ends, and its error. */
  readonly ended: Promise<unknown>;
  readonly allEnded: Promise<unknown>;
}

/** One subscriber: a consumer of its topic's stream, and the only one of its own group on the stream of broadcasts. */
export class RedisSubscription implements BackendSubscription {
  readonly #request: SubscribeRequest;
  readonly #context: SubscriptionContext;
  readonly #stopped = new AbortController();
  readonly #inHand: Readonly<Record<Verb, InHand<RedisDelivery>>>;
  /** What was begun and taken from us, until it was given back: as stream and entry. */
  readonly #lost = new Set<string>();
  #life: Life | undefined;
  #stuck = 0;
  /** Whether the link that all share is there, and which one it is. */
  #epoch = 0;
  #isConnected = false;
  #starting: Promise<void> = Promise.resolve();
  #closing: Promise<void> | undefined;

  constructor(request: SubscribeRequest, context: SubscriptionContext) {
    this.#request = request;
    this.#context = context;
    const inHand = () =>
      new InHand<RedisDelivery>((delivery) => {
        this.#lost.add(placeOf(delivery));
        request.onLost(delivery);
      });
    this.#inHand = { publish: inHand(), broadcast: inHand() };
  }

  get topic(): string {
    return this.#request.topic;
  }

  get subscriberId(): string {
    return this.#request.subscriberId;
  }

  get consuming(): boolean {
    return this.#life !== undefined;
  }

  /** For the first time; rejects with what the server has against it. */
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
    this.#endLife('The connection to the server is down.');
  }

  /** The server has not heard of it for too long, and gave what it had to others. */
  startOver(): void {
    if (this.#life === undefined) return;
    this.#endLife('It was silent for too long, and what it had went to others; it begins anew.');
    void this.#comeBack(() => this.#start());
  }

  close(graceMs: number): Promise<void> {
    this.#closing ??= this.#close(graceMs);
    return this.#closing;
  }

  /** Each has links of its own. */
  async isolate(): Promise<void> {}

  crash(): void {
    for (const link of this.#life?.links ?? []) link.destroy('The subscriber crashed.');
  }

  #start(): Promise<void> {
    const done = this.#starting.then(() => this.#startNow());
    this.#starting = done.catch(() => {});
    return done;
  }

  async #startNow(): Promise<void> {
    if (this.#life !== undefined || this.#closing !== undefined || !this.#isConnected) return;
    const { topic, name, subscriberId: id } = this.#request;
    const what = `subscribe to “${topic}”`;
    const epoch = this.#epoch;
    const links: Link[] = [];
    try {
      const { work, all, beats } = this.#context.keys;
      await this.#context.run(join, [work, all, beats], [id]);
      await this.#giveBack();
      for (const way of ['published', 'broadcast']) {
        links.push(await this.#context.openLink(`Busdeck: ${name}, ${way}`.replace(/[^\x21-\x7e]/g, '_')));
      }
      const [forWork, forAll] = links as [Link, Link];
      if (epoch !== this.#epoch || this.#closing !== undefined)
        throw new BusError('interrupted', `It ended during it: ${what}.`);
      this.#live(links, {
        publish: this.#reader(forWork, 'publish', subscribersGroup, id),
        broadcast: this.#reader(forAll, 'broadcast', id, ownConsumer),
      });
      this.#request.onState('consuming');
    } catch (error) {
      for (const link of links) link.destroy();
      throw readCommandError(error, what);
    }
  }

  #live(links: readonly Link[], readers: Life['readers']): void {
    const runs = Object.values(readers).map((reader) => reader.run());
    const ended = Promise.race(runs).then(
      () => undefined,
      (error: unknown) => error,
    );
    const life: Life = { links, readers, ended, allEnded: Promise.allSettled(runs) };
    this.#life = life;
    void ended.then((error) => {
      if (life !== this.#life || this.#closing !== undefined) return;
      const isDeleted = error instanceof Error && /NOGROUP/.test(error.message);
      this.#endLife(
        isDeleted ? 'Its stream was deleted; it is made again.' : 'It lost its link; it is started again.',
      );
      void this.#comeBack(() => this.#start());
    });
  }

  #reader(link: Link, verb: Verb, group: string, consumer: string): Reader {
    const { keys } = this.#context;
    const inHand = this.#inHand[verb];
    const { acks } = this.#context;
    const { subscriberId, prefetch, onDelivery } = this.#request;
    const reader = new Reader({
      link,
      acks,
      stream: verb === 'publish' ? keys.work : keys.all,
      group,
      consumer,
      room: () => prefetch - inHand.size,
      onEntry: (entry) => {
        if (isForSomebodyElse(entry, subscriberId)) {
          const passedOver = { stream: keys.all, group, entryId: entry.entryId, isWhole: false };
          void acks.add(passedOver).catch(() => {
            // It is passed over again after the next start.
          });
          return;
        }
        const delivery = new RedisDelivery(entry, context);
        inHand.add(delivery);
        onDelivery(delivery);
      },
    });
    const context = this.#deliveryContext(verb, group, reader);
    return reader;
  }

  #deliveryContext(verb: Verb, group: string, reader: Reader): DeliveryContext {
    const { topic, subscriberId: id, name } = this.#request;
    return {
      topic,
      verb,
      group,
      keys: this.#context.keys,
      subscriber: { id, name },
      run: this.#context.run,
      ack: (entry) => reader.ack(entry),
      onSettled: (delivery) => {
        this.#inHand[verb].settled(delivery);
        reader.wake();
      },
      onDelayed: this.#context.onDelayed,
      onStuck: (reason) => this.#setStuck(reason),
    };
  }

  #setStuck(reason: string | undefined): void {
    this.#stuck += reason === undefined ? -1 : 1;
    if (this.#life === undefined) return;
    if (this.#stuck > 0) this.#request.onState('stuck', reason);
    else this.#request.onState('consuming');
  }

  #endLife(reason: string): void {
    const life = this.#life;
    this.#life = undefined;
    if (life !== undefined) {
      for (const reader of Object.values(life.readers)) reader.stop();
      for (const link of life.links) link.destroy();
    }
    if (this.#closing !== undefined) return;
    this.#loseAll();
    this.#request.onState('recovering', reason);
  }

  #loseAll(): void {
    for (const inHand of Object.values(this.#inHand)) inHand.lose();
  }

  /** What the server thinks we have in hand goes back in line. */
  async #giveBack(): Promise<void> {
    const { keys, run } = this.#context;
    const begun = [...this.#lost];
    let left = 1;
    while (left > 0) {
      left = Number(await run(letGo, [keys.work, keys.all], [this.subscriberId, ...begun]));
    }
    for (const each of begun) this.#lost.delete(each);
  }

  async #close(graceMs: number): Promise<void> {
    await within(closingAnswerMs, 'end a set-up', this.#starting).catch(() => {});
    const life = this.#life;
    try {
      if (life !== undefined) {
        await this.#stopReading(life);
        await Promise.all(Object.values(this.#inHand).map((inHand) => inHand.untilIdle(graceMs)));
      }
      this.#stopped.abort();
      this.#loseAll();
      if (this.#isConnected) await within(closingAnswerMs, 'leave', this.#leave());
    } catch {
      // The server is away: what this one had goes to others when it was not heard of for the lease.
    } finally {
      this.#stopped.abort();
      this.#loseAll();
      this.#life = undefined;
      for (const link of life?.links ?? []) link.destroy();
      this.#context.onClosed();
    }
  }

  /** Ends the reads that are under way, so that nothing more is given to them. */
  async #stopReading(life: Life): Promise<void> {
    for (const reader of Object.values(life.readers)) reader.stop();
    const ends = life.links.map(({ id }) => this.#context.command(['CLIENT', 'UNBLOCK', id]));
    await within(closingAnswerMs, 'end the reading', Promise.all(ends));
    await within(closingAnswerMs, 'end the reading', life.allEnded);
  }

  async #leave(): Promise<void> {
    const { keys, run } = this.#context;
    await this.#giveBack();
    const { all, beats, due, waiting, dead, work } = keys;
    await run(leave, [all, beats, due, waiting, dead, work], [this.subscriberId]);
  }

  #comeBack(tryOnce: () => Promise<void>): Promise<void> {
    const epoch = this.#epoch;
    return tryAgain(tryOnce, {
      isWanted: () => epoch === this.#epoch && this.#closing === undefined,
      onFailed: (thrown) => {
        if (epoch !== this.#epoch) return 'stop';
        const error = readCommandError(thrown, `subscribe to “${this.topic}”`);
        const isFinal = willBeRefusedAgain(error);
        this.#request.onState(isFinal ? 'failed' : 'recovering', error.message);
        return isFinal ? 'stop' : 'later';
      },
      stopped: this.#stopped.signal,
    });
  }
}

const placeOf = (delivery: RedisDelivery): string => `${delivery.stream} ${delivery.entry.entryId}`;

function isForSomebodyElse({ fields }: Entry, subscriberId: string): boolean {
  const only = textOf(fields, 'only');
  return only !== undefined && only !== subscriberId;
}
