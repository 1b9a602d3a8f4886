import type { Input } from './target';

/** Ways to leave a part of an input out, the largest parts first. Only text and bytes are made smaller. */
function* parts(length: number): Generator<[from: number, to: number]> {
  for (let size = Math.ceil(length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < length; from += size) yield [from, from + size];
  }
}

/** The smallest input that still fails, as far as the time for looking goes. */
export async function smaller(
  input: Input,
  fails: (input: Input) => Promise<boolean>,
  isOver: () => boolean,
): Promise<Input> {
  let best = input;
  for (let found = true; found && !isOver(); ) {
    found = false;
    for (const [from, to] of parts(lengthOf(best))) {
      if (isOver()) break;
      const less = without(best, from, to);
      if (less === undefined || !(await fails(less))) continue;
      best = less;
      found = true;
      break;
    }
  }
  return best;
}

function lengthOf(input: Input): number {
  return typeof input === 'string' || input instanceof Uint8Array ? input.length : 0;
}

function without(input: Input, from: number, to: number): Input | undefined {
  if (typeof input === 'string') return input.slice(0, from) + input.slice(to);
  if (input instanceof Uint8Array) return Buffer.concat([input.subarray(0, from), input.subarray(to)]);
  return undefined;
}
