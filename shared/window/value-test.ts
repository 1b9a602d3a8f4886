import { exactNumber, stringifyExact } from './exact-json';

export type Test<Value> = (value: Value) => boolean;

type Numeric = number | bigint;

/** A number and a bigint are compared by what they are worth. */
export const comparisons: Readonly<Record<string, (a: Numeric, b: Numeric) => boolean>> = {
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '=': isSame,
};

/**
 * Compares whatever stands in a header or in JSON: `=40` and `>40` as numbers where both are numbers, `=text` exactly,
 * `~text` anywhere in it. Integers are compared to their last digit, however long. Without an operator, whether it is
 * there at all. `undefined` where a number has to stand after the operator and there is none.
 */
export function valueTest(operator: string | undefined, written: string): Test<unknown> | undefined {
  if (operator === undefined) return (value) => value !== undefined;
  const wanted = exactNumber(written);
  const equals = (value: unknown) =>
    textOf(value) === written || (wanted !== undefined && isNumeric(value) && isSame(value, wanted));
  switch (operator) {
    case '=':
      return (value) => value !== undefined && equals(value);
    case '!=':
      return (value) => value !== undefined && !equals(value);
    case '~': {
      const lower = written.toLowerCase();
      return (value) => value !== undefined && textOf(value).toLowerCase().includes(lower);
    }
    default: {
      const compare = comparisons[operator];
      if (compare === undefined || wanted === undefined) return undefined;
      return (value) => {
        const number = typeof value === 'string' ? exactNumber(value) : value;
        return isNumeric(number) && compare(number, wanted);
      };
    }
  }
}

function isNumeric(value: unknown): value is Numeric {
  return typeof value === 'number' || typeof value === 'bigint';
}

function isSame(one: Numeric, other: Numeric): boolean {
  return typeof one === typeof other ? one === other : one >= other && one <= other;
}

/** Lists in lists that are too deep to be written have no text. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return stringifyExact(value) ?? '';
  } catch {
    return '';
  }
}
