import type { Expected } from '../../../shared/scenario/expectations';
import type { Verdict } from '../../../shared/scenario/outcome';
import { holds } from '../../../shared/scenario/words';
import { patternOf } from '../pattern';
import type { Picture } from '../picture';
import { type Counting, judgeCounts, named } from './verdict';

export function judgeDeadLetters(what: Expected<'deadLetters'>, { messages }: Picture): Verdict {
  const { topic, count, left, reason, attempts, subscriber, payload } = what;
  const pattern = payload === undefined ? undefined : patternOf(payload);
  const all = [...messages.values()].flatMap((message) =>
    message.topic === topic ? message.deaths.map((death) => ({ ...death, message })) : [],
  );
  const meant = all.filter(
    (death) =>
      (reason === undefined || death.reason === reason) &&
      (attempts === undefined || holds(attempts, death.attempts)) &&
      (subscriber === undefined || death.subscriber === subscriber) &&
      (pattern === undefined || pattern.test(death.message.body)),
  );
  const letters = 'dead letters';
  const lying = meant.filter(({ isLeft }) => isLeft);
  const counting: Counting[] = [
    ...(count === undefined ? [] : [{ what: letters, amount: count, value: meant.length }]),
    ...(left === undefined ? [] : [{ what: `${letters} left`, amount: left, value: lying.length }]),
  ];
  const verdict = judgeCounts(
    counting,
    ` of ${topic}${reason === undefined ? '' : `, ${reason}`}${subscriber === undefined ? '' : `, given up by ${subscriber}`}`,
  );
  // Those that lie there may yet be replayed.
  const isTooManyLeft = left !== undefined && lying.length > left.max;
  const tooMany = count !== undefined && meant.length > count.max;
  const others = all.filter((death) => !meant.includes(death));
  return {
    ...verdict,
    ...(isTooManyLeft && !tooMany ? { state: 'waiting' as const } : {}),
    seen: others.length === 0 ? verdict.seen : `${verdict.seen}; ${others.length} others: ${reasons(others)}`,
    messages: verdict.state === 'held' ? [] : named([...others, ...meant].map(({ message }) => message.id)),
  };
}

const reasons = (deaths: readonly { readonly reason: string; readonly attempts: number }[]): string =>
  [...new Set(deaths.map(({ reason, attempts }) => `${reason} after ${attempts}`))].join(', ');
