import { type BrowserWindow, dialog } from 'electron';

/** By a signal, after which nobody is there to answer. */
let unasked = false;

export function closeUnasked(): void {
  unasked = true;
}

/**
 * Before the window closes, by whatever way: when messages would go with it, asks whether they may. `loss` says what goes, and is
 * bounded in time by itself; where nothing can go, nobody waits for it. The page's own question about unsaved edits comes after.
 */
export function askBeforeClose(
  window: BrowserWindow,
  { mayLose, loss }: { mayLose: () => boolean; loss: () => Promise<string | undefined> },
): void {
  let state: 'open' | 'asking' | 'may-close' = 'open';

  async function ask(): Promise<void> {
    const detail = await loss().catch(() => undefined);
    if (window.isDestroyed()) return;
    if (detail !== undefined && !unasked) {
      const { response } = await dialog.showMessageBox(window, {
        type: 'warning',
        message: 'Quit Busdeck?',
        detail,
        buttons: ['Stay', 'Quit'],
        defaultId: 0,
        cancelId: 0,
        noLink: true,
      });
      if (response === 0) {
        state = 'open';
        return;
      }
    }
    state = 'may-close';
    // Not within the event that was refused: Electron may take no other close then.
    setImmediate(() => {
      if (!window.isDestroyed()) window.close();
    });
  }

  window.on('close', (event) => {
    if (state === 'may-close' || unasked || (state === 'open' && !mayLose())) {
      // The page may still say no; then the next close asks again.
      state = 'open';
      return;
    }
    event.preventDefault();
    if (state === 'asking') return;
    state = 'asking';
    void ask();
  });
}
