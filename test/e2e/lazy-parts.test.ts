import type { Page } from '@playwright/test';
import { expect, test } from '../support/app';

test('the keys of a dialog work before its code is there', async ({ launch }) => {
  const { page } = await launch();
  const release = await reloadWithout(page, 'open-dialog');
  await expect(page.getByTestId('publish')).toBeVisible();

  await page.keyboard.press('ControlOrMeta+,');
  await expect(page.getByRole('dialog', { name: 'Settings' })).toHaveCount(0);
  await release();
  await expect(page.getByRole('dialog', { name: 'Settings' })).toBeVisible();
});

/** Reloads the page, which then waits for the file of this name until the function that is returned is called. */
async function reloadWithout(page: Page, name: string): Promise<() => Promise<void>> {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  let isAskedFor = false;
  await page.route(`**/${name}-*.js`, async (route) => {
    isAskedFor = true;
    await opened;
    await route.continue();
  });
  await page.reload();
  return async () => {
    // Or nothing was held back.
    await expect.poll(() => isAskedFor).toBe(true);
    open();
  };
}
