import { deadReasons, type Verb } from '../../../shared/bus/message';
import type {
  DeadLetterChoice,
  DeadLetterQuery,
  DeadLetterVisitor,
  ReplayRequest,
  StoredDeadLetter,
} from '../backend';
import { applyEdit } from '../broker/apply-edit';
import { deadLetterId } from '../dead-letter-id';
import { type Message, summarise } from '../message';
import { readOperationError } from './failure';
import type { Incoming } from './link';
import { deadFilter } from './names';
import { kept, type Post, startingOver } from './post';
import { listRetained, type OpenLink } from './retained';
import { countOf, fromRaw, mark, toProperties } from './wire';

interface Found {
  readonly raw: Incoming;
  readonly message: Message;
  readonly letter: StoredDeadLetter;
}

/** A topic's dead letters, each a retained message: reading does not change them. */
export class DeadLetters {
  readonly #openLink: OpenLink;
  readonly #post: Post;
  /** Two at once would each send the same letters. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(openLink: OpenLink, post: Post) {
    this.#openLink = openLink;
    this.#post = post;
  }

  async read(topic: string, query: DeadLetterQuery, visit: DeadLetterVisitor): Promise<number> {
    const { ids, most = Number.POSITIVE_INFINITY, mostBytes = Number.POSITIVE_INFINITY } = query;
    const all = await this.#all(topic);
    let letters = 0;
    let bytes = 0;
    for (const { letter } of all) {
      if (letters >= most || bytes >= mostBytes) break;
      if (ids !== undefined && !ids.has(letter.id)) continue;
      letters += 1;
      bytes += letter.body.length;
      await visit(letter);
    }
    return all.length;
  }

  replay(topic: string, { ids, edit, onSend }: ReplayRequest): Promise<Message[]> {
    return this.#settleEach(topic, ids, async ({ raw, message, letter }) => {
      const target = edit === undefined ? message : applyEdit(edit, message);
      const sent =
        edit === undefined
          ? raw
          : { ...raw, body: Buffer.from(target.body), properties: toProperties(target) };
      const way = {
        topic: target.topic,
        verb: target.verb,
        marks: startingOver,
        subscriberId: letter.subscriberId,
      };
      const isTaken =
        (await this.#post.again(sent, target.id, way)) ||
        (target.verb === 'broadcast' && (await this.#post.toAll(sent, target.id, target.topic)));
      if (!isTaken) return undefined;
      onSend(message);
      return target;
    });
  }

  discard(topic: string, { ids }: DeadLetterChoice): Promise<Message[]> {
    return this.#settleEach(topic, ids, async ({ message }) => message);
  }

  #settleEach(
    topic: string,
    ids: DeadLetterChoice['ids'],
    settle: (found: Found) => Promise<Message | undefined>,
  ): Promise<Message[]> {
    const done = this.#turn.then(async () => {
      const settled: Message[] = [];
      for (const found of await this.#all(topic)) {
        if (ids !== 'all' && !ids.has(found.letter.id)) continue;
        const message = await settle(found);
        if (message === undefined) continue;
        // Only now: a link that breaks between the two leaves a duplicate, never a hole.
        await this.#post.forget(found.raw.topic);
        settled.push(message);
      }
      return settled;
    });
    this.#turn = done.catch(() => {});
    return done;
  }

  async #all(topic: string): Promise<Found[]> {
    let listed: Incoming[];
    try {
      listed = await listRetained(this.#openLink, deadFilter(topic));
    } catch (error) {
      throw readOperationError(error, `read the dead letters of “${topic}”`);
    }
    const found = listed.map((raw) => read(kept(raw), topic));
    found.sort((one, other) => (one.letter.at ?? 0) - (other.letter.at ?? 0));
    const seen = new Map<string, number>();
    return found.map((each) => {
      const { id } = each.letter;
      const nth = (seen.get(id) ?? 0) + 1;
      seen.set(id, nth);
      return { ...each, letter: { ...each.letter, id: deadLetterId(id, nth) } };
    });
  }
}

function read(raw: Incoming, topic: string): Found {
  const verb: Verb = mark(raw, 'verb') === 'broadcast' ? 'broadcast' : 'publish';
  const message = fromRaw(raw, topic, verb, () => raw.topic);
  const subscriberId = mark(raw, 'last-by') ?? '';
  const error = mark(raw, 'error');
  const lastBy = mark(raw, 'last-name');
  const at = Number(mark(raw, 'dead-at'));
  return {
    raw,
    message,
    letter: {
      id: verb === 'publish' ? message.id : `${message.id}/${subscriberId}`,
      message: summarise(message),
      body: message.body,
      subscriberId,
      reason: deadReasons.find((reason) => reason === mark(raw, 'reason')) ?? 'interrupted',
      attempts: Math.max(1, countOf(raw, 'attempt') ?? 1),
      ...(error === undefined ? {} : { error }),
      ...(lastBy === undefined ? {} : { lastBy }),
      ...(Number.isNaN(new Date(at).getTime()) ? {} : { at }),
    },
  };
}
