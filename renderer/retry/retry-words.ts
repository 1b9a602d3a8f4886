import type { RetryDelay, RetryPolicy } from '../../shared/bus/connection';
import { percent, plural } from '../format/numbers';
import { duration } from '../format/time';

/** The short form, for where there is little room: `3 retries, 1 s`. */
export function shortRetryWords({ maxRetries, delay }: RetryPolicy): string {
  if (maxRetries === 0) return 'no retries';
  const words = plural(maxRetries, 'retry', 'retries');
  switch (delay.type) {
    case 'immediate':
      return words;
    case 'fixed':
      return `${words}, ${duration(delay.ms)}`;
    case 'exponential':
      return `${words}, ${duration(delay.first)}…${duration(delay.max)}`;
  }
}

/** As a sentence. */
export function retryWords({ maxRetries, delay }: RetryPolicy): string {
  if (maxRetries === 0) return 'A message that fails is a dead letter at once.';
  return `After a failure ${plural(maxRetries, 'retry', 'retries')}, ${delayWords(delay)}; then it is a dead letter.`;
}

function delayWords(delay: RetryDelay): string {
  switch (delay.type) {
    case 'immediate':
      return 'each at once';
    case 'fixed':
      return `each after ${duration(delay.ms)}`;
    case 'exponential': {
      const jitter = delay.jitter === 0 ? '' : `, shortened at random by up to ${percent(delay.jitter)}`;
      return `the first after ${duration(delay.first)}, each further one ${delay.factor} times as long, up to ${duration(delay.max)}${jitter}`;
    }
  }
}
