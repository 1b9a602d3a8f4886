import type { Counted, Expected } from '../../../shared/scenario/expectations';
import type { Verdict } from '../../../shared/scenario/outcome';
import type { Picture, SeenMessage } from '../picture';
import { countedNames, wordOf } from '../tally';
import { aboutWords, type Counting, judgeCounts, named } from './verdict';

export function judgeCount(counted: Counted, { tally, messages }: Picture): Verdict {
  const all = countedNames.flatMap((name): Counting[] => {
    const amount = counted[name];
    if (amount === undefined) return [];
    return [{ what: wordOf(name), amount, value: tally.of(name, counted) }];
  });
  const verdict = judgeCounts(all, aboutWords(counted));
  if (verdict.state === 'held') return verdict;
  return { ...verdict, messages: named(unfinished(messages.values(), counted)) };
}

/** What a count that is not as it should be is likely to be about. */
function* unfinished(
  messages: Iterable<SeenMessage>,
  { topic, verb, subscriber }: Counted,
): Generator<string> {
  for (const { id, deliveries, deaths, ...message } of messages) {
    if (topic !== undefined && message.topic !== topic) continue;
    if (verb !== undefined && message.verb !== verb) continue;
    if (subscriber !== undefined && !deliveries.some((each) => each.subscriber === subscriber)) continue;
    if (deaths.length > 0 || deliveries.length !== 1 || deliveries[0]?.state !== 'acked') yield id;
  }
}

const outcomes = ['routed', 'held', 'returned', 'failed'] as const;

export function judgeSent(what: Expected<'sent'>, { messages }: Picture): Verdict {
  const { topic, verb } = what;
  const mine = [...messages.values()].filter(
    (message) =>
      message.place !== undefined &&
      (topic === undefined || message.topic === topic) &&
      (verb === undefined || message.verb === verb),
  );
  const all = outcomes.flatMap((outcome): Counting[] => {
    const amount = what[outcome];
    if (amount === undefined) return [];
    const found = mine.filter((message) => message.outcome === outcome).map(({ id }) => id);
    return [{ what: outcome, amount, value: found.length, messages: found }];
  });
  return judgeCounts(all, aboutWords(what));
}
