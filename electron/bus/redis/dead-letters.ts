import { describeThrown } from '../../../shared/bus/errors';
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
import {
  asArguments,
  copyOf,
  countOf,
  type Entry,
  type Fields,
  fromEntry,
  readEntries,
  textOf,
  toArguments,
} from './entry';
import { readCommandError } from './failure';
import { keysOf, sentKey, sentKnownMs } from './keys';
import type { Argument } from './link';
import { broadcast, publishOnce, revive, type Script } from './scripts';

/** So many are read at a time at most, and so many bytes as the page before lets expect: each may have a large payload. */
const page = { letters: 200, bytes: 16 * 2 ** 20 };

export interface DeadLettersContext {
  readonly run: (script: Script, keys: readonly string[], args: readonly Argument[]) => Promise<unknown>;
  readonly command: (key: string, args: readonly Argument[]) => Promise<unknown>;
  readonly leaseMs: number;
}

interface Found {
  readonly entry: Entry;
  readonly message: Message;
  readonly letter: StoredDeadLetter;
}

/** A topic's dead letters, which reading does not change. */
export class DeadLetters {
  readonly #context: DeadLettersContext;

  constructor(context: DeadLettersContext) {
    this.#context = context;
  }

  async read(topic: string, query: DeadLetterQuery, visit: DeadLetterVisitor): Promise<number> {
    const { ids, most = Number.POSITIVE_INFINITY, mostBytes = Number.POSITIVE_INFINITY } = query;
    const wanted = ids === undefined ? undefined : new Set(ids);
    const total = Number(await this.#command(topic, ['XLEN']));
    let letters = 0;
    let bytes = 0;
    for await (const { letter } of this.#all(topic)) {
      if (letters >= most || bytes >= mostBytes || wanted?.size === 0) break;
      if (wanted !== undefined && !wanted.delete(letter.id)) continue;
      letters += 1;
      bytes += letter.body.length;
      await visit(letter);
    }
    return total;
  }

  async replay(topic: string, { ids, edit, onSend }: ReplayRequest): Promise<Message[]> {
    const sent: Message[] = [];
    for await (const { entry, message, letter } of this.#chosen(topic, { ids })) {
      const target = edit === undefined ? message : applyEdit(edit, message);
      const fields = edit === undefined ? asArguments(revived(entry)) : toArguments(target);
      // A publish is always taken, held if need be; it may reach a subscriber before its answer reaches us.
      if (message.verb === 'publish') onSend(message);
      if (!(await this.#revive(topic, entry, letter, fields, target))) continue;
      if (message.verb === 'broadcast') onSend(message);
      sent.push(target);
    }
    return sent;
  }

  async discard(topic: string, choice: DeadLetterChoice): Promise<Message[]> {
    const discarded: Message[] = [];
    for await (const { entry, message } of this.#chosen(topic, choice)) {
      const gone = await this.#command(topic, ['XDEL', entry.entryId]);
      if (gone === 1) discarded.push(message);
    }
    return discarded;
  }

  async #revive(
    topic: string,
    entry: Entry,
    { subscriberId }: StoredDeadLetter,
    fields: readonly Argument[],
    target: Message,
  ): Promise<boolean> {
    const { verb } = target;
    const { dead } = keysOf(topic);
    const { work, all, beats } = keysOf(target.topic);
    const to = verb === 'publish' ? '-' : subscriberId;
    const { leaseMs } = this.#context;
    try {
      const answer = await this.#context.run(
        revive,
        [dead, verb === 'publish' ? work : all, beats],
        [entry.entryId, to, String(leaseMs), ...fields],
      );
      return answer === 1;
    } catch (error) {
      if (/^CROSSSLOT/.test(describeThrown(error)))
        return this.#reviveElsewhere(topic, entry, fields, target);
      throw readCommandError(error, `replay a dead letter of “${topic}”`);
    }
  }

  /** To a topic that another node of a cluster has: no script reaches both. Under its id it is sent once. */
  async #reviveElsewhere(
    topic: string,
    { entryId }: Entry,
    fields: readonly Argument[],
    { verb, topic: target }: Message,
  ): Promise<boolean> {
    const { work, all, beats } = keysOf(target);
    const { run, leaseMs } = this.#context;
    const sent = sentKey(target, `${entryId}-of-${topic}`);
    if (verb === 'publish') await run(publishOnce, [work, sent], [sentKnownMs, ...fields]);
    else if ((await run(broadcast, [all, beats, sent], [String(leaseMs), sentKnownMs, ...fields])) === 0)
      return false;
    return (await this.#command(topic, ['XDEL', entryId])) === 1;
  }

  /** As they were when it began: what dies meanwhile is for the next time. */
  async *#chosen(topic: string, { ids }: DeadLetterChoice): AsyncGenerator<Found> {
    const open = ids === 'all' ? undefined : new Set(ids);
    for await (const found of this.#all(topic)) {
      if (open?.size === 0) return;
      if (open === undefined || open.delete(found.letter.id)) yield found;
    }
  }

  async *#all(topic: string): AsyncGenerator<Found> {
    const seen = new Map<string, number>();
    const [newest] = readEntries(await this.#command(topic, ['XREVRANGE', '+', '-', 'COUNT', '1']));
    if (newest === undefined) return;
    let count = 1;
    for (let from = '-'; ; ) {
      const reply = await this.#command(topic, ['XRANGE', from, newest.entryId, 'COUNT', String(count)]);
      const entries = readEntries(reply);
      for (const entry of entries) {
        const found = read(entry, topic);
        const nth = (seen.get(found.letter.id) ?? 0) + 1;
        seen.set(found.letter.id, nth);
        yield { ...found, letter: { ...found.letter, id: deadLetterId(found.letter.id, nth) } };
      }
      const last = entries.at(-1);
      if (last === undefined || entries.length < count) return;
      const bytes = entries.reduce((sum, { fields }) => sum + (fields.get('body')?.length ?? 0), 0);
      count = Math.max(1, Math.min(page.letters, Math.floor((page.bytes * entries.length) / (bytes + 1))));
      from = `(${last.entryId}`;
    }
  }

  /** On the stream of its dead letters. */
  async #command(topic: string, [name, ...args]: readonly [string, ...Argument[]]): Promise<unknown> {
    const { dead } = keysOf(topic);
    try {
      return await this.#context.command(dead, [name, dead, ...args]);
    } catch (error) {
      throw readCommandError(error, `read the dead letters of “${topic}”`);
    }
  }
}

function read(entry: Entry, topic: string): Found {
  const { fields } = entry;
  const verb: Verb = textOf(fields, 'verb') === 'broadcast' ? 'broadcast' : 'publish';
  const message = fromEntry(entry, topic, verb);
  const subscriberId = textOf(fields, 'last-by') ?? '';
  const error = textOf(fields, 'error');
  const lastBy = textOf(fields, 'last-name');
  const at = Number(textOf(fields, 'dead-at'));
  return {
    entry,
    message,
    letter: {
      id: verb === 'publish' ? message.id : `${message.id}/${subscriberId}`,
      message: summarise(message),
      body: message.body,
      subscriberId,
      reason: deadReasons.find((reason) => reason === textOf(fields, 'reason')) ?? 'interrupted',
      attempts: Math.max(1, countOf(fields, 'attempt') ?? 1),
      ...(error === undefined ? {} : { error }),
      ...(lastBy === undefined ? {} : { lastBy }),
      ...(Number.isNaN(new Date(at).getTime()) ? {} : { at }),
    },
  };
}

/** A copy that starts over: nothing of its death is left but its id and when it was first published. */
function revived(entry: Entry): Fields {
  const gone = { attempt: undefined, interrupted: undefined, 'last-by': undefined, 'last-name': undefined };
  return copyOf(entry, { ...gone, only: undefined });
}
