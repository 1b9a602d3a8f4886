import fc from 'fast-check';
import type { Input, Target } from './target';
import { brokerTargets } from './targets/broker';
import { fileTargets } from './targets/files';
import { filterTargets } from './targets/filter';
import { payloadTargets } from './targets/payload';
import { requestTargets } from './targets/requests';
import { textTargets } from './targets/text';

/** Everything that meets what strangers send, write or keep. A new door is entered here. */
export const targets: readonly Target[] = [
  ...textTargets,
  ...payloadTargets,
  ...filterTargets,
  ...fileTargets,
  ...requestTargets,
  ...brokerTargets,
];

export function targetOf(name: string): Target {
  const found = targets.find((each) => each.name === name);
  if (found === undefined)
    throw new Error(`There is no target “${name}”: ${targets.map((each) => each.name).join(', ')}.`);
  return found;
}

/** The same for the same seed and number, in whichever process. */
export function inputOf({ inputs }: Target, seed: number, index: number): Input {
  const [input] = fc.sample(inputs, { seed: Math.imul(seed, 0x9e3779b1) + index, numRuns: 1 });
  if (input === undefined) throw new Error('Nothing was generated.');
  return input;
}
