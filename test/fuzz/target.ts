import type { Arbitrary } from 'fast-check';

/** What a target may be given: text, bytes, or what can cross the IPC. */
export type Input = string | Uint8Array | object;

export interface Surroundings {
  /** A folder of the run's own, for targets that read files. It is removed afterwards. */
  readonly folder: string;
}

/** What one input may take. Over that it is a failure, whatever comes of it. */
export interface Budget {
  /** Processor time, ms: what other programs take is not in it. */
  readonly cpuMs: number;
  /** Memory above what was in use before, MB. */
  readonly megabytes: number;
  /** By the clock, ms: then it is taken for hanging, and its process is killed. */
  readonly deadlineMs: number;
}

export const defaultBudget: Budget = { cpuMs: 1000, megabytes: 200, deadlineMs: 10_000 };

/** One place where something of a stranger's comes in. */
export interface Target<Value extends Input = Input> {
  readonly name: string;
  readonly inputs: Arbitrary<Value>;
  /**
   * Gives it the input. A refusal in words, that is a `BusError`, is an answer; whatever else it throws, or anybody throws
   * and nobody catches meanwhile, is a failure.
   */
  readonly run: (input: Value, surroundings: Surroundings) => unknown;
  readonly budget?: Partial<Budget>;
}

/** For the table, where targets of all kinds of inputs stand side by side. */
export function target<Value extends Input>(one: Target<Value>): Target {
  return one as unknown as Target;
}
