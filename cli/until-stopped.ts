import { Exit, exitCodes } from './exit';

export interface Stopping {
  /** Aborted by Ctrl+C or SIGTERM. */
  readonly signal: AbortSignal;
  readonly interrupted: () => boolean;
  /** Waits until this has come to an end by itself, or was stopped. */
  readonly until: (done: Promise<unknown>) => Promise<void>;
}

/**
 * Ctrl+C closes in order, and a second one ends at once. What is run gets a signal; afterwards the process ends with code 130 if it was
 * stopped.
 */
export async function untilStopped(run: (stopping: Stopping) => Promise<void>): Promise<void> {
  const stop = new AbortController();
  const onSignal = () => {
    if (stop.signal.aborted) process.exit(exitCodes.interrupted);
    stop.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  const stopped = new Promise<void>((resolve) => {
    stop.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  try {
    await run({
      signal: stop.signal,
      interrupted: () => stop.signal.aborted,
      until: async (done) => {
        await Promise.race([done, stopped]);
      },
    });
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
  if (stop.signal.aborted) throw new Exit(exitCodes.interrupted);
}

/** Resolves after so many seconds with true; never without a number. */
export function after(seconds: number | undefined, signal: AbortSignal): Promise<true> {
  return new Promise((resolve) => {
    if (seconds === undefined) return;
    const timer = setTimeout(() => resolve(true), seconds * 1000);
    signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  });
}
