import { setTimeout as timer } from 'node:timers/promises';

/** A timer takes no longer time than this, ms: about 25 days. */
const longestMs = 2 ** 31 - 1;

/** Waits, or returns at once when the signal is aborted before or meanwhile. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return timer(Math.min(ms, longestMs), undefined, { signal }).catch(() => undefined);
}

/** Waits until a time of `performance.now()`; what lies behind or under a millisecond ahead is not waited for. */
export async function pauseUntil(at: number, signal: AbortSignal): Promise<void> {
  const ms = at - performance.now();
  if (ms >= 1) await pause(ms, signal);
}
