import { app, webContents } from 'electron';
import { closeUnasked } from './ask-before-close';

/** What is in flight gets this long to settle when the app quits, ms. */
const deadlineMs = 4000;

export interface Closing {
  /** In order; it may take as long as it takes. */
  readonly close: () => Promise<void>;
  /** What must not be lost, at once and without any thread's help. */
  readonly rescue: () => void;
}

/**
 * Closes in order before the app ends, and ends it in any case when the time is over. The window is gone by then: it may
 * have had a question, whose answer can be to stay.
 */
export function quitInOrder({ close, rescue }: Closing): void {
  let quitting = false;
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (quitting) return;
    quitting = true;
    const deadline = setTimeout(end, deadlineMs, rescue);
    close()
      .catch((error: unknown) => {
        console.error('Busdeck could not close in order:', error);
      })
      .finally(() => {
        clearTimeout(deadline);
        end(rescue);
      });
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, quitUnasked);
}

/**
 * An orderly exit waits for the threads that work on files, and one of them may hang for ever on a network folder that is gone:
 * then the process ends without it.
 */
function end(rescue: () => void): void {
  const hangs = process.getActiveResourcesInfo().some((resource) => resource.startsWith('FSReq'));
  if (!hangs) {
    app.exit(0);
    return;
  }
  try {
    rescue();
  } catch (error) {
    console.error('Busdeck could not save its settings:', error);
  }
  process.kill(process.pid, 'SIGKILL');
}

/** Whoever sends a signal is not there to answer. */
function quitUnasked(): void {
  closeUnasked();
  for (const contents of webContents.getAllWebContents()) {
    contents.on('will-prevent-unload', (event) => event.preventDefault());
  }
  app.quit();
}
