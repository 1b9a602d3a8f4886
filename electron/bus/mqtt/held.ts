import { randomUUID } from 'node:crypto';
import { pause } from '../pause';
import { type Incoming, nobody } from './link';
import { heldTopic, workTopic } from './names';
import { kept, type Post, type Publish } from './post';
import { copyOf, countOf, type Marks, mark, type Raw, topicOf } from './wire';

/** A subscriber of another program is not announced: whether somebody is there now is tried so often, ms. */
const probeMs = 2000;

interface HeldMessage {
  readonly raw: Raw;
  /** Where the broker retains it. */
  readonly place: string;
  /** In the order in which they were held. */
  readonly at: number;
}

/**
 * What was published to topics without a subscriber. MQTT holds nothing for nobody: the broker retains each such message, and this process
 * sends it when somebody is there. When this process is gone another one takes its place, see `care.ts`.
 */
export class Held {
  /** By which the next one knows what was ours. */
  readonly #owner: string;
  readonly #post: Post;
  readonly #publish: Publish;
  readonly #byTopic = new Map<string, HeldMessage[]>();
  readonly #sending = new Set<string>();
  #isAttached = false;
  #probing: AbortController | undefined;

  constructor(owner: string, { post, publish }: { post: Post; publish: Publish }) {
    this.#owner = owner;
    this.#post = post;
    this.#publish = publish;
  }

  get size(): number {
    let size = 0;
    for (const messages of this.#byTopic.values()) size += messages.length;
    return size;
  }

  /** How many of a topic. */
  countOf(topic: string): number {
    return this.#byTopic.get(topic)?.length ?? 0;
  }

  /** Resolves when the broker has it for sure. */
  async add(raw: Raw, id: string, topic: string, marks: Marks): Promise<void> {
    const at = Date.now();
    const place = heldTopic(topic, randomUUID());
    await this.#keep({ ...raw, properties: copyOf(raw, id, marks) }, id, { topic, place, at });
  }

  /** Takes over what another one has left; what is none of ours is left where it is. */
  async adopt(found: Incoming): Promise<void> {
    const raw = kept(found);
    const topic = topicOf(raw);
    if (topic === undefined) return;
    const at = countOf(raw, 'held-at') ?? 0;
    await this.#keep(raw, mark(raw, 'id') ?? randomUUID(), { topic, place: found.topic, at });
  }

  /** Somebody subscribes to it now. */
  sendAll(topic: string): void {
    void this.#send(topic);
  }

  /** On a new link. */
  attach(): void {
    this.#isAttached = true;
    void this.#probe();
  }

  detach(): void {
    this.#isAttached = false;
    this.#probing?.abort();
    this.#probing = undefined;
  }

  async #keep(
    raw: Raw,
    id: string,
    { topic, place, at }: { topic: string; place: string; at: number },
  ): Promise<void> {
    const marks = { topic: encodeURIComponent(topic), owner: this.#owner, 'held-at': String(at) };
    const properties = copyOf(raw, id, marks);
    await this.#post.keep(place, raw.body, properties);
    const messages = this.#byTopic.get(topic) ?? [];
    this.#byTopic.set(topic, messages);
    messages.push({ raw: { ...raw, properties: copyOf(raw, id, {}) }, place, at });
    // Those of another one may be older.
    if (messages.length > 1 && at < (messages.at(-2)?.at ?? 0)) messages.sort((a, b) => a.at - b.at);
    void this.#probe();
  }

  async #probe(): Promise<void> {
    if (!this.#isAttached || this.#probing !== undefined) return;
    const probing = new AbortController();
    this.#probing = probing;
    while (this.#byTopic.size > 0 && !probing.signal.aborted) {
      await pause(probeMs, probing.signal);
      if (probing.signal.aborted) return;
      for (const topic of this.#byTopic.keys()) await this.#send(topic);
    }
    if (this.#probing === probing) this.#probing = undefined;
  }

  /** The oldest first, until nobody takes them any more. */
  async #send(topic: string): Promise<void> {
    if (this.#sending.has(topic)) return;
    this.#sending.add(topic);
    const messages = this.#byTopic.get(topic) ?? [];
    try {
      for (let next = messages[0]; next !== undefined; next = messages[0]) {
        const { raw, place } = next;
        const answer = await this.#publish(workTopic(topic), raw.body, { properties: raw.properties });
        if (answer === nobody) return;
        // Only now: a link that breaks between the two leaves a duplicate, never a hole.
        await this.#post.forget(place);
        messages.splice(messages.indexOf(next), 1);
      }
      this.#byTopic.delete(topic);
    } catch {
      // The link is away: the broker has them, and they are tried again in a while.
    } finally {
      this.#sending.delete(topic);
    }
  }
}
