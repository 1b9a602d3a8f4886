import type { ElectronApplication } from '@playwright/test';

/** The next system dialogs answer with this path, as if the person had chosen it; `undefined` cancels. */
export async function answerDialogs(app: ElectronApplication, path: string | undefined): Promise<void> {
  await app.evaluate(({ dialog }, chosen) => {
    const canceled = chosen === undefined;
    dialog.showOpenDialog = async () => ({ canceled, filePaths: canceled ? [] : [chosen] });
    dialog.showSaveDialog = async () => ({ canceled, filePath: chosen ?? '' });
  }, path);
}
