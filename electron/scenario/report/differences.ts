import type { ScenarioOutcome } from '../../../shared/scenario/outcome';

export interface Difference {
  readonly what: string;
  readonly one: string;
  readonly other: string;
}

/** Where the same scenario came out otherwise on another bus. */
export function differencesOf(one: ScenarioOutcome, other: ScenarioOutcome): Difference[] {
  const differences: Difference[] = [];
  const compare = (what: string, left: string | number, right: string | number) => {
    if (left !== right) differences.push({ what, one: String(left), other: String(right) });
  };
  compare('outcome', one.state, other.state);
  for (const [index, expectation] of one.expectations.entries()) {
    const there = other.expectations[index];
    if (there === undefined || there.state === expectation.state) continue;
    compare(expectation.title, seenOf(expectation), seenOf(there));
  }
  const names = new Set([...Object.keys(one.figures), ...Object.keys(other.figures)]);
  for (const name of [...names].toSorted()) compare(name, one.figures[name] ?? 0, other.figures[name] ?? 0);
  return differences;
}

const seenOf = ({ state, seen }: ScenarioOutcome['expectations'][number]): string =>
  `${state === 'held' ? 'held' : 'broken'}: ${seen}`;
