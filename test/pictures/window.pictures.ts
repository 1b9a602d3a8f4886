import { expect } from '../support/app';
import { picture } from './picture';

picture('connections', async ({ page, broker }) => {
  for (const [name, url] of [
    ['Staging', broker.url()],
    ['Production', broker.url({ vhost: '/' })],
  ] as const) {
    await page.getByTestId('saved-connections').click();
    await page.getByTestId('manage-connections').click();
    await page.getByTestId('new-connection').click();
    await page.getByTestId('profile-name').fill(name);
    await page.getByTestId('profile-url').fill(url);
    if (name === 'Production') await page.getByTestId('profile-production').click();
    await page.getByTestId('profile-test').click();
    await expect(page.getByTestId('profile-outcome')).toContainText('It works');
    await page.getByTestId('profile-save').click();
    if (name === 'Staging') await page.keyboard.press('Escape');
  }
});

picture('settings', async ({ page }) => {
  await page.getByTestId('open-settings').click();
  await expect(page.getByTestId('settings')).toBeVisible();
});

picture('palette', async ({ page }) => {
  await page.keyboard.press('Control+K');
  const wanted = page.getByRole('textbox', { name: 'What you want to do' });
  await expect(wanted).toBeFocused();
  await wanted.fill('show');
});

picture('keys', async ({ page }) => {
  await page.getByTestId('connection-status').click();
  await page.keyboard.press('?');
  await expect(page.getByTestId('key-list')).toBeVisible();
});
