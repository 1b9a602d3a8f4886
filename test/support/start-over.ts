import type { ElectronApplication, Page } from '@playwright/test';

/** As a person does it in the menu, who says yes; the window gets its standard size, and nothing that a page was told stays. */
export async function startOver({
  app,
  page,
}: {
  app: ElectronApplication;
  /** Undefined: one that answers nothing. */
  page: Page | undefined;
}): Promise<void> {
  await page?.emulateMedia({ colorScheme: null, reducedMotion: null, forcedColors: null, contrast: null });
  // Playwright hears of a new page later than the app does, and would ask the one of before.
  const arrived = page?.waitForEvent('framenavigated', (frame) => !isEmpty(frame.url()));
  const startedOver = app.evaluate(({ BrowserWindow, Menu, dialog }) => {
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) throw new Error('There is no window.');
    const ask = dialog.showMessageBox;
    dialog.showMessageBox = async () => {
      dialog.showMessageBox = ask;
      return { response: 1, checkboxChecked: false };
    };
    return new Promise<void>((done) => {
      // The empty page comes first.
      window.webContents.on('did-finish-load', function loaded() {
        if (window.webContents.getURL().startsWith('about:')) return;
        window.webContents.off('did-finish-load', loaded);
        done();
      });
      window.setBounds({ width: 1280, height: 800 });
      Menu.getApplicationMenu()?.getMenuItemById('start-over')?.click();
    });
  });
  await Promise.all([startedOver, arrived]);
}

const isEmpty = (url: string) => url.startsWith('about:');
