import type { Channel, GetMessage } from 'amqplib';
import { type DeadReason, deadReasons, type Verb } from '../../../shared/bus/message';
import type { StoredDeadLetter } from '../backend';
import { answerMs, within } from '../broker/within';
import { deadLetterId } from '../dead-letter-id';
import { type Message, summarise } from '../message';
import { broadcastExchange } from './names';
import { asText, fromWire, header, marksOf } from './wire';

/** A dead letter that is in our hands: unacked on the reader's channel. */
export interface Held {
  readonly raw: GetMessage;
  readonly letter: StoredDeadLetter;
  readonly message: Message;
}

/** As much as is taken at a time: what is reached first ends it. */
export interface Portion {
  readonly letters: number;
  /** Of payloads. The letter that exceeds it is the last. */
  readonly bytes: number;
}

/**
 * Reads a queue of dead letters from its oldest on. AMQP has no way to look into a queue: the messages are taken one by
 * one without an ack, and what is not acked goes back to its old place when the channel closes.
 */
export class DeadLetterReader {
  readonly #channel: Channel;
  readonly #queue: string;
  readonly #topic: string;
  /** How often each id came by. */
  readonly #seen = new Map<string, number>();
  #taken = 0;
  #left = 0;
  /** How many there were at first. What is replayed meanwhile may die again, and is not for this reader. */
  #atFirst = Number.POSITIVE_INFINITY;

  constructor(channel: Channel, queue: string, topic: string) {
    this.#channel = channel;
    this.#queue = queue;
    this.#topic = topic;
  }

  /** How many there are, read or not; known once something was taken. */
  get total(): number {
    return this.#taken + this.#left;
  }

  /** The next ones. The unwanted are passed over, and not kept in memory. */
  async take(most: Portion, isWanted: (letter: StoredDeadLetter) => boolean = () => true): Promise<Held[]> {
    const held: Held[] = [];
    let bytes = 0;
    while (held.length < most.letters && bytes < most.bytes && this.#taken < this.#atFirst) {
      const what = `read the dead letters of “${this.#topic}”`;
      const raw = await within(answerMs, what, this.#channel.get(this.#queue));
      if (raw === false) {
        this.#left = 0;
        break;
      }
      this.#taken += 1;
      this.#left = raw.fields.messageCount;
      if (this.#taken === 1) this.#atFirst = this.#left + 1;
      const read = this.#read(raw);
      if (!isWanted(read.letter)) continue;
      held.push(read);
      bytes += read.letter.body.length;
    }
    // What was looked at before may have come back to the queue in another order.
    return held.sort((one, other) => (one.letter.at ?? 0) - (other.letter.at ?? 0));
  }

  #read(raw: GetMessage): Held {
    const held = readLetter(raw, this.#topic);
    const { id } = held.letter;
    const nth = (this.#seen.get(id) ?? 0) + 1;
    this.#seen.set(id, nth);
    return { ...held, letter: { ...held.letter, id: deadLetterId(id, nth) } };
  }
}

function readLetter(raw: GetMessage, topic: string): Held {
  const headers = raw.properties.headers ?? {};
  const verb: Verb = headers[header.exchange] === broadcastExchange(topic) ? 'broadcast' : 'publish';
  // One that the broker itself gave up on may have no id of ours; its place in the queue tells it apart.
  const message = fromWire(raw, topic, verb, () => `unnamed-${raw.fields.deliveryTag}`);
  const subscriberId = asText(headers[header.lastBy]) ?? '';
  const error = asText(headers[header.error]);
  const lastBy = asText(headers[header.lastName]);
  const at: unknown = headers[header.deadAt];
  return {
    raw,
    message,
    letter: {
      id: verb === 'publish' ? message.id : `${message.id}/${subscriberId}`,
      message: summarise(message),
      body: message.body,
      subscriberId,
      reason: reasonOf(headers[header.reason]),
      attempts: marksOf(raw).attempt,
      ...(error === undefined ? {} : { error }),
      ...(lastBy === undefined ? {} : { lastBy }),
      ...(isTime(at) ? { at } : {}),
    },
  };
}

/** Anybody may write headers, and not every number is a time that a date can have. */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && !Number.isNaN(new Date(value).getTime());
}

/** Without a reason of ours it was the broker: a quorum queue's delivery limit. */
function reasonOf(value: unknown): DeadReason {
  return deadReasons.find((reason) => reason === value) ?? 'interrupted';
}
