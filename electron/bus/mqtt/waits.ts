import { randomUUID } from 'node:crypto';
import type { Verb } from '../../../shared/bus/message';
import { type Dispose, Emitter } from '../emitter';
import type { Message } from '../message';
import type { Incoming } from './link';
import { dueTopic } from './names';
import { kept, type Post } from './post';
import { copyOf, countOf, fromRaw, type Marks, mark, type Raw, topicOf } from './wire';

/** A timer takes no longer time than this, ms. */
const longestMs = 2 ** 31 - 1;

interface Way {
  readonly topic: string;
  readonly verb: Verb;
  readonly marks: Marks;
  readonly subscriberId: string;
}

interface Waiting {
  readonly raw: Raw;
  readonly id: string;
  readonly topic: string;
  readonly verb: Verb;
  readonly subscriberId: string;
  readonly subscriberName: string;
  readonly attempt: number;
  readonly place: string;
  readonly timer: NodeJS.Timeout;
}

/**
 * What waits for its next attempt. MQTT delays nothing: the broker retains each such message, and this process sends it when it is
 * due. When this process is gone another one takes its place, see `care.ts`.
 */
export class Waits {
  /** By which the next one knows what was ours. */
  readonly owner: string;
  readonly #post: Post;
  readonly #waiting = new Map<string, Waiting>();
  readonly #returned = new Emitter<[message: Message, attempts: number]>();

  constructor(owner: string, post: Post) {
    this.owner = owner;
    this.#post = post;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** Calls back when something was due and nobody was there, after it was made a dead letter. */
  onReturned(listener: (message: Message, attempts: number) => void): Dispose {
    return this.#returned.on(listener);
  }

  /** Resolves when the broker has it for sure. */
  async add(raw: Raw, id: string, { topic, verb, marks, subscriberId }: Way, delayMs: number): Promise<void> {
    const place = dueTopic(topic, randomUUID());
    const dueAt = Date.now() + delayMs;
    const properties = copyOf(raw, id, {
      ...marks,
      ...{
        verb,
        topic: encodeURIComponent(topic),
        owner: this.owner,
        'due-at': String(dueAt),
        'last-by': subscriberId,
      },
    });
    await this.#post.keep(place, raw.body, properties);
    this.#schedule({ ...raw, properties }, place, delayMs);
  }

  /** Takes over what another one has left; what is none of ours is left where it is. */
  async adopt(found: Incoming): Promise<void> {
    const raw = kept(found);
    const dueAt = countOf(raw, 'due-at');
    if (dueAt === undefined || topicOf(raw) === undefined) return;
    const properties = copyOf(raw, mark(raw, 'id') ?? randomUUID(), {
      verb: mark(raw, 'verb'),
      topic: mark(raw, 'topic'),
      owner: this.owner,
      'due-at': String(dueAt),
    });
    await this.#post.keep(found.topic, raw.body, properties);
    this.#schedule({ ...raw, properties }, found.topic, Math.max(0, dueAt - Date.now()));
  }

  /** The subscriber is gone: what waits for it alone becomes dead letters. */
  async giveUp(subscriberId: string): Promise<void> {
    for (const each of [...this.#waiting.values()]) {
      if (each.subscriberId !== subscriberId || each.verb !== 'broadcast') continue;
      clearTimeout(each.timer);
      this.#waiting.delete(each.place);
      await this.#bury(
        each,
        'subscriber-gone',
        'Its subscriber was removed while it waited for another attempt.',
      );
    }
  }

  stop(): void {
    for (const { timer } of this.#waiting.values()) clearTimeout(timer);
    this.#waiting.clear();
  }

  #schedule(raw: Raw, place: string, delayMs: number): void {
    const timer = setTimeout(() => void this.#send(place), Math.min(delayMs, longestMs));
    this.#waiting.set(place, {
      raw,
      place,
      timer,
      id: mark(raw, 'id') ?? '',
      topic: topicOf(raw) ?? '',
      verb: mark(raw, 'verb') === 'broadcast' ? 'broadcast' : 'publish',
      subscriberId: mark(raw, 'last-by') ?? '',
      subscriberName: mark(raw, 'last-name') ?? '',
      attempt: countOf(raw, 'attempt') ?? 1,
    });
  }

  async #send(place: string): Promise<void> {
    const due = this.#waiting.get(place);
    if (due === undefined) return;
    const { raw, id, topic, verb, subscriberId } = due;
    try {
      if (await this.#post.again(raw, id, { topic, verb, subscriberId, marks: {} })) {
        await this.#post.forget(place);
      } else if (verb === 'publish') {
        await this.#bury(due, 'unroutable', 'The topic had no subscriber when its next attempt was due.');
        const message = fromRaw(raw, topic, verb, () => id);
        this.#returned.emit(message, Math.max(1, due.attempt - 1));
      } else {
        await this.#bury(due, 'subscriber-gone', 'Its subscriber was gone when its next attempt was due.');
      }
      this.#waiting.delete(place);
    } catch {
      // The link is away: once more in a while. The broker has it.
      if (this.#waiting.has(place))
        this.#waiting.set(place, { ...due, timer: setTimeout(() => void this.#send(place), 1000) });
    }
  }

  async #bury(due: Waiting, reason: 'unroutable' | 'subscriber-gone', error: string): Promise<void> {
    const { raw, id, topic, verb, subscriberId, subscriberName, attempt, place } = due;
    const subscriber = { id: subscriberId, name: subscriberName };
    // It bears the number of the attempt that it did not get.
    await this.#post.bury(
      raw,
      id,
      { topic, verb, subscriber },
      { reason, attempts: Math.max(1, attempt - 1), error },
    );
    await this.#post.forget(place);
  }
}
