import type { Channel, GetMessage } from 'amqplib';
import { topicProblem } from '../../../shared/bus/message';
import { answerMs, within } from '../broker/within';
import { type Dispose, Emitter } from '../emitter';
import type { Message } from '../message';
import { readChannelError } from './failure';
import type { Link } from './link';
import { parkedQueue } from './names';
import type { Relocation } from './relocation';
import type { Topology } from './topology';
import { asId, asText, fromWire, header, marksOf } from './wire';

/** How often the broker is asked whether something was parked, ms. */
const everyMs = 2000;
/** A broker where nothing was ever parked has no such queue, and logs each question for it: then so seldom, ms. */
const missingMs = 30_000;
const what = `read “${parkedQueue}”`;

/**
 * Retries that were due when their topic had no queue any more: the broker puts them all in one place, whosever they
 * are. Ours are moved to the dead letters of their topic; what somebody else put there stays there.
 */
export class Parked {
  readonly #topology: Topology;
  readonly #relocation: Relocation;
  readonly #found = new Emitter<[message: Message, attempts: number]>();
  #link: Link | undefined;
  #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  /** How many were there after the last pass, none of them ours. */
  #left = 0;
  /** When there was no such queue, or none that we may read. */
  #missingAt = Number.NEGATIVE_INFINITY;
  #turn: Promise<void> = Promise.resolve();

  constructor(topology: Topology, relocation: Relocation) {
    this.#topology = topology;
    this.#relocation = relocation;
    relocation.onWait(() => {
      this.#missingAt = Number.NEGATIVE_INFINITY;
      this.#watch();
    });
  }

  /** Calls back after each that was moved, with the attempts it has had. */
  onFound(listener: (message: Message, attempts: number) => void): Dispose {
    return this.#found.on(listener);
  }

  /** On a new link, when everything else is set up: some may have been parked while nobody looked. */
  attach(link: Link): void {
    this.#link = link;
    this.#stop = new AbortController();
    this.#left = 0;
    this.#missingAt = Number.NEGATIVE_INFINITY;
    void this.#look();
  }

  detach(): void {
    this.#link = undefined;
    this.#stop.abort();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** The same, and the pass that is under way has ended. */
  async close(): Promise<void> {
    this.detach();
    await this.#turn;
  }

  /** Moves what there is now. What cannot be moved is safe where it is, and no reason to fail. */
  async collect(): Promise<void> {
    if (performance.now() - this.#missingAt > missingMs) await this.#inTurn();
  }

  #watch(): void {
    if (this.#link === undefined || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => void this.#look(), everyMs);
  }

  /** Goes on as long as there is such a queue. */
  async #look(): Promise<void> {
    const link = this.#link;
    await this.#inTurn(this.#left);
    if (link !== this.#link) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#missingAt === Number.NEGATIVE_INFINITY) this.#watch();
  }

  /** Two passes at once would hide messages from each other. */
  #inTurn(known?: number): Promise<void> {
    this.#turn = this.#turn
      .then(() => this.#pass(known))
      .catch(async (error: unknown) => {
        const { code } = readChannelError(error, what);
        // Retries may be on their way to a queue that somebody has deleted.
        if (code === 'not-found' && (await this.#topology.mendWayBack().catch(() => false))) return;
        if (code === 'not-found' || code === 'access-refused') this.#missingAt = performance.now();
      });
    return this.#turn;
  }

  /** Nothing is done when there are as many as are known to be somebody else's. */
  async #pass(known?: number): Promise<void> {
    const channel = await this.#link?.channel();
    if (channel === undefined) return;
    try {
      const { messageCount } = await this.#inTime(channel.checkQueue(parkedQueue));
      if (messageCount !== known) this.#left = await this.#moveOurs(channel);
      // What is not acked goes back to its place.
      await this.#inTime(channel.close());
    } catch (error) {
      channel.close().catch(() => {});
      throw error;
    }
  }

  async #moveOurs(channel: Channel): Promise<number> {
    let left = 0;
    for (;;) {
      const raw = await this.#inTime(channel.get(parkedQueue));
      if (raw === false) return left;
      const topic = this.#topicOf(raw);
      if (topic === undefined) left += 1;
      else if (await this.#couldBury(raw, topic)) channel.ack(raw);
    }
  }

  /** One that its topic's dead letters have no room for is tried again with the next pass, and holds up no other. */
  async #couldBury(raw: GetMessage, topic: string): Promise<boolean> {
    try {
      return await this.#bury(raw, topic);
    } catch (error) {
      if (this.#link === undefined || this.#link.ended) throw error;
      return false;
    }
  }

  /** Only of what this profile of the bus sent: the other's waits for a connection with that profile. */
  #topicOf({ properties, fields }: GetMessage): string | undefined {
    const topic = asText(properties.headers?.[header.topic]);
    const id = asId(properties.headers?.[header.id]);
    if (topic === undefined || id === undefined || topicProblem(topic) !== undefined) return undefined;
    return this.#topology.profile.work(topic).name === fields.routingKey ? topic : undefined;
  }

  async #bury(raw: GetMessage, topic: string): Promise<boolean> {
    const headers = raw.properties.headers ?? {};
    const id = asId(headers[header.id]) ?? '';
    // It bears the number of the attempt that it did not get.
    const attempts = Math.max(1, marksOf(raw).attempt - 1);
    const subscriber = {
      id: asText(headers[header.lastBy]) ?? '',
      name: asText(headers[header.lastName]) ?? '',
    };
    const place = { topic, verb: 'publish', queue: raw.fields.routingKey, subscriber } as const;
    const error = 'The topic had no subscriber when its next attempt was due.';
    if (!(await this.#relocation.bury(raw, id, place, { reason: 'unroutable', attempts, error })))
      return false;
    this.#found.emit(
      fromWire(raw, topic, 'publish', () => id),
      attempts,
    );
    return true;
  }

  #inTime<Value>(answer: Promise<Value>): Promise<Value> {
    return within(answerMs, what, answer, this.#stop.signal);
  }
}
