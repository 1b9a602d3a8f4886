import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { backends, test as base, expect } from '../support/backends';
import { answerDialogs } from '../support/dialogs';
import { frozenMs, LongTasks } from '../support/long-tasks';

interface Fixtures {
  saveTo: (path: string | undefined) => Promise<void>;
}

const test = base.extend<Fixtures>({
  saveTo: async ({ launched }, use) => use((path) => answerDialogs(launched.app, path)),
});

for (const backend of backends) {
  test.describe(backend, () => {
    test.use({ backend });

    test('a JSON of 10 MB is laid out, searched and saved without freezing the window', async ({
      window,
      folder,
      saveTo,
    }) => {
      const { page } = window;
      const size = await page.evaluate(async () => {
        const items = Array.from({ length: 100_000 }, (_, id) => ({
          id,
          name: `item number ${id}`,
          tags: ['a', 'b'],
          price: id * 1.5,
          note: id === 77_777 ? 'the needle' : 'x'.repeat(24),
        }));
        const text = JSON.stringify(items);
        const answer = await Reflect.get(globalThis, 'api').publish({
          sendId: crypto.randomUUID(),
          topic: 'orders',
          payload: { format: 'json', text },
        });
        return answer.ok ? text.length : 0;
      });
      expect(size).toBeGreaterThan(9_000_000);

      const row = page.getByTestId('delivery').first();
      await expect(row).toHaveAttribute('data-outcome', 'acked');
      const tasks = await LongTasks.watch(page);
      await row.click();
      const lines = page.getByTestId('payload-lines');
      await expect(lines).toHaveAttribute('data-lines', '1000002', { timeout: 30_000 });
      await expect(lines).toContainText('"name": "item number 0"');

      await page.getByLabel('Find in the payload').fill('THE NEEDLE');
      await page.getByLabel('Find in the payload').press('Enter');
      await expect(lines).toContainText('"note": "the needle"');
      await lines.press('End');
      await expect(lines).toContainText('item number 99999');
      const longest = await tasks.longest();
      test.info().annotations.push({ type: 'longest task, ms', description: String(longest) });
      expect(longest).toBeLessThan(frozenMs);

      const path = join(folder, 'saved.json');
      await saveTo(path);
      await page.getByTestId('save-payload').click();
      await expect.poll(async () => (await readFile(path, 'utf8').catch(() => '')).length).toBe(size);
      await window.expectLedgerAddsUp();
    });
  });
}

test('a binary body of 100 MB is looked at without being fetched', async ({ window }) => {
  const { page } = window;
  await page.evaluate(async () => {
    // Ends in bytes that are told apart from the rest.
    const text = `${'/'.repeat(133_333_332)}AAEC`;
    await Reflect.get(globalThis, 'api').publish({
      sendId: crypto.randomUUID(),
      topic: 'orders',
      payload: { format: 'base64', text },
    });
  });
  const row = window.deliveries('worker-1').first();
  await expect(row).toHaveAttribute('data-outcome', 'acked');
  await expect(row).toContainText('ff ff ff ff');

  const tasks = await LongTasks.watch(page);
  await row.click();
  const lines = page.getByTestId('payload-lines');
  await expect(lines).toContainText('00000000  ff ff');
  await lines.press('End');
  await expect(lines).toContainText('01 02');
  await lines.press('PageUp');
  await lines.hover();
  await page.mouse.wheel(0, 2000);
  await expect(lines).toContainText('01 02');
  await lines.press('Home');
  await expect(lines).toContainText('00000000  ff ff');
  const longest = await tasks.longest();
  test.info().annotations.push({ type: 'longest task, ms', description: String(longest) });
  expect(longest).toBeLessThan(frozenMs);
  await window.expectLedgerAddsUp();
});

test('a payload that is text only at its head is shown as bytes', async ({ window }) => {
  const { page } = window;
  await page.evaluate(async () => {
    const text = `${btoa('x'.repeat(600_000))}////`;
    await Reflect.get(globalThis, 'api').publish({
      sendId: crypto.randomUUID(),
      topic: 'orders',
      payload: { format: 'base64', text },
    });
  });
  await window.deliveries('worker-1').first().click();
  await expect(page.getByTestId('payload-lines')).toContainText('00000000  78 78');
});
