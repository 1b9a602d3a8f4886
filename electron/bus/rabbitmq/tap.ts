import { randomUUID } from 'node:crypto';
import type { Channel, ConsumeMessage } from 'amqplib';
import type { TapRequest } from '../backend';
import type { TapLink } from '../broker/kept-tap';
import { answerMs, within } from '../broker/within';
import { type Dispose, Emitter } from '../emitter';
import { Firehose, traceExchange } from './firehose';
import type { Link } from './link';
import { broadcastExchange, type Profile } from './names';
import { SameMessage } from './same-message';
import { fromWire, marksOf } from './wire';

/** What may wait for a tap at the broker: more is dropped there, the oldest first. */
const mostWaiting = { messages: 20_000, bytes: 64 * 2 ** 20 };
/** What was dropped waits for being counted; of more than this only so many are known. */
const mostDropped = { messages: 50_000, bytes: 16 * 2 ** 20 };
/** How often what was dropped is counted, ms. */
const countEveryMs = 1000;
/** The queue ends so long after its last consumer, ms; and with its connection anyway. */
const lifetimeMs = 60_000;
const prefetch = 2000;

/**
 * What a tap has at the broker: two queues on a link of their own. Exclusive, so that nothing is left behind whatever becomes of this
 * process, and bounded, so that a process that stands still never fills the broker.
 */
export class TapQueues implements TapLink {
  readonly #link: Link;
  readonly #request: TapRequest;
  readonly #profile: Profile;
  readonly #ends = new Emitter<[unknown]>();
  #counting: NodeJS.Timeout | undefined;
  #unanswered: ConsumeMessage | undefined;
  #hasEnded = false;

  private constructor(link: Link, request: TapRequest, profile: Profile) {
    this.#link = link;
    this.#request = request;
    this.#profile = profile;
  }

  /** The link is the tap’s from here on, also when it cannot be opened. */
  static async open(link: Link, request: TapRequest, profile: Profile): Promise<TapQueues> {
    const queues = new TapQueues(link, request, profile);
    try {
      await within(answerMs, 'open the tap', queues.#open());
      return queues;
    } catch (error) {
      await link.close();
      throw error;
    }
  }

  get ended(): boolean {
    return this.#hasEnded || this.#link.ended;
  }

  onEnd(listener: (error: unknown) => void): Dispose {
    return this.#ends.on(listener);
  }

  async close(): Promise<void> {
    clearInterval(this.#counting);
    this.#ends.clear();
    await this.#link.close();
  }

  async #open(): Promise<void> {
    const channel = await this.#link.channel();
    const name = `eventbus.tap.${randomUUID()}`;
    const dropped = `${name}.dropped`;
    await channel.assertQueue(dropped, {
      exclusive: true,
      autoDelete: true,
      maxLength: mostDropped.messages,
      arguments: { 'x-max-length-bytes': mostDropped.bytes },
    });
    await channel.assertQueue(name, {
      exclusive: true,
      autoDelete: true,
      expires: lifetimeMs,
      maxLength: mostWaiting.messages,
      deadLetterExchange: '',
      deadLetterRoutingKey: dropped,
      arguments: { 'x-max-length-bytes': mostWaiting.bytes },
    });
    await channel.prefetch(prefetch);
    const take = this.#request.traced
      ? await this.#fromFirehose(channel, name)
      : await this.#fromBroadcasts(channel, name);
    await channel.consume(name, (raw) => {
      // The broker has ended the consumer.
      if (raw === null) return this.#end(new Error('The tap’s queue was deleted.'));
      this.#answerLater(channel, raw);
      take(raw);
    });
    this.#link.onEnd((error) => this.#end(error));
    channel.on('close', () => this.#end(new Error('The tap’s channel was closed.')));
    this.#counting = setInterval(() => this.#count(channel, dropped), countEveryMs);
  }

  async #fromBroadcasts(channel: Channel, name: string): Promise<(raw: ConsumeMessage) => void> {
    const { topic, onSight } = this.#request;
    await channel.bindQueue(name, broadcastExchange(topic), '');
    return (raw) => {
      onSight(fromWire(raw, topic, 'broadcast', randomUUID), { what: 'published' }, marksOf(raw).attempt);
    };
  }

  async #fromFirehose(channel: Channel, name: string): Promise<(raw: ConsumeMessage) => void> {
    const { topic, programOf, onSight } = this.#request;
    const firehose = new Firehose(topic, this.#profile, programOf);
    const same = new SameMessage();
    for (const key of firehose.bindings) await channel.bindQueue(name, traceExchange, key);
    return (raw) => {
      const { traced, found = [], forgotten = [] } = firehose.read(raw);
      for (const queue of forgotten)
        channel.unbindQueue(name, traceExchange, `deliver.${queue}`).catch(() => {});
      for (const queue of found) {
        // When it is refused the channel ends, and the tap is opened again.
        channel.bindQueue(name, traceExchange, `deliver.${queue}`).catch(() => {});
      }
      if (traced === undefined) return;
      const { raw: original, verb, sight } = traced;
      const message = fromWire(original, topic, verb, () => same.idOf(original, sight, randomUUID));
      onSight(message, sight, marksOf(original).attempt);
    };
  }

  /** All that came in one turn of the event loop at once. */
  #answerLater(channel: Channel, raw: ConsumeMessage): void {
    if (this.#unanswered === undefined) {
      setImmediate(() => {
        const last = this.#unanswered;
        this.#unanswered = undefined;
        if (last === undefined || this.#link.ended) return;
        try {
          channel.ack(last, true);
        } catch {
          // The channel has ended: what was not answered goes with its queue.
        }
      });
    }
    this.#unanswered = raw;
  }

  #count(channel: Channel, dropped: string): void {
    channel.purgeQueue(dropped).then(
      ({ messageCount }) => {
        if (messageCount > 0) this.#request.onMissed(messageCount);
      },
      () => {
        // The link’s end tells it.
      },
    );
  }

  #end(error: unknown): void {
    this.#hasEnded = true;
    clearInterval(this.#counting);
    this.#ends.emit(error);
    this.#ends.clear();
    this.#link.destroy();
  }
}
