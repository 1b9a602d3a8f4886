import type { RetryDelay, RetryPolicy } from '../../shared/bus/connection';

/**
 * Jitter is drawn in steps of a sixteenth of the delay: a broker needs one wait queue for each delay that occurs, so a
 * continuous draw would need one for each message.
 */
const jitterSteps = 16;

/** The delay before an attempt (2 or more), ms; 0 is at once. `random` is drawn from [0, 1). */
export function retryDelayMs(
  delay: RetryDelay,
  nextAttempt: number,
  random: () => number = Math.random,
): number {
  switch (delay.type) {
    case 'immediate':
      return 0;
    case 'fixed':
      return delay.ms;
    case 'exponential': {
      const full = Math.min(delay.max, delay.first * delay.factor ** (nextAttempt - 2));
      const step = Math.floor(random() * (jitterSteps + 1)) / jitterSteps;
      return Math.max(1, Math.round(full * (1 - delay.jitter * step)));
    }
  }
}

export type Verdict = { type: 'retry'; attempt: number; delayMs: number } | { type: 'dead' };

/** What becomes of a message after a failed attempt. */
export function afterFailure(policy: RetryPolicy, attempt: number, random?: () => number): Verdict {
  if (attempt > policy.maxRetries) return { type: 'dead' };
  return { type: 'retry', attempt: attempt + 1, delayMs: retryDelayMs(policy.delay, attempt + 1, random) };
}
