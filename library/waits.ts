import { BusError } from '../shared/bus/errors';
import { onAbort } from './on-abort';

/** How long something is waited for. */
export interface WaitOptions {
  /** Aborted, the wait ends with a `cancelled` error. */
  readonly signal?: AbortSignal | undefined;
  /** After so long it ends with a `timeout` error, ms. Default: never. */
  readonly timeoutMs?: number | undefined;
}

/** When a bus counts as at rest. */
export interface RestOptions extends WaitOptions {
  /** How long nothing must have happened, ms. Default 100. */
  readonly quietMs?: number | undefined;
}

/** What is waited for on one bus: each wait ends with what it waits for, its signal, its time, or the bus. */
export class Waits {
  readonly #open = new Set<(error: BusError) => void>();

  /** `start` begins to look out for it, and returns what ends that. */
  begin<Value>(
    { signal, timeoutMs }: WaitOptions,
    start: (resolve: (value: Value) => void, reject: (error: unknown) => void) => () => void,
  ): Promise<Value> {
    if (signal?.aborted) return Promise.reject(cancelled(signal));
    return new Promise<Value>((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      let stop = () => {};
      let stopListening = () => {};
      let isOver = false;
      const end = () => {
        isOver = true;
        clearTimeout(timer);
        stopListening();
        this.#open.delete(fail);
        stop();
      };
      const fail = (error: unknown) => {
        end();
        reject(error);
      };
      this.#open.add(fail);
      stopListening = onAbort(signal, () => fail(cancelled(signal)));
      if (timeoutMs !== undefined) {
        const late = () => fail(new BusError('timeout', `It did not come within ${timeoutMs} ms.`));
        timer = setTimeout(late, timeoutMs);
      }
      stop = start((value) => {
        end();
        resolve(value);
      }, fail);
      // It may have come at once, when there was nothing to stop yet.
      if (isOver) stop();
    });
  }

  /** They will not see it any more. */
  failAll(error: BusError): void {
    for (const fail of [...this.#open]) fail(error);
  }
}

export function cancelled(signal: AbortSignal | undefined): BusError {
  return new BusError('cancelled', 'It was waited for no longer, as the signal said.', {
    cause: signal?.reason,
  });
}
