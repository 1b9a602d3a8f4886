import { parseExact } from './exact-json';

export type JsonStep = string | number;

/** In a path: every value of a list or a record. */
export const anyStep = '*';

/** Every value at the path; with {@link anyStep}, or a name that is looked for in a list’s items, there may be many. */
export function valuesAt(value: unknown, steps: readonly JsonStep[]): unknown[] {
  // Step by step and not value by value: a path may have a thousand steps, and a payload a million values.
  let found = [value];
  for (const step of steps) {
    const next: unknown[] = [];
    for (const each of found) {
      if (typeof each !== 'object' || each === null) continue;
      if (step === anyStep) for (const inner of Object.values(each)) next.push(inner);
      else if (Object.hasOwn(each, step)) next.push(Reflect.get(each, step));
      else if (Array.isArray(each) && typeof step === 'string') {
        for (const item of each) {
          if (typeof item === 'object' && item !== null && Object.hasOwn(item, step))
            next.push(Reflect.get(item, step));
        }
      }
    }
    found = next;
  }
  return found;
}

/** JSON as far as it goes: a text that was cut still has the values before the cut. Large integers are bigints. */
export function parseBeginning(text: string): unknown {
  try {
    return parseExact(text);
  } catch {
    return parseCut(text);
  }
}

/** Closes what the cut left open, at the last place where a value was complete. */
function parseCut(text: string): unknown {
  // A list that shares its tails, so that remembering what is open costs nothing at any depth.
  let open: OpenBracket | undefined;
  let inString = false;
  let best: { end: number; open: OpenBracket | undefined } | undefined;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at += 1;
      else if (character === '"') inString = false;
      continue;
    }
    if (character === '"') inString = true;
    else if (character === '{' || character === '[') {
      open = { closer: character === '{' ? '}' : ']', outer: open };
      best = { end: at + 1, open };
    } else if (character === '}' || character === ']') {
      open = open?.outer;
      best = { end: at + 1, open };
    } else if (character === ',') best = { end: at, open };
  }
  if (best === undefined) return undefined;
  try {
    return parseExact(text.slice(0, best.end) + closersOf(best.open));
  } catch {
    return undefined;
  }
}

interface OpenBracket {
  readonly closer: string;
  readonly outer: OpenBracket | undefined;
}

function closersOf(open: OpenBracket | undefined): string {
  const closers: string[] = [];
  for (let each = open; each !== undefined; each = each.outer) closers.push(each.closer);
  return closers.join('');
}
