import { expect } from '../support/app';
import type { BusdeckWindow } from '../support/busdeck-window';
import { fillEditor } from '../support/fill-editor';
import { picture } from './picture';

async function letDie(window: BusdeckWindow): Promise<void> {
  await window.addSubscribers('payments', 'till', 2, 'always');
  await window.compose('payments', '{"invoice": {{seq}}, "amount": "12"}', 4);
  await window.send('publish', 'routed');
  await window.page.getByRole('tab', { name: /Dead letters/ }).click();
  await expect(window.page.getByTestId('dead-letter')).toHaveCount(4);
}

picture('dead-letters', async ({ window }) => {
  await letDie(window);
  const letters = window.page.getByTestId('dead-letter');
  for (const at of [0, 1]) await letters.nth(at).getByRole('checkbox').click();
});

picture('dead-letter-edit', async ({ page, window }) => {
  await letDie(window);
  await page.getByTestId('dead-letter').first().getByTestId('edit-and-replay').click();
  await fillEditor(page.getByTestId('edit-payload'), '{\n  "invoice": 4,\n  "amount": 12\n}');
  await expect(page.locator('.cm-deletedChunk')).toBeVisible();
});
