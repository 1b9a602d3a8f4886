import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
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

test('a page that hangs is left all the same', async ({ launch }) => {
  const { app, page, problems } = await launch();
  await expect(page.getByTestId('pane')).toHaveCount(3);
  void page
    .evaluate(() => {
      for (;;) Math.random();
    })
    .catch(() => {});
  await startOver({ app, page: undefined });
  await expect
    .poll(
      () =>
        app.evaluate(({ BrowserWindow }) => {
          const contents = BrowserWindow.getAllWindows()[0]?.webContents;
          if (contents === undefined || contents.isCrashed() || contents.isLoading()) return 0;
          return contents.executeJavaScript('document.querySelectorAll("[data-testid=pane]").length');
        }),
      { timeout: 20_000 },
    )
    .toBe(3);
  // That the page was ended is told as any crash of it.
  expect(problems.splice(0).filter((problem) => !/crash|render/i.test(problem))).toEqual([]);
});

test('what cannot be closed and moved is said to be, no file is lost, and Busdeck quits', async ({
  launch,
  userData,
}) => {
  const { app, page } = await launch({ userData });
  await expect(page.getByTestId('pane')).toHaveCount(3);
  const pipe = join(userData, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const ended = once(app.process(), 'exit');
  // Playwright's own word of it may not come back from an app that quits.
  const said = app.evaluate(
    ({ Menu, dialog }, path) =>
      new Promise<string>((done) => {
        // Like a network folder that is gone, see security.test.ts.
        const { open } = process.getBuiltinModule('node:fs');
        for (let i = 0; i < 8; i += 1) open(path, 'r', () => {});
        dialog.showMessageBox = async (...[, options]: unknown[]) => {
          const { message } = options as { message: string };
          if (message !== 'Start over?') done(JSON.stringify(options));
          return { response: message === 'Start over?' ? 1 : 0, checkboxChecked: false };
        };
        Menu.getApplicationMenu()?.getMenuItemById('start-over')?.click();
      }),
    pipe,
  );
  expect(await said).toMatch(/could not start over.*longer than 10 s.*No file is lost/);
  await ended;
  expect((await readdir(userData)).filter((name) => name.startsWith('before-start-over-'))).toEqual([]);
  expect(await readFile(join(userData, 'settings.json'), 'utf8')).toContain('worker-1');
});

test('quitting at the moment of starting over leaves every file in one of the two places', async ({
  launch,
  userData,
}) => {
  const { app, page, close } = await launch({ userData });
  const window = new BusdeckWindow(page);
  await expect(window.panes).toHaveCount(3);
  await window.compose('invoices', '{}');
  await window.send('publish', 'held');
  await app
    .evaluate(({ app: electron, Menu, dialog }) => {
      dialog.showMessageBox = async () => {
        setImmediate(() => electron.quit());
        return { response: 1, checkboxChecked: false };
      };
      Menu.getApplicationMenu()?.getMenuItemById('start-over')?.click();
    })
    .catch(() => {});
  await close();
  const [aside] = (await readdir(userData)).filter((name) => name.startsWith('before-start-over-'));
  const folder = aside === undefined ? userData : join(userData, aside);
  expect(await readFile(join(folder, 'sent.ndjson'), 'utf8')).toContain('invoices');
  expect(await readFile(join(folder, 'settings.json'), 'utf8')).toContain('worker-1');
});
