import fc from 'fast-check';
import type { Input, Target } from './target';

export function targetNamed(targets: readonly Target[], name: string): Target {
  const found = targets.find((each) => each.name === name);
  if (found !== undefined) return found;
  throw new Error(`There is no target “${name}”: ${targets.map((each) => each.name).join(', ')}.`);
}

/** The same for the same seed and number, in whichever process. */
export function inputOf({ inputs }: Target, seed: number, index: number): Input {
  const [input] = fc.sample(inputs, { seed: Math.imul(seed, 0x9e3779b1) + index, numRuns: 1 });
  if (input === undefined) throw new Error('Nothing was generated.');
  return input;
}
