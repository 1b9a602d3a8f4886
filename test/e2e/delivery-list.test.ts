import type { Locator } from '@playwright/test';
import { expect, test } from '../support/app';
import { BusdeckWindow } from '../support/busdeck-window';

test('wherever a long list is scrolled to, and however wide its pane is, it is full of rows', async ({
  launched,
}) => {
  const { page } = launched;
  const window = new BusdeckWindow(page);
  await window.expectState('ready');
  for (const name of ['worker-2', 'worker-3']) await window.pane(name).getByTestId('pane-remove').click();
  await expect(window.panes).toHaveCount(1);
  await window.compose('orders', '{"n": {{seq}}}', 1000);
  await page.getByTestId('publish').click();
  await expect.poll(async () => (await window.ledger()).shown).toBe(1000);

  const list = window.pane('worker-1').getByRole('listbox');
  await list.hover();
  await page.mouse.wheel(0, 9000);
  await expect.poll(() => list.evaluate(({ scrollTop }) => scrollTop)).toBe(9000);
  await expectFull(list);

  // Beside another the pane is too narrow for one line each.
  const oneLine = await rowHeight(list);
  await window.addSubscribers('orders', 'second');
  await expect.poll(() => rowHeight(list)).toBeGreaterThan(oneLine);
  await expectFull(list);

  await list.focus();
  await page.keyboard.press('End');
  await expect(list.getByRole('option').last()).toContainText('{"n": 1}');
  await expectFull(list);
});

/** No place in sight is without its row. */
async function expectFull(list: Locator): Promise<void> {
  await expect
    .poll(() =>
      list.evaluate((element) => {
        const seen = element.getBoundingClientRect();
        const rows = [...element.querySelectorAll('[role=option]')].map((row) => row.getBoundingClientRect());
        const first = Math.min(...rows.map(({ top }) => top));
        const last = Math.max(...rows.map(({ bottom }) => bottom));
        return first <= seen.top + 1 && last >= seen.bottom - 1;
      }),
    )
    .toBe(true);
}

/** Of one row. */
function rowHeight(list: Locator): Promise<number> {
  return list
    .getByRole('option')
    .first()
    .evaluate((row) => row.clientHeight);
}
