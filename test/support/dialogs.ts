import type { ElectronApplication } from '@playwright/test';

/**
 * The next system dialogs answer with this path, as if the person had chosen it; `undefined` cancels. One that does not stand over
 * the window fails: behind it, nobody would find it.
 */
export async function answerDialogs(app: ElectronApplication, path: string | undefined): Promise<void> {
  await app.evaluate(({ BrowserWindow, dialog }, chosen) => {
    const canceled = chosen === undefined;
    const overWindow = (parent: unknown) => {
      if (!(parent instanceof BrowserWindow)) throw new Error('The dialog has no window below it.');
    };
    dialog.showOpenDialog = async (parent: unknown) => {
      overWindow(parent);
      return { canceled, filePaths: canceled ? [] : [chosen] };
    };
    dialog.showSaveDialog = async (parent: unknown) => {
      overWindow(parent);
      return { canceled, filePath: chosen ?? '' };
    };
  }, path);
}
