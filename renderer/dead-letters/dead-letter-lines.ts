import type { DeadLetter } from '../../shared/dead-letter';
import type { ErrorInfo } from '../../shared/errors';
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
  | { readonly type: 'letter'; readonly key: string; readonly topic: string; readonly letter: DeadLetter };

export type TopicLine = Extract<Line, { type: 'topic' }>;
export type LetterLine = Extract<Line, { type: 'letter' }>;

/** By topic, and in each the newest first. */
export function toLines(byTopic: DeadLetters['byTopic']): Line[] {
  const lines: Line[] = [];
  const topics = [...byTopic].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [topic, { letters, error }] of topics) {
    lines.push({
      type: 'topic',
      key: `topic ${topic}`,
      topic,
      letters: letters.length,
      ...(error === undefined ? {} : { error }),
    });
    const newestFirst = [...letters].sort((a, b) => (b.at ?? 0) - (a.at ?? 0));
    for (const letter of newestFirst) {
      lines.push({ type: 'letter', key: `letter ${topic} ${letter.id}`, topic, letter });
    }
  }
  return lines;
}
