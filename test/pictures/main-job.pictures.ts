import type { Page } from '@playwright/test';
import { expect } from '../support/app';
import type { BusdeckWindow } from '../support/busdeck-window';
import { picture } from './picture';

/** The three demonstrations of a first start: round robin, broadcast, and a failure with its replay. */
async function runDemo(
  page: Page,
  name: 'round-robin' | 'broadcast' | 'failure',
  lastStep: string,
): Promise<void> {
  await page.getByTestId(`demo-${name}`).click();
  await expect(page.locator(`[data-testid=trace-step][data-type=${lastStep}]`).first()).toBeVisible();
}

async function failOnce({ page, window }: { page: Page; window: BusdeckWindow }): Promise<void> {
  await runDemo(page, 'failure', 'deadLettered');
  await window.expectLedgerAddsUp();
}

picture('first-start', async () => {});

picture('broadcast', async ({ page, window }) => {
  await runDemo(page, 'broadcast', 'acked');
  for (const name of ['worker-1', 'worker-2', 'worker-3']) await window.expectCounter(name, 'acked', 1);
});

picture('distribution', async ({ page, window }) => {
  await window.compose('orders', '{"order": {{seq}}, "total": {{random 10 90}}}', 12);
  await window.send('publish', 'routed');
  for (const name of ['worker-1', 'worker-2', 'worker-3']) await window.expectCounter(name, 'acked', 4);
  await page.getByRole('tab', { name: 'Distribution' }).click();
});

picture('retried', async ({ page, window }) => {
  await window.setBehaviour('worker-1', 'always');
  await window.compose('orders', '{"order": 1042, "total": 42.5}');
  const id = await window.send('publish', 'routed');
  await window.expectCounter('worker-2', 'acked', 1);
  await page.locator(`[data-testid=delivery][data-message-id="${id}"]`).last().click();
  await expect(page.locator('[data-testid=trace-step][data-type=acked]')).toBeVisible();
});

picture('failing', failOnce);

picture('trace', async (scene) => {
  const { page } = scene;
  await failOnce(scene);
  await page.getByTestId('demo-replay').click();
  await page.locator('[data-testid=trace-step][data-type=replayed]').waitFor();
  await page.getByTestId('trace-mode').getByText('Lanes').click();
  await page.locator('[data-testid=trace-step][data-type=acked]').waitFor();
  await page.getByTestId('trace-enlarge').click();
});
