import { BusError } from '../../../shared/errors';

/** How long a broker may take for one answer, ms. A half-open link never answers. */
export const answerMs = 10_000;

/** The same while closing, when somebody waits for the end, ms. */
export const closingAnswerMs = 1500;

/** The promise's result, or `timeout`. The promise itself goes on; what it belongs to must be thrown away. */
export function within<Value>(ms: number, what: string, promise: Promise<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new BusError('timeout', `The broker did not answer within ${ms / 1000} s (${what}).`));
    }, ms);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
