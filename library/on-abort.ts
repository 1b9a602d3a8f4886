import { setMaxListeners } from 'node:events';

/** Calls back once when the signal is aborted. Returns what ends that. */
export function onAbort(signal: AbortSignal | undefined, act: () => void): () => void {
  if (signal === undefined) return () => {};
  // Any number may wait under the signal of one program.
  setMaxListeners(0, signal);
  signal.addEventListener('abort', act, { once: true });
  return () => signal.removeEventListener('abort', act);
}
