import { join } from 'node:path';
import { expect } from '../support/app';
import { answerDialogs } from '../support/dialogs';
import { picture } from './picture';

picture('find', async ({ page, window }) => {
  await page.getByTestId('highlights').click();
  await page.getByTestId('highlight-filter').fill('$.total>80');
  await page.getByTestId('highlight-colour').selectOption('red');
  await page.getByTestId('highlight-add').click();
  await page.keyboard.press('Escape');
  await window.compose('orders', '{"order": {{seq}}, "total": {{random 10 99}}}', 60);
  await window.send('publish', 'routed');
  await expect(page.getByTestId('ledger')).toHaveAttribute('data-received', '60');
  await page.getByTestId('filter').fill('$.total>40 -subscriber:worker-2');
  await page.getByTestId('connection-status').click();
});

picture('compare', async ({ page, window }) => {
  for (const payload of [
    '{\n  "order": 1042,\n  "city": "Paris",\n  "total": 42.5\n}',
    '{\n  "order": 1042,\n  "city": "Rome",\n  "total": 42.5,\n  "gift": true\n}',
  ]) {
    await window.compose('orders', payload);
    const id = await window.send('publish', 'routed');
    await page.locator(`[data-testid=delivery][data-message-id="${id}"]`).click();
    await page.getByTestId('compare').click();
  }
  await expect(page.getByTestId('comparison')).toContainText('"Rome"');
});

picture('payload', async ({ page, window }) => {
  await page.evaluate(async () => {
    const items = Array.from({ length: 50_000 }, (_, id) => ({
      id,
      name: `item number ${id}`,
      price: id * 1.5,
    }));
    await Reflect.get(globalThis, 'api').publish({
      sendId: crypto.randomUUID(),
      topic: 'orders',
      payload: { format: 'json', text: JSON.stringify(items) },
    });
  });
  await window.deliveries('worker-1').first().click();
  await expect(page.getByTestId('payload-lines')).toContainText('"name": "item number 0"');
  await page.getByLabel('Find in the payload').fill('number 31415');
  await page.getByLabel('Find in the payload').press('Enter');
  await expect(page.getByTestId('payload-lines')).toContainText('number 31415');
});

picture('payload-bytes', async ({ page, window }) => {
  await page.getByRole('combobox', { name: /format/i }).selectOption({ label: 'Hex' });
  await window.compose(
    'orders',
    '89 50 4e 47 0d 0a 1a 0a 00 00 00 0d 49 48 44 52 00 00 04 00 e2 80 ae ff fe',
  );
  await window.send('publish', 'routed');
  await window.deliveries('worker-1').first().click();
  await expect(page.getByTestId('payload-lines')).toBeVisible();
  await expect(page.getByTestId('payload-lines')).toContainText('89 50 4e 47');
});

picture('metrics', async ({ page, window }) => {
  await window.addSubscribers('payments', 'till', 2, 'rate:0.2 1..20ms');
  await window.compose('payments', '{"invoice": {{seq}}}', 2400);
  await page.getByTestId('compose-rate').fill('300');
  await page.getByTestId('publish').click();
  await page.keyboard.press('Control+4');
  await expect.poll(() => window.counter('till-1', 'received'), { timeout: 30_000 }).toBeGreaterThan(1200);
});

picture('recording', async ({ app, page, window, folder }) => {
  await answerDialogs(app, join(folder, 'orders.ndjson'));
  await page.keyboard.press('Control+5');
  await page.getByTestId('start-recording').click();
  await window.compose('orders', '{"order": {{seq}}, "total": {{random 10 99}}}', 8);
  await window.send('publish', 'routed');
  await expect(page.getByTestId('ledger')).toHaveAttribute('data-received', '8');
  await page.getByTestId('stop-recording').click();
  await page.getByTestId('open-recording').click();
  await expect(page.getByTestId('recorded-message')).toHaveCount(8);
});
