import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { expect, test } from '../support/app';
import { BusdeckWindow } from '../support/busdeck-window';
import { startOver } from '../support/start-over';

/** Chooses it in the menu; returns the question, which is answered by Cancel. */
function askAndCancel(app: ElectronApplication): Promise<string> {
  return app.evaluate(
    ({ Menu, dialog }) =>
      new Promise<string>((done) => {
        const ask = dialog.showMessageBox;
        dialog.showMessageBox = async (...[, options]: unknown[]) => {
          dialog.showMessageBox = ask;
          done(JSON.stringify(options));
          return { response: 0, checkboxChecked: false };
        };
        Menu.getApplicationMenu()?.getMenuItemById('start-over')?.click();
      }),
  );
}

test('Start Over asks, begins like the first time, and leaves the files of before in a folder', async ({
  launch,
  userData,
}) => {
  const { app, page } = await launch({ userData });
  const window = new BusdeckWindow(page);
  await expect(window.panes).toHaveCount(3);
  await window.addSubscribers('invoices', 'clerk');
  await window.compose('invoices', '{"unsent":true}');
  await window.send('publish', 'routed');
  await page.getByTestId('open-settings').click();
  await page.getByLabel('Zoom').selectOption('1.5');
  await page.keyboard.press('Escape');

  expect(await askAndCancel(app)).toMatch(/Start over\?.*saved connections.*folder/);
  await expect(window.panes).toHaveCount(4);

  await startOver({ app, page });
  await expect(window.panes).toHaveCount(3);
  await expect(window.pane('clerk')).toHaveCount(0);
  await expect(page.getByTestId('compose-topic')).toHaveValue('orders');
  expect(await app.evaluate(({ webContents }) => webContents.getAllWebContents()[0]?.getZoomFactor())).toBe(
    1,
  );

  const aside = (await readdir(userData)).filter((name) => name.startsWith('before-start-over-'));
  expect(aside).toHaveLength(1);
  const folder = join(userData, aside[0] ?? '');
  expect(await readFile(join(folder, 'settings.json'), 'utf8')).toContain('clerk');
  expect(await readFile(join(folder, 'sent.ndjson'), 'utf8')).toContain('invoices');
  await window.send('publish', 'routed');
});
