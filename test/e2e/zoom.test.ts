import { expect, test } from '../support/app';
import { BusdeckWindow } from '../support/busdeck-window';
import { expectNothingSerious } from '../support/expect-accessible';
import { resizeWindow } from '../support/window-size';

/** The window's own zoom, as it is chosen in the settings. */

test('at 150 % the main parts are in sight, in both themes', async ({ launched }) => {
  const { app, page } = launched;
  const window = new BusdeckWindow(page);
  await expect(window.panes).toHaveCount(3);
  await resizeWindow(app, page, 1280, 800);
  await page.getByTestId('open-settings').click();
  await page.getByLabel('Zoom').selectOption('1.5');
  await resizeWindow(app, page, 1280, 800, 1.5);
  await page.keyboard.press('Escape');
  await window.send('publish', 'routed');
  await window.deliveries('worker-1').first().click();
  await expect(page.getByTestId('trace')).toBeVisible();

  const whole = [
    page.getByTestId('connection-status'),
    page.getByTestId('open-settings'),
    page.getByTestId('compose-topic'),
    page.getByTestId('compose-count'),
    page.getByTestId('publish'),
    page.getByTestId('broadcast'),
    page.getByTestId('add-subscriber'),
    ...(await window.pane('worker-1').getByTestId('counter').all()),
    page.getByTestId('ledger'),
    ...(await page.getByRole('region', { name: 'Inspector' }).getByRole('tab').all()),
  ];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    for (const part of whole) await expect(part).toBeInViewport({ ratio: 1 });
    await expectNothingSerious(page);
  }
});

test('at 200 % in a small window the page scrolls to what has no room', async ({ launched }) => {
  const { app, page } = launched;
  const window = new BusdeckWindow(page);
  await expect(window.panes).toHaveCount(3);
  await resizeWindow(app, page, 900, 600);
  await page.getByTestId('open-settings').click();
  await page.getByLabel('Zoom').selectOption('2');
  await resizeWindow(app, page, 900, 600, 2);
  await page.keyboard.press('Escape');
  await window.send('publish', 'routed');
  await expect(page.getByTestId('publish')).toBeInViewport({ ratio: 1 });
  const log = page.getByRole('region', { name: 'Inspector' }).getByRole('tab', { name: 'Log' });
  await log.click();
  await expect(log).toBeInViewport({ ratio: 1 });
  await expect(page.getByTestId('log-copy')).toBeVisible();
  await page.getByTestId('log-copy').click();
  await expectNothingSerious(page);
});
