import type { Expectation } from '../../../shared/scenario/expectations';
import type { Verdict } from '../../../shared/scenario/outcome';
import type { Scenario, UnexpectedKind } from '../../../shared/scenario/scenario';
import type { About, Picture, Unexpected } from '../picture';
import { listed, named } from './verdict';

/** What is of no surprise, since an expectation counts it. */
interface Counted {
  readonly kind: UnexpectedKind;
  readonly about: About;
}

/** What may happen: what is allowed in words, and what an expectation counts, as far as that one goes. */
export function allowedIn({
  allow,
  expect,
}: Pick<Scenario, 'allow' | 'expect'>): (odd: Unexpected) => boolean {
  const allowed: ReadonlySet<UnexpectedKind> = new Set(allow);
  const counted = expect.flatMap(countedBy);
  return (odd) =>
    allowed.has(odd.kind) || counted.some((each) => each.kind === odd.kind && covers(each.about, odd));
}

function countedBy({ kind, what }: Expectation): Counted[] {
  switch (kind) {
    case 'deadLetters':
      return [{ kind: 'deadLettered', about: { topic: what.topic } }];
    case 'sent': {
      const about = filterOf(what);
      return [
        ...(what.returned === undefined ? [] : [{ kind: 'returned' as const, about }]),
        ...(what.failed === undefined ? [] : [{ kind: 'publishFailed' as const, about }]),
      ];
    }
    case 'count': {
      const about = filterOf(what);
      return (['deadLettered', 'interrupted', 'foreign'] as const)
        .filter((each) => what[each] !== undefined)
        .map((each) => ({ kind: each, about }));
    }
    default:
      return [];
  }
}

const filterOf = ({
  topic,
  verb,
  ...more
}: object & { topic?: string | undefined; verb?: About['verb'] | undefined }): About => ({
  ...(topic === undefined ? {} : { topic }),
  ...(verb === undefined ? {} : { verb }),
  ...('subscriber' in more && typeof more.subscriber === 'string' ? { subscriber: more.subscriber } : {}),
});

const covers = (filter: About, { topic, subscriber, verb }: About): boolean =>
  (filter.topic === undefined || filter.topic === topic) &&
  (filter.verb === undefined || filter.verb === verb) &&
  (filter.subscriber === undefined || filter.subscriber === subscriber);

/** The expectation that is always there. */
export function judgeNothingElse({ unexpected: odd }: Picture): Verdict {
  return {
    state: odd.length === 0 ? 'held' : 'broken',
    expected: 'nothing unexpected',
    seen: odd.length === 0 ? 'nothing' : listed([...new Set(odd.map(({ words }) => words))], 3),
    messages: named(odd.flatMap(({ messageId }) => (messageId === undefined ? [] : [messageId]))),
  };
}
