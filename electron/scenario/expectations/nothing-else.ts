import type { Verdict } from '../../../shared/scenario/outcome';
import type { Scenario, UnexpectedKind } from '../../../shared/scenario/scenario';
import type { Picture } from '../picture';
import { listed, named } from './verdict';

/** What may happen: what is allowed in words, and what an expectation counts. */
export function allowedIn({
  allow,
  expect,
}: Pick<Scenario, 'allow' | 'expect'>): ReadonlySet<UnexpectedKind> {
  const allowed = new Set(allow);
  for (const { kind, what } of expect) {
    if (kind === 'deadLetters') allowed.add('deadLettered');
    if (kind === 'sent' && what.returned !== undefined) allowed.add('returned');
    if (kind === 'sent' && what.failed !== undefined) allowed.add('publishFailed');
    if (kind === 'count' && what.deadLettered !== undefined) allowed.add('deadLettered');
    if (kind === 'count' && what.interrupted !== undefined) allowed.add('interrupted');
    if (kind === 'count' && what.foreign !== undefined) allowed.add('foreign');
  }
  return allowed;
}

/** The expectation that is always there. */
export function judgeNothingElse(allowed: ReadonlySet<UnexpectedKind>, { unexpected }: Picture): Verdict {
  const odd = unexpected.filter(({ kind }) => !allowed.has(kind));
  return {
    state: odd.length === 0 ? 'held' : 'broken',
    expected: 'nothing unexpected',
    seen: odd.length === 0 ? 'nothing' : listed([...new Set(odd.map(({ words }) => words))], 3),
    messages: named(odd.flatMap(({ messageId }) => (messageId === undefined ? [] : [messageId]))),
  };
}
