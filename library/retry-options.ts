import { z } from 'zod';
import { maxRetryDelayMs, type RetryPolicy, retryPolicySchema } from '../shared/bus/connection';
import { parse } from '../shared/bus/parse';

/** A pause that grows with each attempt. */
export interface Backoff {
  /** Before attempt 2, ms. */
  readonly first: number;
  /** Each further pause is this many times the one before, from 1 to 10. Default 2. */
  readonly factor?: number | undefined;
  /** No pause is longer, ms. */
  readonly max: number;
  /** The part of a pause that is drawn at random, from 0 to 1. Default 0. */
  readonly jitter?: number | undefined;
}

/** What becomes of a message whose handler throws. */
export interface RetryOptions {
  /** Attempts after the first, from 0 to 100: 3 means four runs at most. Default 3. */
  readonly maxRetries?: number | undefined;
  /** The pause before each of them, ms, at most a day; 0 is at once. Default 0. */
  readonly retryDelay?: number | Backoff | undefined;
}

/** Options that are refused by name where there is none of that name. */
export const optionsOf = <Shape extends z.core.$ZodLooseShape>(shape: Shape) =>
  z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? noSuch(issue.keys, shape) : undefined),
  });

function noSuch(names: readonly string[], shape: object): string {
  const [name = ''] = names;
  // As the Python library spells it.
  const meant = name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const instead = meant !== name && Object.hasOwn(shape, meant) ? ` Its name is ${meant}.` : '';
  return `There is no option ${name}.${instead}`;
}

const pause = z.int().min(1).max(maxRetryDelayMs);

export const retryShape = {
  maxRetries: z.int().min(0).max(100).optional(),
  retryDelay: z
    .union(
      [
        z.int().min(0).max(maxRetryDelayMs),
        z.strictObject({
          first: pause,
          factor: z.number().min(1).max(10).optional(),
          max: pause,
          jitter: z.number().min(0).max(1).optional(),
        }),
      ],
      {
        error: `retryDelay must be from 0 to ${maxRetryDelayMs} ms, or { first, max, factor, jitter }: pauses in ms, a factor from 1 to 10, a part from 0 to 1.`,
      },
    )
    .optional(),
};

/** Of options that were checked. */
export function retryPolicyOf(options: RetryOptions): RetryPolicy {
  const { maxRetries, retryDelay = 0 } = options;
  return parse(retryPolicySchema, { maxRetries, delay: delayOf(retryDelay) });
}

function delayOf(delay: number | object): object {
  if (typeof delay === 'object') return { type: 'exponential', ...delay };
  return delay === 0 ? { type: 'immediate' } : { type: 'fixed', ms: delay };
}
