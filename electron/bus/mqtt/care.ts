import { randomUUID } from 'node:crypto';
import { parseTopic } from '../../../shared/bus/message';
import { within } from '../broker/within';
import { pause } from '../pause';
import type { Held } from './held';
import type { Incoming, Link } from './link';
import {
  callTopic,
  dueOfAll,
  heldOfAll,
  markTopic,
  sessionsFilter,
  sessionTopic,
  sharedFilter,
} from './names';
import type { Post } from './post';
import { listRetained, type OpenLink } from './retained';
import type { Waits } from './waits';
import { countOf, mark } from './wire';

/** How long a session is kept at the broker for one that is away, seconds: a day. */
export const keptSeconds = 86_400;
/** What a session is told to have left must have come by then, ms. */
const drainMs = 10_000;
/**
 * Whom a new link finds to be gone may come back within this time, ms: a broker that stops says so of all, and they come back, one sooner,
 * one later.
 */
const graceMs = 5000;
/** The roll is answered so often at most, ms; who calls it waits for longer. */
const answerEveryMs = 2000;
/** What could not be done is tried again after this pause, ms. */
const againMs = 1000;
/** Several buses hear of it at the same time, ms. */
const claimWithinMs = 300;
const ours = /^(?:bus-)?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** By then a new link has heard of all sessions there are, ms. */
const reviewMs = 1000;
/** Who has not said by then that he is there is gone, ms: after a restart of the broker all come back, one sooner, one later. */
const rollMs = 20_000;

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
  /** Those that are there from here: this bus and its subscribers. */
  readonly sessions: () => ReadonlyMap<string, Session>;
  /** Also those that have lost their link and come back by themselves. */
  readonly isOurs: (id: string) => boolean;
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
  /** All that are there, as far as the broker knows. */
  readonly #alive = new Map<string, Session>();
  /** Said to be gone, and not back. */
  readonly #gone = new Set<string>();
  /** Of those that are there, who has not said so since the roll was called. */
  readonly #silent = new Map<string, Session>();
  #turn: Promise<void> = Promise.resolve();
  #attached = new AbortController();
  #answeredAt = Number.NEGATIVE_INFINITY;

  constructor(options: CareOptions) {
    this.#options = options;
  }

  /** On a new link. */
  async attach(link: Link): Promise<void> {
    this.detach();
    this.#attached = new AbortController();
    this.#claims.clear();
    this.#alive.clear();
    this.#silent.clear();
    this.#gone.clear();
    link.onMessage((message) => {
      if (message.packetId !== undefined) link.ack(message.packetId);
      if (message.topic === callTopic) this.#answerTheCall();
      else this.#take(message);
    });
    await link.subscribe(sessionsFilter);
    await link.subscribe(callTopic);
    void this.#review(link, this.#attached.signal);
  }

  detach(): void {
    this.#attached.abort();
  }

  #take({ topic, body, retained }: Incoming): void {
    const id = topic.slice(sessionTopic('').length);
    // Anybody may say of anybody that he is gone: only names that we give are taken for ours.
    if (!ours.test(id)) return;
    const session = parseSession(body);
    switch (session?.state) {
      case 'gone':
        this.#claims.delete(id);
        this.#alive.delete(id);
        this.#silent.delete(id);
        void this.#claim(id, session, retained ? graceMs : 0);
        // It has not done what it had claimed.
        for (const [other, claim] of this.#claims) if (claim.by === id) this.#claimAgain(other, claim);
        break;
      case 'claimed':
        // The first one in the broker's order.
        if (session.by === undefined || this.#claims.has(id)) break;
        this.#claims.set(id, session);
        if (session.by === this.#options.waits.owner) {
          const back = this.#gone.has(id) ? undefined : this.#alive.get(id);
          if (back !== undefined) {
            // It came back while our claim was on its way.
            this.#options.retain(sessionTopic(id), JSON.stringify(back)).catch(() => {});
            break;
          }
          this.#turn = this.#turn.then(() => this.#seeToClaimed(id, session, this.#attached.signal));
        }
        break;
      default:
        this.#claims.delete(id);
        this.#gone.delete(id);
        this.#silent.delete(id);
        if (session === undefined) this.#alive.delete(id);
        else this.#alive.set(id, session);
        if (session?.topic !== undefined) this.#options.held.sendAll(session.topic);
    }
  }

  /**
   * Claims of those that went when nobody was there; and calls the roll, since who went together with the broker was never said to be
   * gone.
   */
  async #review(link: Link, attached: AbortSignal): Promise<void> {
    await pause(reviewMs, attached);
    if (attached.aborted) return;
    for (const [id, claim] of this.#claims) {
      if (claim.by !== undefined && !this.#alive.has(claim.by)) this.#claimAgain(id, claim);
    }
    for (const [id, session] of this.#alive) this.#silent.set(id, session);
    // The link is away: on the next one it is done again.
    await link.publish(callTopic, '').catch(() => {});
    await pause(rollMs, attached);
    if (attached.aborted) return;
    for (const [id, session] of this.#silent) {
      this.#silent.delete(id);
      this.#alive.delete(id);
      void this.#claim(id, session);
      for (const [other, claim] of this.#claims) if (claim.by === id) this.#claimAgain(other, claim);
    }
  }

  #answerTheCall(): void {
    // However often somebody calls: each call is answered by every session of every bus.
    const now = performance.now();
    if (this.#attached.signal.aborted || now - this.#answeredAt < answerEveryMs) return;
    this.#answeredAt = now;
    for (const [id, session] of this.#options.sessions()) {
      this.#options.retain(sessionTopic(id), JSON.stringify(session)).catch(() => {
        // On the next link it is said anyway.
      });
    }
  }

  #claimAgain(id: string, claim: Session): void {
    this.#claims.delete(id);
    void this.#claim(id, claim);
  }

  /** So that not all claim it at once. */
  async #claim(id: string, { topic }: Session, afterMs = 0): Promise<void> {
    if (this.#options.isOurs(id)) return this.#answerTheCall();
    this.#gone.add(id);
    await pause(afterMs + Math.random() * claimWithinMs, this.#attached.signal);
    if (this.#attached.signal.aborted || this.#claims.has(id) || !this.#gone.has(id)) return;
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

  /**
   * As often as it takes, as long as it is ours to do: it may have come back, or the link may be gone. On the next link the broker tells of
   * it again, to us or to the next one that starts.
   */
  async #seeToClaimed(id: string, claim: Session, attached: AbortSignal): Promise<void> {
    while (!attached.aborted && this.#claims.get(id) === claim) {
      try {
        return await this.#seeTo(id, claim);
      } catch {
        await pause(againMs, attached);
      }
    }
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
