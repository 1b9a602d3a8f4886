import type { Step } from '../../shared/scenario/steps';
import type { Lined } from './scenario-case';

/** Steps and expectations know a subscriber by its name: where two have the same, in words. */
export function namedTwice(steps: readonly Lined<Step>[]) {
  const there = new Set<string>();
  return steps.flatMap(({ what: { kind, what }, line, file }) => {
    if (kind === 'unsubscribe') there.delete(what);
    if (kind !== 'subscribe') return [];
    const names =
      what.count === 1
        ? [what.name]
        : Array.from({ length: what.count }, (_, index) => `${what.name}-${index + 1}`);
    const twice = names.filter((name) => there.has(name));
    for (const name of names) there.add(name);
    return twice.map((name) => ({
      line,
      file,
      message: `There is a subscriber ${name} already: give this one another name.`,
    }));
  });
}
