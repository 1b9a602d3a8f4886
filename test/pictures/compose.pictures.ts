import { expect } from '../support/app';
import { answerDialogs } from '../support/dialogs';
import { picture } from './picture';

const order = `{
  "order": {{seq}},
  "id": "{{uuid}}",
  "customer": "{{customer}}",
  "total": {{random 10 90}},
  "at": "{{now}}"
}`;

picture('compose', async ({ page, window }) => {
  await window.compose('orders', order, 3);
  await page.getByRole('tab', { name: /^Variables/ }).click();
  await page.getByRole('button', { name: 'Add a variable' }).click();
  await page.getByLabel('Name of variable 1').fill('customer');
  await page.getByLabel('Value of variable 1').fill('Ada');
  await window.send('publish', 'routed');
  await page.getByTestId('preview').click();
  await expect(page.getByTestId('previewed')).toHaveCount(3);
});

picture('compose-headers', async ({ page, window }) => {
  await window.compose('orders', '{"order": 1042}');
  for (const [at, [name, value]] of Object.entries({ tenant: 'north', 'x-request': '{{uuid}}' }).entries()) {
    await page.getByRole('button', { name: 'Add a header' }).click();
    await page.getByLabel(`Name of header ${at + 1}`).fill(name);
    await page.getByLabel(`Value of header ${at + 1}`).fill(value);
  }
  const id = await window.send('publish', 'routed');
  await page.locator(`[data-testid=delivery][data-message-id="${id}"]`).click();
  await page.getByRole('region', { name: 'Inspector' }).getByText('Headers 2').click();
});

picture('compose-sending', async ({ page, window }) => {
  await window.compose('orders', '{"order": {{seq}}}', 60_000);
  await page.getByTestId('compose-rate').fill('2000');
  await page.getByTestId('publish').click();
  await window.expectState('ready');
  await expect.poll(() => window.counter('worker-1', 'acked')).toBeGreaterThan(2000);
});

picture('compose-sent', async ({ page, window }) => {
  for (const [topic, payload] of [
    ['orders', '{"order": 1, "total": 42.5}'],
    ['orders', '{"order": 2, "total": 17}'],
    ['orders.cancelled', '{"order": 1, "by": "customer"}'],
  ] as const) {
    await window.compose(topic, payload);
    await window.send('publish', topic === 'orders' ? 'routed' : 'held');
  }
  await page.getByTestId('composer').getByText('Sent', { exact: true }).click();
  await expect(page.getByTestId('sent-request')).toHaveCount(3);
});

picture('compose-saved', async ({ app, page, window, folder }) => {
  await answerDialogs(app, folder);
  await window.compose('orders', '{"order": 1042, "total": 42.5}');
  await page.getByTestId('save-request').click();
  await page.getByTestId('choose-collection').click();
  for (const name of ['orders/placed', 'orders/cancelled', 'payments/refused']) {
    await page.getByTestId('save-request').click();
    await page.getByTestId('save-name').fill(name);
    await page.getByTestId('save-confirm').click();
    await expect(
      page.getByTestId('saved-request').filter({ hasText: name.replace(/.*\//, '') }),
    ).toBeVisible();
    await page.getByTestId('composer').getByText('Compose', { exact: true }).click();
  }
  await page.getByTestId('composer').getByText('Saved', { exact: true }).click();
  await expect(page.getByTestId('saved-request')).toHaveCount(3);
});
