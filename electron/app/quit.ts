import { app, webContents } from 'electron';

/** What is in flight gets this long to settle when the app quits, ms. */
const deadlineMs = 5000;

/**
 * Closes in order before the app ends, and ends it in any case when the time is over. The window is gone by then: it may
 * have had a question, whose answer can be to stay.
 */
export function quitInOrder(close: () => Promise<void>): void {
  let quitting = false;
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (quitting) return;
    quitting = true;
    const deadline = setTimeout(() => app.exit(0), deadlineMs);
    close()
      .catch((error: unknown) => {
        console.error('Busdeck could not close in order:', error);
      })
      .finally(() => {
        clearTimeout(deadline);
        app.exit(0);
      });
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, quitUnasked);
}

/** Whoever sends a signal is not there to answer. */
function quitUnasked(): void {
  for (const contents of webContents.getAllWebContents()) {
    contents.on('will-prevent-unload', (event) => event.preventDefault());
  }
  app.quit();
}
