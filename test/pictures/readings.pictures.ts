import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect } from '../support/app';
import { picture } from './picture';

async function publish(page: Page, name: string, properties: Record<string, string>): Promise<string> {
  const bytes = await readFile(join(import.meta.dirname, '../decode/fixtures', name));
  return page.evaluate(
    async ([text, given]) => {
      const answer = await Reflect.get(globalThis, 'api').publish({
        sendId: crypto.randomUUID(),
        topic: 'orders',
        payload: { format: 'base64', text },
        properties: given,
      });
      return answer.value.messageId;
    },
    [bytes.toString('base64'), properties] as const,
  );
}

picture('readings', async ({ page }) => {
  const id = await publish(page, 'msgpack.gzip', { contentEncoding: 'gzip' });
  await page.locator(`[data-testid=delivery][data-message-id="${id}"]`).click();
  await expect(page.getByTestId('payload-decoding')).toHaveAttribute('data-chain', 'gzip,msgpack');
  await expect(page.getByTestId('payload-text')).toContainText('"customer"');
});

picture('readings-damaged', async ({ page }) => {
  const id = await publish(page, 'bomb.gzip.gzip', { contentEncoding: 'gzip' });
  await page.locator(`[data-testid=delivery][data-message-id="${id}"]`).click();
  const decoding = page.getByTestId('payload-decoding');
  await expect(decoding).toHaveAttribute('data-chain', 'gzip,bytes');
  await decoding.getByRole('button', { name: /^Bytes/ }).click();
  await expect(page.getByRole('menuitem', { name: 'MessagePack' })).toBeVisible();
});
