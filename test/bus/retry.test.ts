import fc from 'fast-check';
import { expect, test } from 'vitest';
import { afterFailure, retryDelayMs } from '../../electron/bus/retry';
import type { RetryDelay } from '../../shared/bus/connection';

const exponential = (rest: Partial<Extract<RetryDelay, { type: 'exponential' }>>): RetryDelay => ({
  type: 'exponential',
  first: 100,
  factor: 2,
  max: 1000,
  jitter: 0,
  ...rest,
});

const attempts = [2, 3, 4, 5, 6, 7];

test('immediate is no delay, fixed always the same', () => {
  expect(attempts.map((attempt) => retryDelayMs({ type: 'immediate' }, attempt))).toEqual([0, 0, 0, 0, 0, 0]);
  expect(attempts.map((attempt) => retryDelayMs({ type: 'fixed', ms: 70 }, attempt))).toEqual([
    70, 70, 70, 70, 70, 70,
  ]);
});

test('exponential doubles from the first up to the cap', () => {
  expect(attempts.map((attempt) => retryDelayMs(exponential({}), attempt))).toEqual([
    100, 200, 400, 800, 1000, 1000,
  ]);
  expect(retryDelayMs(exponential({ first: 5000 }), 2)).toBe(1000);
  expect(retryDelayMs(exponential({ factor: 10 }), 1000)).toBe(1000);
});

test('jitter takes away a part of the delay, in few steps', () => {
  const delay = exponential({ first: 1600, max: 1600, jitter: 0.5 });
  expect(retryDelayMs(delay, 2, () => 0)).toBe(1600);
  expect(retryDelayMs(delay, 2, () => 0.999999)).toBe(800);
  const drawn = new Set(Array.from({ length: 10_000 }, (_, i) => retryDelayMs(delay, 2, () => i / 10_000)));
  // Each different delay is a queue at the broker.
  expect(drawn.size).toBe(17);
});

test('whatever the policy, a delay is a whole number of ms from 1 to the cap', () => {
  const anyDelay = fc.record({
    type: fc.constant('exponential' as const),
    first: fc.integer({ min: 1, max: 86_400_000 }),
    factor: fc.double({ min: 1, max: 10, noNaN: true }),
    max: fc.integer({ min: 1, max: 86_400_000 }),
    jitter: fc.double({ min: 0, max: 1, noNaN: true }),
  });
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(anyDelay, fc.integer({ min: 2, max: 101 }), random, (delay, attempt, drawn) => {
      const ms = retryDelayMs(delay, attempt, () => drawn);
      expect(Number.isInteger(ms)).toBe(true);
      expect(ms).toBeGreaterThanOrEqual(1);
      expect(ms).toBeLessThanOrEqual(delay.max);
    }),
  );
});

test('three retries mean four runs', () => {
  const policy = { maxRetries: 3, delay: { type: 'fixed', ms: 5 } } as const;
  expect([1, 2, 3, 4, 5].map((attempt) => afterFailure(policy, attempt))).toEqual([
    { type: 'retry', attempt: 2, delayMs: 5 },
    { type: 'retry', attempt: 3, delayMs: 5 },
    { type: 'retry', attempt: 4, delayMs: 5 },
    { type: 'dead' },
    { type: 'dead' },
  ]);
});
