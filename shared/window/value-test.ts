export type Test<Value> = (value: Value) => boolean;

export const comparisons: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '=': (a, b) => a === b,
};

/**
 * Compares whatever stands in a header or in JSON: `=40` and `>40` as numbers where both are numbers, `=text` exactly,
 * `~text` anywhere in it. Without an operator, whether it is there at all. `undefined` where a number has to stand
 * after the operator and there is none.
 */
export function valueTest(operator: string | undefined, written: string): Test<unknown> | undefined {
  if (operator === undefined) return (value) => value !== undefined;
  const wanted = Number(written);
  const isNumber = written !== '' && !Number.isNaN(wanted);
  switch (operator) {
    case '=':
      return (value) => value !== undefined && (textOf(value) === written || (isNumber && value === wanted));
    case '!=':
      return (value) => value !== undefined && textOf(value) !== written && !(isNumber && value === wanted);
    case '~': {
      const lower = written.toLowerCase();
      return (value) => value !== undefined && textOf(value).toLowerCase().includes(lower);
    }
    default: {
      const compare = comparisons[operator];
      if (compare === undefined || !isNumber) return undefined;
      return (value) => {
        const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
        return typeof number === 'number' && compare(number, wanted);
      };
    }
  }
}

/** Lists in lists that are too deep to be written have no text. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
}
