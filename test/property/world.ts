import type { Backend } from '../../electron/bus/backend';
import type { Delivery } from '../../electron/bus/delivery';
import { EventBus } from '../../electron/bus/event-bus';
import type { Subscription } from '../../electron/bus/subscription';
import type { Verb } from '../../shared/bus/message';
import { Recorder } from '../support/recorder';
import type { Kind } from './message-kind';
import { type Life, Story } from './story';

/** What both backends must agree on whenever everything has come to rest. */
export interface Snapshot {
  readonly publishes: Record<string, Life>;
  readonly broadcasts: Record<string, Life[]>;
  readonly topics: Record<string, TopicSnapshot>;
  /** Messages that nobody took. */
  readonly returned: readonly string[];
}

interface TopicSnapshot {
  /** Each one's state. */
  readonly subscribers: readonly string[];
  readonly waiting: number;
  readonly deadLetters: readonly string[];
}

/** A bus, its subscribers and all that happened there. The same commands are given to two of them. */
export class World {
  readonly bus: EventBus;
  readonly recorder: Recorder;
  readonly #topics: readonly string[];
  readonly #story = new Story();
  readonly #subscriptions: Subscription[] = [];
  readonly #returned: string[] = [];
  readonly #wasHeld = new Set<string>();
  /** The subscribers there were when a broadcast was sent. */
  readonly #audiences = new Map<string, ReadonlySet<string>>();
  #subscribed = 0;
  #sent = 0;

  constructor(backend: Backend, topics: readonly string[]) {
    this.#topics = topics;
    this.bus = new EventBus({ backend });
    this.recorder = new Recorder(this.bus);
    this.bus.onEvent((event) => this.#story.note(event));
  }

  /** Topics are named by their number. */
  async subscribe(topicNumber: number): Promise<void> {
    const topic = this.#topic(topicNumber);
    this.#subscribed += 1;
    const name = `s${this.#subscribed}`;
    const handler = (delivery: Delivery) => this.#handle(delivery);
    const waiting = (await this.bus.inspect(topic))?.ready ?? 0;
    const subscription = await this.bus.subscribe({ topic, name, handler });
    this.#subscriptions.push(subscription);
    // The move to a link of its own interrupts what it already has in hand; one that may have something stays.
    if (waiting === 0) await subscription.isolate();
  }

  /** All at once, in this order. */
  async publish(topicNumber: number, kinds: readonly Kind[]): Promise<void> {
    const topic = this.#topic(topicNumber);
    await Promise.all(kinds.map((kind) => this.#send('publish', topic, kind)));
  }

  async broadcast(topicNumber: number, kind: Kind): Promise<void> {
    await this.#send('broadcast', this.#topic(topicNumber), kind);
  }

  /** Those that hold a message come first, by that message; the idle ones are alike. */
  get subscribers(): readonly Subscription[] {
    const held = this.#story.holders.map(({ subscriberId }) => subscriberId);
    const place = (subscription: Subscription) => {
      const at = held.indexOf(subscription.id);
      return at < 0 ? held.length : at;
    };
    const byTopic = (a: Subscription, b: Subscription) =>
      this.#topics.indexOf(a.topic) - this.#topics.indexOf(b.topic);
    return [...this.#subscriptions].sort((a, b) => place(a) - place(b) || byTopic(a, b));
  }

  async unsubscribe(subscription: Subscription): Promise<void> {
    this.#subscriptions.splice(this.#subscriptions.indexOf(subscription), 1);
    await subscription.close(0);
  }

  async snapshot(): Promise<Snapshot> {
    const topics = await Promise.all(
      this.#topics.map(async (topic) => [topic, await this.#topicSnapshot(topic)] as const),
    );
    return {
      publishes: this.#story.publishes,
      broadcasts: this.#story.broadcasts,
      topics: Object.fromEntries(topics),
      returned: [...this.#returned].sort(),
    };
  }

  /** A broadcast came to all who were there, and to nobody else. */
  wrongReach(): string[] {
    return [...this.#audiences].flatMap(([id, audience]) => {
      const strangers = [...this.#story.reach(id)].filter((subscriber) => !audience.has(subscriber));
      return strangers.map((stranger) => `broadcast ${id} came to ${stranger}, who was not there`);
    });
  }

  #topic(number: number): string {
    return this.#topics[number] ?? '';
  }

  /** Its place in the run is its id, so that both worlds call it the same. */
  async #send(verb: Verb, topic: string, kind: Kind): Promise<void> {
    this.#sent += 1;
    const id = `m${String(this.#sent).padStart(3, '0')}`;
    if (verb === 'broadcast') {
      const audience = this.#subscriptions.filter((each) => each.topic === topic);
      this.#audiences.set(id, new Set(audience.map((each) => each.id)));
    }
    const { outcome } = await this.bus[verb]({ topic, id, body: Buffer.from(JSON.stringify(kind)) });
    if (outcome === 'returned') this.#returned.push(id);
  }

  async #topicSnapshot(topic: string): Promise<TopicSnapshot> {
    const status = await this.bus.inspect(topic);
    const { letters } = await this.bus.deadLetters(topic);
    return {
      subscribers: this.#subscriptions.filter((each) => each.topic === topic).map(({ state }) => state),
      waiting: status?.ready ?? 0,
      deadLetters: letters
        .map(({ message: { id, verb }, reason, attempts }) => `${verb} ${id}: ${reason} after ${attempts}`)
        .sort(),
    };
  }

  async #handle({ message, attempt, signal }: Delivery): Promise<void> {
    const kind: Kind = JSON.parse(Buffer.from(message.body).toString());
    if (kind.type === 'fails') {
      if (attempt <= kind.attempts) throw new Error('on purpose');
      return;
    }
    if (kind.type === 'holds-once' && this.#wasHeld.has(message.id)) return;
    this.#wasHeld.add(message.id);
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
  }
}
