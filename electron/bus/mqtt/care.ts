import { randomUUID } from 'node:crypto';
import { parseTopic } from '../../../shared/bus/message';
import { within } from '../broker/within';
import { type Incoming, type Link, nobody } from './link';
import { careFilter, markTopic, sessionsFilter, sessionTopic, sharedFilter, workTopic } from './names';
import type { Post } from './post';
import { listRetained, type OpenLink } from './retained';
import type { Waits } from './waits';
import { copyOf, countOf, mark } from './wire';

/** How long a session is kept at the broker for one that is away, seconds: a day. */
export const keptSeconds = 86_400;
/** What a session is told to have left must have come by then, ms. */
const drainMs = 10_000;

/** What stands at the broker for each subscriber, and for each bus that has something waiting. */
export interface Session {
  readonly state: 'alive' | 'gone';
  /** Of a subscriber. */
  readonly topic?: string;
}

export const workClient = (subscriberId: string): string => `${subscriberId}-work`;
export const broadcastClient = (subscriberId: string): string => `${subscriberId}-all`;

export interface CareOptions {
  readonly openLink: OpenLink;
  readonly post: Post;
  readonly waits: Waits;
  readonly publish: (
    topic: string,
    body: Uint8Array,
    options: { properties: Incoming['properties'] },
  ) => Promise<number>;
}

/**
 * Looks after what processes leave at the broker that went without a word: what was dealt to their subscribers goes to the others, what
 * waited with them waits here. The broker itself says that one is gone (its last will), to exactly one bus, or to the next that starts.
 */
export class Care {
  readonly #options: CareOptions;
  #turn: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: CareOptions) {
    this.#options = options;
  }

  /** On a new link. */
  async attach(link: Link): Promise<void> {
    this.#stopped = false;
    link.onMessage((message) => {
      if (message.packetId !== undefined) link.ack(message.packetId);
      this.#take(message);
    });
    await link.subscribe(careFilter);
    this.#inTurn(async () => {
      for (const message of await listRetained(this.#options.openLink, sessionsFilter)) this.#take(message);
    });
  }

  detach(): void {
    this.#stopped = true;
  }

  #take({ topic, body }: Incoming): void {
    const id = topic.slice(sessionTopic('').length);
    const session = parseSession(body);
    if (session?.state !== 'gone') return;
    this.#inTurn(() => this.#seeTo(id, session));
  }

  #inTurn(work: () => Promise<void>): void {
    this.#turn = this.#turn.then(async () => {
      // What cannot be done now is done by the next one that starts: the broker still has it.
      if (!this.#stopped) await work().catch(() => {});
    });
  }

  async #seeTo(id: string, { topic }: Session): Promise<void> {
    const { openLink, post, waits } = this.#options;
    if (topic !== undefined) {
      await this.#drain(id, topic);
      const link = await openLink({ clientId: broadcastClient(id), keptSeconds: 0, receiveMaximum: 1 });
      await link.close({ forget: true });
    }
    for (const found of await listRetained(openLink, 'eventbus/due/+/+')) {
      if (mark(found, 'owner') === id) await waits.adopt(found);
    }
    await post.forget(sessionTopic(id));
  }

  /** All that was dealt to it is put in line again. */
  async #drain(id: string, topic: string): Promise<void> {
    const clientId = workClient(id);
    const link = await this.#options.openLink({ clientId, keptSeconds, receiveMaximum: 100 });
    try {
      const markAt = markTopic(clientId);
      let moving: Promise<void> = Promise.resolve();
      const drained = new Promise<void>((resolve, reject) => {
        link.onEnd(reject);
        link.onMessage((message) => {
          moving = moving.then(async () => {
            if (message.topic !== markAt) await this.#putBack(message, topic);
            if (message.packetId !== undefined) link.ack(message.packetId);
            if (message.topic === markAt) resolve();
          });
          moving.catch(reject);
        });
      });
      drained.catch(() => {});
      // It is dealt nothing more.
      await link.unsubscribe(sharedFilter(topic));
      await link.subscribe(markAt);
      await link.publish(markAt, 'end');
      await within(drainMs, `empty the session of a subscriber of “${topic}”`, drained);
      await link.close({ forget: true });
    } finally {
      link.destroy();
    }
  }

  async #putBack(message: Incoming, topic: string): Promise<void> {
    await putBack(message, topic, this.#options);
  }
}

/**
 * To another subscriber, as interrupted when the one that had it had begun; with nobody there it is a dead letter, since MQTT would hold it
 * for nobody.
 */
export async function putBack(
  message: Incoming,
  topic: string,
  { publish, post }: Pick<CareOptions, 'publish' | 'post'>,
  begun = message.dup,
): Promise<void> {
  const id = mark(message, 'id') ?? randomUUID();
  const interrupted = (countOf(message, 'interrupted') ?? 0) + (begun ? 1 : 0);
  const marks = { interrupted: String(interrupted), again: begun ? '1' : undefined };
  const answer = await publish(workTopic(topic), message.body, { properties: copyOf(message, id, marks) });
  if (answer !== nobody) return;
  const subscriber = { id: mark(message, 'last-by') ?? '', name: mark(message, 'last-name') ?? '' };
  const attempts = countOf(message, 'attempt') ?? 1;
  const error = 'Its subscriber went away, and nobody else was there.';
  await post.bury(
    message,
    id,
    { topic, verb: 'publish', subscriber },
    { reason: 'subscriber-gone', attempts, error },
  );
}

function parseSession(body: Buffer): Session | undefined {
  try {
    const { state, topic }: Session = JSON.parse(body.toString());
    if (state !== 'gone') return undefined;
    return topic === undefined ? { state } : { state, topic: parseTopic(topic) };
  } catch {
    return undefined;
  }
}
