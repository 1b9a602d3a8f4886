import type { ElectronApplication } from '@playwright/test';

/** Answers the next file dialogs, which no test can click; `undefined` is Cancel. */
export async function stubSaveDialog(app: ElectronApplication, path: string | undefined): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: filePath === undefined, filePath: filePath ?? '' });
  }, path);
}

export async function stubOpenDialog(app: ElectronApplication, path: string | undefined): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showOpenDialog = async () => ({
      canceled: filePath === undefined,
      filePaths: filePath === undefined ? [] : [filePath],
    });
  }, path);
}
