import { BusError } from '../../../shared/bus/errors';

/** How long a broker may take for one answer, ms. A half-open link never answers. */
export const answerMs = 10_000;

/** The same while closing, when somebody waits for the end, ms. */
export const closingAnswerMs = 1500;

/**
 * The promise's result, or `timeout`, or `interrupted` once the signal is aborted. The promise itself goes on; what it
 * belongs to must be thrown away.
 */
export function within<Value>(
  ms: number,
  what: string,
  promise: Promise<Value>,
  signal?: AbortSignal,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
    };
    const giveUp = () => {
      end();
      reject(new BusError('interrupted', `It was given up before the broker answered (${what}).`));
    };
    const timer = setTimeout(() => {
      reject(new BusError('timeout', `The broker did not answer within ${ms / 1000} s (${what}).`));
    }, ms);
    signal?.addEventListener('abort', giveUp);
    if (signal?.aborted) giveUp();
    promise.then(resolve, reject).finally(end);
  });
}
