import type { Expected } from '../../../shared/scenario/expectations';
import type { Verdict } from '../../../shared/scenario/outcome';
import { formatAmount } from '../../../shared/scenario/words';
import { patternOf } from '../pattern';
import type { Picture, SeenMessage } from '../picture';
import { aboutWords, listed, named } from './verdict';

/** The highest attempt of each message. */
export function judgeAttempts(what: Expected<'attempts'>, { messages }: Picture): Verdict {
  const { topic, payload, each } = what;
  const pattern = payload === undefined ? undefined : patternOf(payload);
  const mine = [...messages.values()].filter(
    (message) =>
      (topic === undefined || message.topic === topic) &&
      (pattern === undefined || pattern.test(message.body)),
  );
  const byAttempts = new Map<number, number>();
  for (const message of mine) {
    const attempts = attemptsOf(message);
    byAttempts.set(attempts, (byAttempts.get(attempts) ?? 0) + 1);
  }
  const few = mine.filter((message) => attemptsOf(message) < each.min);
  const many = mine.filter((message) => attemptsOf(message) > each.max);
  return {
    state: many.length > 0 ? 'broken' : few.length > 0 || mine.length === 0 ? 'waiting' : 'held',
    expected: `attempts of each message: ${formatAmount(each)}${aboutWords(what)}${pattern === undefined ? '' : `, whose payload ${pattern.words}`}`,
    seen:
      mine.length === 0
        ? 'no such message'
        : listed(
            [...byAttempts]
              .toSorted(([one], [other]) => one - other)
              .map(([attempts, many]) => `${many} with ${attempts}`),
          ),
    messages: named([...many, ...few].map(({ id }) => id)),
  };
}

const attemptsOf = ({ deliveries }: SeenMessage): number =>
  Math.max(0, ...deliveries.map(({ attempt }) => attempt));
