import type { Locator } from '@playwright/test';
import { test as base, expect } from '../support/app';
import { BusdeckWindow, type CounterName } from '../support/busdeck-window';

const test = base.extend<{ window: BusdeckWindow }>({
  window: async ({ launched }, use) => {
    const { page } = launched;
    const window = new BusdeckWindow(page);
    await expect(window.panes).toHaveCount(3);
    await use(window);
  },
});

test('round robin: one click, and each pane gets every third message', async ({ window }) => {
  await window.page.getByTestId('demo-round-robin').click();
  for (const name of ['worker-1', 'worker-2', 'worker-3']) await window.expectCounter(name, 'acked', 2);
  await expect(window.page.getByTestId('first-run')).toContainText('every third message');
  // What was sent stands in the composer, ready to be sent once.
  await expect(window.page.getByTestId('compose-topic')).toHaveValue('orders');
  await expect(window.page.getByTestId('compose-count')).toHaveValue('1');
});

test('broadcast: one click, and everybody gets it', async ({ window }) => {
  await window.page.getByTestId('demo-broadcast').click();
  for (const name of ['worker-1', 'worker-2', 'worker-3']) await window.expectCounter(name, 'acked', 1);
  await expect(window.page.locator('[data-testid=trace-step][data-type=delivered]')).toHaveCount(3);
});

test('a failure ends in the dead letters, and the replay is acked', async ({ window }) => {
  const { page } = window;
  await page.getByTestId('demo-failure').click();
  const steps = page.getByTestId('trace-step');
  await expect(steps.last()).toHaveAttribute('data-type', 'deadLettered');
  await expect(page.getByTestId('first-run')).toContainText('it is in the dead letters');
  await page.getByTestId('demo-replay').click();
  await expect(page.getByTestId('demo-replay')).toHaveCount(0);
  await expect(steps.last()).toHaveAttribute('data-type', 'acked');
  await expect(page.getByTestId('first-run')).toContainText('Replayed and acked');
  await window.expectLedgerAddsUp();
});

test('a demonstration works again, also when its subscribers are gone', async ({ window }) => {
  const { page } = window;
  await window.pane('worker-2').getByTestId('pane-remove').click();
  await expect(window.panes).toHaveCount(2);
  await page.getByTestId('demo-broadcast').click();
  await expect(window.panes).toHaveCount(3);
  await expect(page.locator('[data-testid=trace-step][data-type=acked]')).toHaveCount(3);
});

test('a double click is one demonstration, and so are two presses at the same moment', async ({ window }) => {
  const { page } = window;
  const twice: Record<string, (button: Locator) => Promise<void>> = {
    // Both before the window has asked for anything.
    'at once': (button) =>
      button.evaluate((it: HTMLElement) => {
        it.click();
        it.click();
      }),
    'by mouse': (button) => button.dblclick({ delay: 50 }),
  };
  const sum = async (counter: CounterName) =>
    (await window.counter('till-1', counter)) + (await window.counter('till-2', counter));
  let messages = 0;
  for (const press of Object.values(twice)) {
    await press(page.getByTestId('demo-failure'));
    messages += 1;
    await expect.poll(() => sum('dead')).toBe(messages);
    await expect(page.locator('[data-testid=pane][data-topic=payments]')).toHaveCount(2);
    // Another message would have had its first attempt long ago.
    expect(await sum('received')).toBe(4 * messages);
  }
});

test('the strip is gone for good when dismissed', async ({ launch, userData }) => {
  const first = await launch({ userData });
  await first.page.getByTestId('first-run-dismiss').click();
  await expect(first.page.getByTestId('first-run')).toHaveCount(0);
  await first.close();
  const { page } = await launch({ userData });
  await expect(page.getByTestId('pane')).toHaveCount(3);
  await expect(page.getByTestId('first-run')).toHaveCount(0);
});
