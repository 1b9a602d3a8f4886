import type { VariableValue } from '../../shared/scenario/scenario';
import type { Values } from './fill';

export const maxRows = 1000;

/** Each combination of a matrix, one without values where there is none; what is given from outside has that one value only. */
export function rowsOf(raw: object, given: Values): { rows: Values[]; problem?: string } {
  const matrix = (raw as { matrix?: unknown }).matrix;
  let rows: Values[] = [{}];
  if (typeof matrix !== 'object' || matrix === null) return { rows };
  for (const [name, values] of Object.entries(matrix)) {
    if (!Array.isArray(values) || values.length === 0 || Object.hasOwn(given, name)) continue;
    if (rows.length * values.length > maxRows)
      return { rows: [], problem: `A matrix may have ${maxRows} rows at most; this one has more.` };
    rows = rows.flatMap((row) => values.map((value) => ({ ...row, [name]: value as VariableValue })));
  }
  return { rows };
}
