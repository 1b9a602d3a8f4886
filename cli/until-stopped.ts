import { Exit, exitCodes } from './exit';

export interface Stopping {
  /** Aborted by Ctrl+C, SIGTERM, SIGHUP or a pipe that nobody reads any more. */
  readonly signal: AbortSignal;
  /** Waits until this has come to an end by itself, or was stopped. */
  readonly until: (done: Promise<unknown>) => Promise<void>;
  /** Resolves after so many seconds; never without a number, and not after the command has ended. */
  readonly after: (seconds: number | undefined) => Promise<void>;
}

let stopQuietly: (() => void) | undefined;

/** Nobody reads what is written any more. */
export function onBrokenPipe(): void {
  if (stopQuietly === undefined) process.exit();
  stopQuietly();
}

/**
 * Ctrl+C closes in order, and a second one ends at once. What is run gets a signal; the process ends with code 130 if it was stopped,
 * whatever came of it then.
 */
export async function untilStopped(run: (stopping: Stopping) => Promise<void>): Promise<void> {
  const stop = new AbortController();
  const over = new AbortController();
  let isInterrupted = false;
  const onSignal = () => {
    if (stop.signal.aborted) process.exit(exitCodes.interrupted);
    isInterrupted = true;
    stop.abort();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const name of signals) process.on(name, onSignal);
  stopQuietly = () => stop.abort();
  // What is waited for need not keep the process alive by itself.
  const alive = setInterval(() => {}, 60_000);
  const stopped = new Promise<void>((resolve) => {
    stop.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  try {
    await run({
      signal: stop.signal,
      until: async (done) => {
        await Promise.race([done, stopped]);
      },
      after: (seconds) =>
        new Promise((resolve) => {
          if (seconds === undefined) return;
          const timer = setTimeout(resolve, seconds * 1000);
          over.signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
        }),
    });
  } catch (error) {
    if (!isInterrupted) throw error;
  } finally {
    over.abort();
    clearInterval(alive);
    stopQuietly = undefined;
    for (const name of signals) process.off(name, onSignal);
  }
  if (isInterrupted) throw new Exit(exitCodes.interrupted);
}
