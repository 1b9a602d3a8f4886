import { backends, expect, test } from '../support/backends';

for (const backend of backends) {
  test.describe(backend, () => {
    test.use({ backend });

    test('charts and counts of what happens, by topic', async ({ window }) => {
      const { page } = window;
      await window.addSubscribers('invoices', 'broken', 1, 'always');
      await window.compose('orders', '{"n":{{seq}}}', 50);
      await window.send('publish', 'routed');
      await window.compose('invoices', '{"n":1}');
      await window.send('publish', 'routed');

      await page.keyboard.press('Control+4');
      const orders = page.locator('[data-testid=topic-counts][data-topic=orders]');
      const invoices = page.locator('[data-testid=topic-counts][data-topic=invoices]');
      await expect(orders.locator('[data-counter=published]')).toHaveAttribute('data-value', '50');
      await expect(orders.locator('[data-counter=acked]')).toHaveAttribute('data-value', '50');
      await expect(invoices.locator('[data-counter=failed]')).toHaveAttribute('data-value', '4');
      await expect(invoices.locator('[data-counter=retried]')).toHaveAttribute('data-value', '3');
      await expect(invoices.locator('[data-counter=dead]')).toHaveAttribute('data-value', '1');

      // What happened before the charts were looked at is in them.
      const latency = page.getByTestId('latency');
      await expect(latency).toHaveAttribute('data-count', '50');
      const p50 = Number(await latency.getAttribute('data-p50'));
      const p99 = Number(await latency.getAttribute('data-p99'));
      expect(p50).toBeGreaterThan(0);
      expect(p99).toBeGreaterThanOrEqual(p50);
      await expect(page.locator('.uplot canvas')).toHaveCount(2);
      await page.getByTestId('metrics-topic').selectOption('invoices');
      await expect(latency).toHaveAttribute('data-count', '0');
      await window.expectLedgerAddsUp();
    });
  });
}

test('charts fill the room there is, and nothing is drawn while they are hidden', async ({ window }) => {
  const { page } = window;
  await window.compose('orders', '{}', 5);
  await window.send('publish', 'routed');
  await page.keyboard.press('Control+4');
  const chart = page.locator('.uplot').first();
  await expect(chart).toBeVisible();
  const narrow = (await chart.boundingBox())?.width ?? 0;
  await page.getByLabel('Show the metrics large').click();
  await expect
    .poll(async () => (await page.getByRole('dialog').locator('.uplot').first().boundingBox())?.width ?? 0)
    .toBeGreaterThan(narrow + 50);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+3');
  await expect(page.locator('.uplot')).toHaveCount(0);
});
