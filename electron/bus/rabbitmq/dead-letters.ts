import type { Channel, GetMessage } from 'amqplib';
import { BusError, describeThrown } from '../../../shared/errors';
import { type DeadReason, deadReasons, type Verb } from '../../../shared/message';
import type { DeadLetterChoice, ReplayRequest, StoredDeadLetter } from '../backend';
import { type Message, summarise } from '../message';
import { readChannelError } from './failure';
import type { Link } from './link';
import { broadcastExchange } from './profile';
import type { Publisher, Target } from './publisher';
import type { Topology } from './topology';
import { asText, fromWire, header, marksOf, revivalOf, toWire } from './wire';
import { answerMs, within } from './within';

/** Letters taken in hand at a time: they are kept from other readers meanwhile, and their bodies are in memory. */
const mostHeld = 1000;

/** A dead letter that is in our hands: unacked on a channel of its own. */
interface Held {
  readonly raw: GetMessage;
  readonly letter: StoredDeadLetter;
  readonly message: Message;
}

/**
 * Reads and empties a topic's queue of dead letters. AMQP has no way to look into a queue: the messages are taken one by
 * one without an ack, and what is not acked goes back to its old place when the channel closes.
 */
export class DeadLetters {
  readonly #topology: Topology;
  readonly #publisher: Publisher;
  readonly #link: () => Link;
  /** Two readers at once would hide each other's messages. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(topology: Topology, publisher: Publisher, link: () => Link) {
    this.#topology = topology;
    this.#publisher = publisher;
    this.#link = link;
  }

  /** The oldest {@link mostHeld}. */
  list(topic: string): Promise<StoredDeadLetter[]> {
    return this.#holding(topic, async (held) => held.map(({ letter }) => letter));
  }

  replay(topic: string, request: ReplayRequest): Promise<Message[]> {
    return this.#inPortions(request.ids, () => this.#replayPortion(topic, request));
  }

  discard(topic: string, { ids }: DeadLetterChoice): Promise<Message[]> {
    return this.#inPortions(ids, () => this.#discardPortion(topic, ids));
  }

  /** All of a long queue, as much as is held at a time. */
  async #inPortions(ids: DeadLetterChoice['ids'], next: () => Promise<Message[]>): Promise<Message[]> {
    const done: Message[] = [];
    for (;;) {
      const portion = await next();
      done.push(...portion);
      if (ids !== 'all' || portion.length < mostHeld) return done;
    }
  }

  #replayPortion(topic: string, { ids, edit, onSend }: ReplayRequest): Promise<Message[]> {
    return this.#holding(topic, async (held, channel) => {
      const replayed: Message[] = [];
      for (const { raw, message } of chosen(held, ids)) {
        const edited = edit === undefined ? undefined : applyEdit(edit, message);
        // A publish is always taken, held if need be; it may reach a subscriber before its confirm reaches us.
        if (message.verb === 'publish') onSend(message);
        if (!(await this.#sendBack(raw, edited ?? message, edited !== undefined))) continue;
        if (message.verb === 'broadcast') onSend(message);
        // Only now: a link that breaks between the two leaves a duplicate, never a hole.
        channel.ack(raw);
        replayed.push(edited ?? message);
      }
      return replayed;
    });
  }

  #discardPortion(topic: string, ids: DeadLetterChoice['ids']): Promise<Message[]> {
    return this.#holding(topic, async (held, channel) =>
      chosen(held, ids).map(({ raw, message }) => {
        channel.ack(raw);
        return message;
      }),
    );
  }

  /** False when nobody takes it. */
  async #sendBack(raw: GetMessage, message: Message, isEdited: boolean): Promise<boolean> {
    const { topic, verb } = message;
    const options = isEdited ? toWire(message) : revivalOf(raw, message.id);
    const to = (target: Target) => this.#publisher.publish(target, message.body, options);
    if (verb === 'publish') {
      await this.#topology.workAgain(topic);
      return (await to({ exchange: '', routingKey: this.#topology.profile.work(topic).name })) === undefined;
    }
    const queue = asText(raw.properties.headers?.[header.queue]);
    if (queue !== undefined && (await to({ exchange: '', routingKey: queue })) === undefined) return true;
    await this.#topology.broadcast(topic);
    return (await to({ exchange: broadcastExchange(topic), routingKey: topic })) === undefined;
  }

  #holding<Value>(topic: string, use: (held: Held[], channel: Channel) => Promise<Value>): Promise<Value> {
    const done = this.#turn.then(() => this.#holdingNow(topic, use));
    this.#turn = done.catch(() => {});
    return done;
  }

  async #holdingNow<Value>(
    topic: string,
    use: (held: Held[], channel: Channel) => Promise<Value>,
  ): Promise<Value> {
    const what = `read the dead letters of “${topic}”`;
    await this.#topology.dead(topic);
    const { name } = this.#topology.profile.dead(topic);
    const channel = await this.#link().channel();
    try {
      const held: Held[] = [];
      while (held.length < mostHeld) {
        const raw = await within(answerMs, what, channel.get(name));
        if (raw === false) break;
        held.push(read(raw, topic));
      }
      // What was looked at before may have come back to the queue in another order.
      held.sort((one, other) => (one.letter.at ?? 0) - (other.letter.at ?? 0));
      const value = await use(held, channel);
      // In order, so that the acks are sure.
      await within(answerMs, what, channel.close());
      return value;
    } catch (error) {
      channel.close().catch(() => {});
      throw readChannelError(error, what);
    }
  }
}

function applyEdit(edit: (message: Message) => Message, message: Message): Message {
  try {
    return edit(message);
  } catch (cause) {
    throw new BusError('invalid-argument', `The edit failed: ${describeThrown(cause)}`, { cause });
  }
}

function chosen(held: Held[], ids: DeadLetterChoice['ids']): Held[] {
  return ids === 'all' ? held : held.filter(({ letter }) => ids.has(letter.id));
}

function read(raw: GetMessage, topic: string): Held {
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
      ...(typeof at === 'number' ? { at } : {}),
    },
  };
}

/** Without a reason of ours it was the broker: a quorum queue's delivery limit. */
function reasonOf(value: unknown): DeadReason {
  return deadReasons.find((reason) => reason === value) ?? 'interrupted';
}
