import { comparisons, type Test, valueTest } from '../../../shared/window/value-test';

/** A filter's text cannot be used; the message says why and what would do. */
export class FilterProblem extends Error {
  override readonly name = 'FilterProblem';
}

/** `orders` is found anywhere, `orders.*` stands for the whole; commas give a choice. Case does not matter. */
export function textTest(field: string, written: string): Test<string> {
  const wanted = written
    .split(',')
    .map((each) => each.toLowerCase())
    .filter((each) => each !== '');
  if (wanted.length === 0) throw new FilterProblem(`${field}: needs a text after the colon.`);
  const tests = wanted.map((each): Test<string> => {
    if (!each.includes('*')) return (value) => value.includes(each);
    return wildcardTest(each);
  });
  return (value) => {
    const lower = value.toLowerCase();
    return tests.some((test) => test(lower));
  };
}

/**
 * `*` stands for any text, also none. The pieces between the stars are looked for in order, each as early as it can be: a
 * regular expression would try every other place too, which can take for ever.
 */
function wildcardTest(pattern: string): Test<string> {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop() ?? '';
  return (value) => {
    if (!value.startsWith(first) || !value.endsWith(last)) return false;
    const end = value.length - last.length;
    let from = first.length;
    for (const piece of rest) {
      const at = value.indexOf(piece, from);
      if (at === -1) return false;
      from = at + piece.length;
    }
    return from <= end;
  };
}

/** `2`, `>1`, `>=1`, `<3`, `2..4`. */
export function numberTest(field: string, written: string): Test<number> {
  const range = /^(-?(?:\d+(?:\.\d+)?|\.\d+))\.\.(-?(?:\d+(?:\.\d+)?|\.\d+))$/.exec(written);
  if (range !== null) {
    const [low, high] = [Number(range[1]), Number(range[2])];
    if (!Number.isNaN(low) && !Number.isNaN(high)) return (value) => value >= low && value <= high;
  }
  const one = /^(>=|<=|>|<|=)?(-?\d+(?:\.\d+)?)$/.exec(written);
  const compare = comparisons[one?.[1] ?? '='];
  if (one === null || compare === undefined) {
    throw new FilterProblem(`${field}: takes a number, as in ${field}:2, ${field}:>1 or ${field}:2..4.`);
  }
  const wanted = Number(one[2]);
  return (value) => compare(value, wanted);
}

export function choiceTest<Choice extends string>(
  field: string,
  written: string,
  choices: readonly Choice[],
): Test<Choice> {
  const wanted = new Set(written.toLowerCase().split(','));
  const unknown = [...wanted].find((each) => !choices.some((choice) => choice === each));
  if (unknown !== undefined) {
    throw new FilterProblem(
      `${field}: takes ${choices.join(', ')}${unknown === '' ? '' : `; not “${unknown}”`}.`,
    );
  }
  return (value) => wanted.has(value);
}

/** The same as the main process's, with words where it cannot be used. */
export function comparedTo(operator: string | undefined, written: string): Test<unknown> {
  const test = valueTest(operator, written);
  if (test === undefined) throw new FilterProblem(`${operator} must be followed by a number.`);
  return test;
}

const durations: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000 };

/** `14:03`, `14:03:07.5` of today, `5m` for five minutes ago, or a date and time as in ISO 8601. */
export function timeOf(field: string, written: string, now: number): number {
  const ago = /^(\d+(?:\.\d+)?)(s|m|h)$/.exec(written);
  if (ago !== null) return now - Number(ago[1]) * (durations[ago[2] ?? ''] ?? 0);
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2})(\.\d+)?)?$/.exec(written);
  if (clock !== null) {
    const [, hours, minutes, seconds = '0', fraction = '0'] = clock;
    const date = new Date(now);
    return date.setHours(Number(hours), Number(minutes), Number(seconds), Number(`0${fraction}`) * 1000);
  }
  const at = /^\d{4}-\d{2}-\d{2}/.test(written) ? Date.parse(written) : Number.NaN;
  if (!Number.isNaN(at)) return at;
  throw new FilterProblem(
    `${field}: takes a time, as in ${field}:14:03, ${field}:5m (five minutes ago) or ${field}:2026-01-31T14:03.`,
  );
}
