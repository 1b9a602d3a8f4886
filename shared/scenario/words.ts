import { z } from 'zod';
import { type Behaviour, parseBehaviour } from '../bus/behaviour';
import { defaultRetryPolicy, maxRetryDelayMs, type RetryPolicy } from '../bus/connection';

/* How times, numbers, behaviours and retries are written in a scenario. */

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
const durationWords = 'Write a time as 250ms, 2s or 1m; a number alone is milliseconds.';
const duration = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h)$/;

function toMs(text: string): number {
  const [, value, unit] = duration.exec(text) ?? [];
  return Number(value) * units[unit as keyof typeof units];
}

/** A time up to a day, as milliseconds. */
export const durationSchema = z
  .union([z.number().min(0), z.string().max(20, durationWords).regex(duration, durationWords)], {
    error: durationWords,
  })
  .transform((written) => (typeof written === 'number' ? written : toMs(written)))
  .refine((ms) => ms <= maxRetryDelayMs, 'A time may be a day at most.');

/** For people: `250 ms`, `2 s`, `1.5 s`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms * 10) / 10} ms`;
  if (ms < 60_000) return `${Math.round(ms / 10) / 100} s`;
  return `${Math.round(ms / 600) / 100} min`;
}

export interface Amount {
  readonly min: number;
  readonly max: number;
}

const count = z.int().min(0).max(1_000_000_000);

const amountWords = 'Write a whole number, or a range as 3..5, 3.. or ..5.';

/** `3`, `3..5`, `3..` or `..5`. */
export const amountSchema = z
  .union(
    [
      count,
      z
        .string()
        .max(30, amountWords)
        .regex(/^(?:\d+\.\.\d*|\.\.\d+)$/, amountWords),
    ],
    {
      error: amountWords,
    },
  )
  .transform((written): Amount => {
    if (typeof written === 'number') return { min: written, max: written };
    const [from, to] = written.split('..');
    return { min: Number(from || 0), max: to ? Number(to) : Number.POSITIVE_INFINITY };
  })
  .refine(({ min, max }) => min <= max, 'A range goes from the smaller to the larger number.');

export function formatAmount({ min, max }: Amount): string {
  if (min === max) return String(min);
  if (max === Number.POSITIVE_INFINITY) return `at least ${min}`;
  return min === 0 ? `at most ${max}` : `${min} to ${max}`;
}

export const holds = ({ min, max }: Amount, value: number): boolean => value >= min && value <= max;

/** The words of the window and of `busdeck listen --fail`. */
export const behaviourWords = z
  .string({
    error: 'Write a behaviour as ack, always, first:2, every:3, rate:0.2, match:REGEX, hang or crash.',
  })
  .max(1200)
  .transform((text, context): Behaviour => {
    const parsed = parseBehaviour(text);
    if (parsed.ok) return parsed.behaviour;
    context.addIssue({ code: 'custom', message: parsed.message });
    return z.NEVER;
  });

const delayWords = 'Write a delay as 100ms, or 100ms..2s, which doubles from the one to the other.';

const delaySchema = z
  .union([durationSchema, z.string().max(40, delayWords).regex(/\.\./, delayWords)], { error: delayWords })
  .transform((written, context): RetryPolicy['delay'] => {
    if (typeof written === 'number') {
      return written < 1 ? { type: 'immediate' } : { type: 'fixed', ms: Math.round(written) };
    }
    const [first, max] = written.split('..').map((part) => durationSchema.safeParse(part.trim()));
    if (first?.success && max?.success && first.data >= 1 && first.data <= max.data) {
      return { type: 'exponential', first: first.data, max: max.data, factor: 2, jitter: 0 };
    }
    context.addIssue({ code: 'custom', message: delayWords });
    return z.NEVER;
  });

/** `{ maxRetries: 3, delay: 100ms..2s }`. */
export const retrySchema = z
  .strictObject({
    maxRetries: z.int().min(0).max(100).default(defaultRetryPolicy.maxRetries),
    delay: delaySchema.prefault(0),
  })
  .transform((policy): RetryPolicy => policy);
