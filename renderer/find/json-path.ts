import { FilterProblem } from './values';

export type Step = string | number | '*';

/** `$.customer.name`, `$.items[0].id`, `$.items[*].id`, `$["a b"]`. */
export function parsePath(text: string): Step[] {
  const steps: Step[] = [];
  const step = /\.([^.[\]=~<>!]+)|\[(\d+)\]|\[(\*)\]|\["((?:\\.|[^"\\])*)"\]/y;
  step.lastIndex = 1;
  while (step.lastIndex < text.length) {
    const match = step.exec(text);
    if (match === null)
      throw new FilterProblem(`${text} is no path; write $.name, $.list[0] or $.list[*].name.`);
    const [, name, index, any, quoted] = match;
    if (index !== undefined) steps.push(Number(index));
    else if (any !== undefined) steps.push('*');
    else steps.push(name ?? (quoted ?? '').replace(/\\(.)/g, '$1'));
  }
  if (steps.length === 0) throw new FilterProblem('After $ stands a path, as in $.total>40.');
  return steps;
}

/** Every value at the path; with `[*]` there may be many. */
export function valuesAt(value: unknown, steps: readonly Step[]): unknown[] {
  const [step, ...rest] = steps;
  if (step === undefined) return [value];
  if (typeof value !== 'object' || value === null) return [];
  if (step === '*') return Object.values(value).flatMap((each) => valuesAt(each, rest));
  return Object.hasOwn(value, step) ? valuesAt(Reflect.get(value, step), rest) : [];
}

/** JSON as far as it goes: a preview that was cut still has the values before the cut. */
export function parseBeginning(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return parseCut(text);
  }
}

/** Closes what the cut left open, at the last place where a value was complete. */
function parseCut(text: string): unknown {
  const open: string[] = [];
  let inString = false;
  let best: { end: number; closers: string } | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at += 1;
      else if (character === '"') inString = false;
      continue;
    }
    if (character === '"') inString = true;
    else if (character === '{' || character === '[') {
      open.push(character === '{' ? '}' : ']');
      best = { end: at + 1, closers: open.toReversed().join('') };
    } else if (character === '}' || character === ']') {
      open.pop();
      best = { end: at + 1, closers: open.toReversed().join('') };
    } else if (character === ',') best = { end: at, closers: open.toReversed().join('') };
  }
  if (best === undefined) return undefined;
  try {
    return JSON.parse(text.slice(0, best.end) + best.closers);
  } catch {
    return undefined;
  }
}
