import { pause } from '../pause';

const firstPauseMs = 100;
const longestPauseMs = 10_000;

interface TryAgainOptions {
  readonly isWanted: () => boolean;
  /** What comes next: nothing, or another try after a pause that starts over, or after one twice as long. */
  readonly onFailed: (thrown: unknown) => 'stop' | 'soon' | 'later';
  readonly stopped: AbortSignal;
}

/** Tries until it works or is not wanted any more. */
export async function tryAgain(
  tryOnce: () => Promise<void>,
  { isWanted, onFailed, stopped }: TryAgainOptions,
): Promise<void> {
  for (let pauseMs = firstPauseMs; isWanted(); pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    try {
      return await tryOnce();
    } catch (thrown) {
      const next = onFailed(thrown);
      if (next === 'stop') return;
      if (next === 'soon') pauseMs = firstPauseMs;
    }
    await pause(pauseMs, stopped);
    if (stopped.aborted) return;
  }
}
