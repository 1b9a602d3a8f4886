import { app } from 'electron';

/** What is in flight gets this long to settle when the app quits, ms. */
const deadlineMs = 5000;

/** Closes in order before the app ends, and ends it in any case when the time is over. */
export function quitInOrder(close: () => Promise<void>): void {
  let quitting = false;
  app.on('before-quit', (event) => {
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
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit());
}
