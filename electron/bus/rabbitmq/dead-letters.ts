import type { Channel, GetMessage } from 'amqplib';
import { BusError } from '../../../shared/bus/errors';
import type {
  DeadLetterChoice,
  DeadLetterQuery,
  DeadLetterVisitor,
  ReplayRequest,
  StoredDeadLetter,
} from '../backend';
import { applyEdit } from '../broker/apply-edit';
import { answerMs, within } from '../broker/within';
import type { Message } from '../message';
import { DeadLetterReader, type Held, type Portion } from './dead-letter-reader';
import { readChannelError } from './failure';
import type { Link } from './link';
import { broadcastExchange } from './names';
import type { Parked } from './parked';
import type { Publisher, Target } from './publisher';
import type { Topology } from './topology';
import { asText, header, revivalOf, toWire } from './wire';

/** In memory at a time, while a long queue is gone through. */
const portion: Portion = { letters: 1000, bytes: 64 * 2 ** 20 };
/** How long a look waits for what may have come back to nobody, ms. */
const collectMs = 2000;

export interface DeadLettersContext {
  readonly topology: Topology;
  readonly publisher: Publisher;
  readonly parked: Parked;
  readonly link: () => Link;
  /** The link that replays go by, while there is one. */
  readonly publishing: () => Link | undefined;
  /** Where a subscriber of ours takes its broadcasts at the moment. */
  readonly queueOf: (topic: string, subscriberId: string) => string | undefined;
}

/** Lists, replays and discards a topic's dead letters. While one is read it is kept from other readers. */
export class DeadLetters {
  readonly #topology: Topology;
  readonly #publisher: Publisher;
  readonly #parked: Parked;
  readonly #link: () => Link;
  readonly #publishing: () => Link | undefined;
  readonly #queueOf: DeadLettersContext['queueOf'];
  #isClosing = false;
  /** Two readers at once would hide each other's messages. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor({ topology, publisher, parked, link, publishing, queueOf }: DeadLettersContext) {
    this.#topology = topology;
    this.#publisher = publisher;
    this.#parked = parked;
    this.#link = link;
    this.#publishing = publishing;
    this.#queueOf = queueOf;
  }

  /** What is under way ends with the letter it is at, so that its acks are sure. */
  async close(): Promise<void> {
    this.#isClosing = true;
    await this.#turn;
  }

  async read(topic: string, query: DeadLetterQuery, visit: DeadLetterVisitor): Promise<number> {
    const { ids = 'all', most = Number.POSITIVE_INFINITY, mostBytes = Number.POSITIVE_INFINITY } = query;
    const { wants, left } = wantedOf(ids);
    // What the visitor throws is none of the broker's errors.
    let thrown: { readonly error: unknown } | undefined;
    const total = await this.#reading(topic, async (reader) => {
      let letters = 0;
      let bytes = 0;
      for (;;) {
        const held = await reader.take(
          {
            letters: Math.min(portion.letters, left(), most - letters),
            bytes: Math.min(portion.bytes, mostBytes - bytes),
          },
          wants,
        );
        if (held.length === 0 || this.#isClosing) return reader.total;
        for (const { letter } of held) {
          letters += 1;
          bytes += letter.body.length;
          try {
            await visit(letter);
          } catch (error) {
            thrown = { error };
            return reader.total;
          }
        }
      }
    });
    if (thrown !== undefined) throw thrown.error;
    return total;
  }

  replay(topic: string, { ids, edit, onSend }: ReplayRequest): Promise<Message[]> {
    return this.#settleEach(topic, ids, async ({ raw, message }) => {
      const edited = edit === undefined ? undefined : applyEdit(edit, message);
      const target = edited ?? message;
      // A publish is always taken, held if need be; it may reach a subscriber before its confirm reaches us.
      const onBegin = message.verb === 'publish' ? () => onSend(message) : undefined;
      if (!(await this.#sendBack(raw, target, edited !== undefined, onBegin))) return undefined;
      if (message.verb === 'broadcast') onSend(message);
      return target;
    });
  }

  discard(topic: string, { ids }: DeadLetterChoice): Promise<Message[]> {
    return this.#settleEach(topic, ids, async ({ message }) => message);
  }

  /** Of the whole queue. What `settle` makes nothing of goes back to its place at the end. */
  #settleEach(
    topic: string,
    ids: DeadLetterChoice['ids'],
    settle: (held: Held) => Promise<Message | undefined>,
  ): Promise<Message[]> {
    const { wants, left } = wantedOf(ids);
    return this.#reading(topic, async (reader, channel) => {
      const settled: Message[] = [];
      for (;;) {
        const held = await reader.take({ ...portion, letters: Math.min(portion.letters, left()) }, wants);
        if (held.length === 0) return settled;
        for (const each of held) {
          if (this.#isClosing) return settled;
          const message = await settle(each);
          if (message === undefined) continue;
          // Only now: a link that breaks between the two leaves a duplicate, never a hole.
          channel.ack(each.raw);
          settled.push(message);
        }
      }
    });
  }

  /** False when nobody takes it. Rejects with `blocked` when the broker takes no messages at the moment. */
  async #sendBack(
    raw: GetMessage,
    message: Message,
    isEdited: boolean,
    onBegin?: () => void,
  ): Promise<boolean> {
    const { topic, verb } = message;
    const options = isEdited ? toWire(message) : revivalOf(raw, message.id);
    const to = (target: Target) =>
      this.#unlessBlocked(() => {
        onBegin?.();
        return this.#publisher.publish(target, message.body, options);
      });
    if (verb === 'publish') {
      await this.#topology.workAgain(topic);
      return (await to({ exchange: '', routingKey: this.#topology.profile.work(topic).name })) === undefined;
    }
    const { [header.queue]: before, [header.lastBy]: lastBy } = raw.properties.headers ?? {};
    // Since it failed the subscriber may have got another queue; another program's keeps the one it had.
    const queue = this.#queueOf(topic, asText(lastBy) ?? '') ?? asText(before);
    if (queue !== undefined && (await to({ exchange: '', routingKey: queue })) === undefined) return true;
    await this.#topology.broadcast(topic);
    return (await to({ exchange: broadcastExchange(topic), routingKey: topic })) === undefined;
  }

  /**
   * An alarm may last for hours, in which one letter's confirm would keep all topics' letters from being looked at. The
   * letter stays where it is; what was on its way already may be taken after the alarm: a duplicate, never a hole.
   */
  #unlessBlocked<Value>(send: () => Promise<Value>): Promise<Value> {
    const link = this.#publishing();
    return new Promise((resolve, reject) => {
      const refuse = (reason: string) => reject(new BlockedError(reason));
      if (link?.blockedBy !== undefined) return refuse(link.blockedBy);
      const stop = link?.onBlocked((reason) => {
        if (reason !== undefined) refuse(reason);
      });
      send()
        .then(resolve, reject)
        .finally(() => stop?.());
    });
  }

  #reading<Value>(
    topic: string,
    use: (reader: DeadLetterReader, channel: Channel) => Promise<Value>,
  ): Promise<Value> {
    const done = this.#turn.then(() => this.#readingNow(topic, use));
    this.#turn = done.catch(() => {});
    return done;
  }

  async #readingNow<Value>(
    topic: string,
    use: (reader: DeadLetterReader, channel: Channel) => Promise<Value>,
  ): Promise<Value> {
    const what = `read the dead letters of “${topic}”`;
    // Again each time: somebody may have deleted it.
    await this.#topology.deadAgain(topic);
    // What is parked is no reason to wait: a broker that is low on memory takes nothing at the moment.
    await within(collectMs, what, this.#parked.collect()).catch(() => {});
    const channel = await this.#link().channel();
    try {
      const value = await use(
        new DeadLetterReader(channel, this.#topology.profile.dead(topic).name, topic),
        channel,
      );
      // In order, so that the acks are sure.
      await within(answerMs, what, channel.close());
      return value;
    } catch (error) {
      channel.close().catch(() => {});
      throw readChannelError(error, what);
    }
  }
}

class BlockedError extends BusError {
  constructor(reason: string) {
    const still = 'What was not replayed is still here; one that was on its way may arrive all the same.';
    super('blocked', `The broker takes no messages at the moment (${reason}). ${still}`);
  }
}

/** Which of the letters that come by are taken, and how many of those can still come. */
interface Wanted {
  readonly wants: (letter: StoredDeadLetter) => boolean;
  readonly left: () => number;
}

function wantedOf(ids: DeadLetterChoice['ids']): Wanted {
  if (ids === 'all') return { wants: () => true, left: () => Number.POSITIVE_INFINITY };
  const open = new Set(ids);
  return { wants: ({ id }) => open.delete(id), left: () => open.size };
}
