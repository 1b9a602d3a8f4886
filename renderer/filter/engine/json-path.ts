import type { JsonStep } from '../../../shared/window/json-path';
import { FilterProblem } from './values';

/** `$.customer.name`, `$.items[0].id`, `$.items[*].id`, `$["a b"]`. */
export function parsePath(text: string): JsonStep[] {
  const steps: JsonStep[] = [];
  const step = /\.([^.[\]=~<>!]+)|\[(\d+)\]|\[(\*)\]|\["((?:\\.|[^"\\])*)"\]/y;
  step.lastIndex = 1;
  while (step.lastIndex < text.length) {
    const match = step.exec(text);
    if (match === null)
      throw new FilterProblem(`${text} is not a path; write $.name, $.list[0] or $.list[*].name.`);
    const [, name, index, any, quoted] = match;
    if (index !== undefined) steps.push(Number(index));
    else steps.push(any ?? name ?? (quoted ?? '').replace(/\\(.)/g, '$1'));
  }
  if (steps.length === 0) throw new FilterProblem('$ must be followed by a path, as in $.total>40.');
  return steps;
}
