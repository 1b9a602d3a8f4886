import { randomUUID } from 'node:crypto';
import { parseTopic } from '../../../shared/bus/message';
import { within } from '../broker/within';
import { pause } from '../pause';
import type { Held } from './held';
import type { Incoming, Link } from './link';
import { dueOfAll, heldOfAll, markTopic, sessionsFilter, sessionTopic, sharedFilter } from './names';
import type { Post } from './post';
import { listRetained, type OpenLink } from './retained';
import type { Waits } from './waits';
import { countOf, mark } from './wire';

/** How long a session is kept at the broker for one that is away, seconds: a day. */
export const keptSeconds = 86_400;
/** What a session is told to have left must have come by then, ms. */
const drainMs = 10_000;
/** Several buses hear of it at the same time, ms. */
const claimWithinMs = 300;
const ours = /^(?:bus-)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** By then a new link has heard of all sessions there are, ms. */
const reviewMs = 1000;

/** What stands at the broker for each subscriber, and for each bus. */
export interface Session {
  /** `claimed`: a bus sees to what one that is gone has left. */
  readonly state: 'alive' | 'gone' | 'claimed';
  /** Of a subscriber. */
  readonly topic?: string;
  /** The bus that does. */
  readonly by?: string;
}

export const workClient = (subscriberId: string): string => `${subscriberId}-work`;
export const broadcastClient = (subscriberId: string): string => `${subscriberId}-all`;

export interface CareOptions {
  readonly openLink: OpenLink;
  readonly post: Post;
  readonly waits: Waits;
  readonly held: Held;
  readonly retain: (topic: string, body: string) => Promise<unknown>;
}

/**
 * Looks after what processes leave at the broker that went without a word: what was dealt to their subscribers goes to the others, what
 * waited with them waits here. The broker itself says that one is gone (its last will), to all that are there and to the next that starts.
 * Who claims it first, in the broker's order, sees to it.
 */
export class Care {
  readonly #options: CareOptions;
  readonly #claims = new Map<string, Session>();
  /** The ids of all buses that are there. */
  readonly #alive = new Set<string>();
  #turn: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: CareOptions) {
    this.#options = options;
  }

  /** On a new link. */
  async attach(link: Link): Promise<void> {
    this.#stopped = false;
    this.#claims.clear();
    this.#alive.clear();
    link.onMessage((message) => {
      if (message.packetId !== undefined) link.ack(message.packetId);
      this.#take(message);
    });
    await link.subscribe(sessionsFilter);
    void this.#review();
  }

  detach(): void {
    this.#stopped = true;
  }

  #take({ topic, body }: Incoming): void {
    const id = topic.slice(sessionTopic('').length);
    // Anybody may say of anybody that he is gone: only names that we give are taken for ours.
    if (!ours.test(id)) return;
    const session = parseSession(body);
    switch (session?.state) {
      case 'gone':
        this.#claims.delete(id);
        this.#alive.delete(id);
        void this.#claim(id, session);
        // It has not done what it had claimed.
        for (const [other, claim] of this.#claims) if (claim.by === id) this.#claimAgain(other, claim);
        break;
      case 'claimed':
        // The first one in the broker's order.
        if (session.by === undefined || this.#claims.has(id)) break;
        this.#claims.set(id, session);
        if (session.by === this.#options.waits.owner) this.#inTurn(() => this.#seeTo(id, session));
        break;
      default:
        this.#claims.delete(id);
        if (session?.state === 'alive') this.#alive.add(id);
        else this.#alive.delete(id);
        if (session?.state === 'alive' && session.topic !== undefined)
          this.#options.held.sendAll(session.topic);
    }
  }

  /** Claims of those that went when nobody was there. */
  async #review(): Promise<void> {
    await pause(reviewMs);
    if (this.#stopped) return;
    for (const [id, claim] of this.#claims) {
      if (claim.by !== undefined && !this.#alive.has(claim.by)) this.#claimAgain(id, claim);
    }
  }

  #claimAgain(id: string, claim: Session): void {
    this.#claims.delete(id);
    void this.#claim(id, claim);
  }

  /** So that not all claim it at once. */
  async #claim(id: string, { topic }: Session): Promise<void> {
    await pause(Math.random() * claimWithinMs);
    if (this.#stopped || this.#claims.has(id)) return;
    const claim: Session = {
      state: 'claimed',
      by: this.#options.waits.owner,
      ...(topic === undefined ? {} : { topic }),
    };
    await this.#options
      .retain(sessionTopic(id), JSON.stringify(claim))
      // The link is away: it is still said to be gone.
      .catch(() => {});
  }

  #inTurn(work: () => Promise<void>): void {
    this.#turn = this.#turn.then(async () => {
      // What cannot be done now is done by the next one that starts: the broker still has it.
      if (!this.#stopped) await work().catch(() => {});
    });
  }

  async #seeTo(id: string, { topic }: Session): Promise<void> {
    const { openLink, post, waits, held } = this.#options;
    if (topic !== undefined) {
      await this.#drain(id, topic);
      const link = await openLink({ clientId: broadcastClient(id), keptSeconds: 0, receiveMaximum: 1 });
      await link.close({ forget: true });
    }
    for (const found of await listRetained(openLink, dueOfAll)) {
      if (mark(found, 'owner') === id) await waits.adopt(found);
    }
    for (const found of await listRetained(openLink, heldOfAll)) {
      if (mark(found, 'owner') === id) await held.adopt(found);
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
 * To another subscriber, as interrupted when the one that had it had begun; with nobody there it is held, or a dead letter, since MQTT
 * would hold it for nobody.
 */
export async function putBack(
  message: Incoming,
  topic: string,
  { post }: Pick<CareOptions, 'post'>,
  begun = message.dup,
): Promise<void> {
  const id = mark(message, 'id') ?? randomUUID();
  const interrupted = (countOf(message, 'interrupted') ?? 0) + (begun ? 1 : 0);
  const marks = { interrupted: String(interrupted), again: begun ? '1' : undefined };
  if (await post.again(message, id, { topic, verb: 'publish', marks, subscriberId: '' })) return;
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
    const { state, topic, by }: Session = JSON.parse(body.toString());
    return {
      state,
      ...(topic === undefined ? {} : { topic: parseTopic(topic) }),
      ...(by === undefined ? {} : { by: String(by) }),
    };
  } catch {
    return undefined;
  }
}
