import type { Verdict } from '../../../shared/scenario/outcome';
import { type Amount, formatAmount } from '../../../shared/scenario/words';

/** So many messages are named with a verdict. */
const mostNamed = 5;

/** What one thing that is counted says: too few may become enough, too many stay too many. */
export interface Counting {
  readonly what: string;
  readonly amount: Amount;
  readonly value: number;
  readonly messages?: readonly string[];
}

/** Of several counts together: broken by one that is too many, else waiting for those that are too few. */
export function judgeCounts(all: readonly Counting[], about: string): Verdict {
  const wrong = all.filter(({ amount, value }) => value < amount.min || value > amount.max);
  const shown = wrong.length === 0 ? all : wrong;
  return {
    state: stateOf(wrong),
    expected: `${shown.map(({ what, amount }) => `${what}: ${formatAmount(amount)}`).join(', ')}${about}`,
    seen: shown.map(({ what, value }) => `${what}: ${value}`).join(', '),
    messages: named(wrong.flatMap(({ messages = [] }) => messages)),
  };
}

function stateOf(wrong: readonly Counting[]): Verdict['state'] {
  if (wrong.some(({ amount, value }) => value > amount.max)) return 'broken';
  return wrong.length === 0 ? 'held' : 'waiting';
}

export const named = (messages: Iterable<string>): readonly string[] =>
  [...new Set(messages)].slice(0, mostNamed);

/** ` (publish to orders, on billing)`: what is meant. */
export function aboutWords({
  topic,
  subscriber,
  verb,
}: {
  readonly topic?: string | undefined;
  readonly subscriber?: string | undefined;
  readonly verb?: string | undefined;
}): string {
  const sent = [verb, topic].filter((part) => part !== undefined).join(' to ');
  const parts = [...(sent === '' ? [] : [sent]), ...(subscriber === undefined ? [] : [`on ${subscriber}`])];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

/** A list that stays readable. */
export function listed(words: readonly string[], most = 6): string {
  const more = words.length - most;
  return more > 0 ? `${words.slice(0, most).join(', ')} and ${more} more` : words.join(', ');
}
