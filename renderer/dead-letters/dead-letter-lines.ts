import type { DeadLetter } from '../../shared/bus/dead-letter';
import type { ErrorInfo } from '../../shared/bus/errors';
import type { DeadReason } from '../../shared/bus/message';
import type { DeadLetterSelection } from '../../shared/ipc/requests-dead-letters';
import type { DeadLetters } from '../store/dead-letters';

/** What stands in the list, from top to bottom. */
export type Line =
  | {
      readonly type: 'topic';
      readonly key: string;
      readonly topic: string;
      readonly letters: number;
      readonly error?: ErrorInfo;
    }
  /** Not all of the topic's letters are listed. */
  | {
      readonly type: 'more';
      readonly key: string;
      readonly topic: string;
      readonly listed: number;
      readonly total: number;
    }
  | {
      readonly type: 'group';
      readonly key: string;
      readonly topic: string;
      readonly reason: DeadReason;
      /** Of the newest letter in it. */
      readonly error: string | undefined;
      /** The keys of its letters' lines. */
      readonly members: readonly string[];
      readonly folded: boolean;
    }
  | { readonly type: 'letter'; readonly key: string; readonly topic: string; readonly letter: DeadLetter };

export type TopicLine = Extract<Line, { type: 'topic' }>;
export type MoreLine = Extract<Line, { type: 'more' }>;
export type GroupLine = Extract<Line, { type: 'group' }>;
export type LetterLine = Extract<Line, { type: 'letter' }>;

/** By topic, in each by reason and error with the largest group first, and in each of those the newest first. */
export function toLines(byTopic: DeadLetters['byTopic'], folded: ReadonlySet<string> = new Set()): Line[] {
  const lines: Line[] = [];
  const topics = [...byTopic].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [topic, { letters, total, error }] of topics) {
    lines.push({
      type: 'topic',
      key: `topic ${topic}`,
      topic,
      letters: total,
      ...(error === undefined ? {} : { error }),
    });
    if (letters.length < total) {
      lines.push({ type: 'more', key: `more ${topic}`, topic, listed: letters.length, total });
    }
    for (const [kind, members] of groups(letters)) {
      const [newest] = members;
      if (newest === undefined) continue;
      const key = `group ${topic} ${kind}`;
      const isFolded = folded.has(key);
      const letterLines = members.map(
        (letter): LetterLine => ({ type: 'letter', key: `letter ${topic} ${letter.id}`, topic, letter }),
      );
      lines.push({
        type: 'group',
        key,
        topic,
        reason: newest.reason,
        error: newest.error,
        members: letterLines.map((line) => line.key),
        folded: isFolded,
      });
      if (!isFolded) lines.push(...letterLines);
    }
  }
  return lines;
}

function groups(letters: readonly DeadLetter[]): [string, DeadLetter[]][] {
  const byKind = new Map<string, DeadLetter[]>();
  for (const letter of [...letters].sort((a, b) => (b.at ?? 0) - (a.at ?? 0))) {
    const kind = `${letter.reason} ${alike(letter.error ?? '')}`;
    const known = byKind.get(kind);
    if (known === undefined) byKind.set(kind, [letter]);
    else known.push(letter);
  }
  return [...byKind].sort(([, a], [, b]) => b.length - a.length);
}

/** Errors that differ in an id or a number only are one error. */
function alike(error: string): string {
  return error
    .replace(/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/gi, '#')
    .replace(/\d+(?:[.,:]\d+)*/g, '#');
}

/** The chosen letters as requests, one a topic. */
export function selectionsOf(
  byTopic: DeadLetters['byTopic'],
  chosen: ReadonlySet<string>,
): DeadLetterSelection[] {
  return [...byTopic].flatMap(([topic, { letters }]) => {
    const ids = letters.map(({ id }) => id).filter((id) => chosen.has(`letter ${topic} ${id}`));
    return ids.length === 0 ? [] : [{ topic, ids }];
  });
}
