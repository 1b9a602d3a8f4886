import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '../support/app';
import { BusdeckWindow } from '../support/busdeck-window';
import { answerDialogs } from '../support/dialogs';
import { connectSaved, openConnectionsMenu } from '../support/saved-connections';

/** What the next start brings back: everything is in the user data's files, and nothing in the page's own storage. */

async function setRetries(window: BusdeckWindow, name: string, from: string, most: number): Promise<void> {
  const { page } = window;
  await window.pane(name).getByTestId('pane-retry').click();
  await page.getByTestId('retry-from').selectOption(from);
  await page.getByTestId('retry-max').fill(String(most));
  await page.getByTestId('retry-apply').click();
  await expect(page.getByTestId('retry-apply')).toHaveCount(0);
}

const paneNames = (page: Page) =>
  page.getByTestId('pane').evaluateAll((panes) => panes.map((pane) => pane.getAttribute('data-name')));

test('the window comes back as it was arranged', async ({ launch, userData }) => {
  const first = await launch({ userData });
  const window = new BusdeckWindow(first.page);
  await expect(window.panes).toHaveCount(3);
  await first.page.getByTestId('first-run-dismiss').click();
  await window.pane('worker-1').focus();
  await first.page.keyboard.press('Alt+ArrowRight');
  await expect.poll(() => paneNames(first.page)).toEqual(['worker-2', 'worker-1', 'worker-3']);
  await window.pane('worker-3').getByTestId('pane-fold').click();
  await first.page.getByTestId('highlights').click();
  await first.page.getByTestId('highlight-filter').fill('$.total>40');
  await first.page.getByTestId('highlight-colour').selectOption('red');
  await first.page.getByTestId('highlight-add').click();
  await first.page.keyboard.press('Escape');
  await window.compose('orders', '{"total":41}');
  await window.send('publish', 'routed');
  await window.deliveries('worker-1').first().click();
  await first.page.getByTestId('trace-mode').getByText('Lanes').click();
  expect(await first.page.evaluate(() => localStorage.length)).toBe(0);
  await first.close();

  const { page } = await launch({ userData });
  const again = new BusdeckWindow(page);
  await expect(again.panes).toHaveCount(3);
  await expect(page.getByTestId('first-run')).toHaveCount(0);
  // A folded one lies on the shelf above the others.
  await expect.poll(() => paneNames(page)).toEqual(['worker-3', 'worker-2', 'worker-1']);
  await expect(again.pane('worker-3')).toHaveAttribute('data-folded', 'true');
  await expect(page.getByTestId('highlights')).toHaveAttribute('data-count', '1');
  await again.send('publish', 'routed');
  await expect(page.locator('[data-testid=delivery][data-highlight=red]')).toHaveCount(1);
  await page.getByTestId('delivery').first().click();
  await expect(page.getByTestId('trace-mode').getByRole('radio', { name: 'Lanes' })).toBeChecked();
});

test('the in-memory bus comes back with its subscribers and policies', async ({ launch, userData }) => {
  const first = await launch({ userData });
  const window = new BusdeckWindow(first.page);
  await expect(window.panes).toHaveCount(3);
  await window.pane('worker-2').getByTestId('pane-remove').click();
  await window.addSubscribers('orders', 'audit', 1, 'first:2');
  await window.setBehaviour('worker-3', 'always');
  await setRetries(window, 'worker-1', 'topic', 1);
  await setRetries(window, 'audit', 'subscriber', 7);
  await expect(window.pane('worker-1').getByTestId('pane-retry')).toHaveText('1 retry');
  await first.close();

  const { page } = await launch({ userData });
  const again = new BusdeckWindow(page);
  await expect.poll(() => paneNames(page)).toEqual(['worker-1', 'worker-3', 'audit']);
  await expect(again.pane('audit').getByTestId('subscriber-behaviour')).toHaveValue('first:2');
  await expect(again.pane('worker-3').getByTestId('subscriber-behaviour')).toHaveValue('always');
  for (const [name, policy] of [
    ['worker-1', '1 retry'],
    ['worker-3', '1 retry'],
    ['audit', '7 retries'],
  ] as const) {
    await expect(again.pane(name).getByTestId('pane-retry')).toHaveText(policy);
  }
});

test('a damaged part of the arrangement is set aside, and the rest of it is there', async ({
  launch,
  userData,
}) => {
  const file = join(userData, 'settings.json');
  await writeFile(file, JSON.stringify({ panes: { order: 7 }, firstRunDismissed: true }));
  const { page } = await launch({ userData });
  await expect(page.getByRole('alert').filter({ hasText: 'The settings file was damaged' })).toBeVisible();
  await expect(page.getByTestId('pane')).toHaveCount(3);
  await expect(page.getByTestId('first-run')).toHaveCount(0);
});

async function addVariable(page: Page, name: string, value: string): Promise<void> {
  await page.getByRole('tab', { name: /^Variables/ }).click();
  await page.getByRole('button', { name: 'Add a variable' }).click();
  await page.getByLabel('Name of variable 1').fill(name);
  await page.getByLabel('Value of variable 1').fill(value);
}

test('each connection has its own variables, also after a restart', async ({ launch, userData }) => {
  const first = await launch({ userData });
  const { page } = first;
  const window = new BusdeckWindow(page);
  await expect(window.panes).toHaveCount(3);
  await addVariable(page, 'tenant', 'bench');
  await expect(page.getByTestId('composer')).toContainText('belong to the in-memory bus');
  // A connection that is saved takes along what was made for it, and goes its own way from then on.
  await openConnectionsMenu(page);
  await page.getByTestId('save-connection').click();
  await page.getByTestId('profile-name').fill('Shop');
  await page.getByTestId('profile-connect').click();
  await expect(page.getByTestId('active-profile')).toContainText('Shop');
  await expect(page.getByTestId('composer')).toContainText('belong to Shop');
  await expect(page.getByLabel('Value of variable 1')).toHaveValue('bench');
  await page.getByLabel('Value of variable 1').fill('shop');
  await first.close();

  const kept = JSON.parse(await readFile(join(userData, 'settings.json'), 'utf8'));
  expect(kept.variables.memory).toEqual({ tenant: 'bench' });
  expect(kept.profiles[0].variables).toEqual({ tenant: 'shop' });

  const second = await launch({ userData });
  const again = new BusdeckWindow(second.page);
  await expect(again.panes).toHaveCount(3);
  await again.compose('orders', '{"of":"{{tenant}}"}');
  await again.send('publish', 'routed');
  await expect(again.deliveries('worker-1').first()).toContainText('{"of":"bench"}');
  await connectSaved(second.page, 'Shop');
  await expect(second.page.getByTestId('active-profile')).toContainText('Shop');
  // And who stood there.
  await expect(second.page.getByTestId('reopen-subscribers')).toHaveText('Open all 3 again');
  await again.addSubscribers('orders', 'shopper');
  await again.send('publish', 'routed');
  await expect(again.deliveries('shopper').first()).toContainText('{"of":"shop"}');
});

test('all that stood in the composer stands there again', async ({ launch, userData }) => {
  const first = await launch({ userData });
  const { page } = first;
  await new BusdeckWindow(page).compose('half done', '00 ff', 7);
  await page.getByLabel('Format of the payload').selectOption({ label: 'Hex' });
  await page.getByTestId('compose-rate').fill('2.5');
  await page.getByRole('button', { name: 'Add a header' }).click();
  await page.getByLabel('Name of header 1').fill('tenant');
  await page.getByLabel('Value of header 1').fill('{{uuid}}');
  await page.getByRole('tab', { name: /^Properties/ }).click();
  await page.getByLabel('Correlation id').fill('c-{{seq}}');
  await page.getByLabel('Priority').fill('4');
  await expect
    .poll(() => readFile(join(userData, 'settings.json'), 'utf8').catch(() => ''))
    .toMatch(/"correlationId": "c-\{\{seq\}\}",\s+"priority": 4/);
  await first.close();

  const second = await launch({ userData });
  await expect(second.page.getByTestId('compose-topic')).toHaveValue('half done');
  await expect(second.page.getByLabel('Format of the payload')).toHaveValue('hex');
  await expect(second.page.getByTestId('compose-payload')).toContainText('00 ff');
  await expect(second.page.getByTestId('compose-count')).toHaveValue('7');
  await expect(second.page.getByTestId('compose-rate')).toHaveValue('2.5');
  await expect(second.page.getByLabel('Name of header 1')).toHaveValue('tenant');
  await expect(second.page.getByLabel('Value of header 1')).toHaveValue('{{uuid}}');
  await second.page.getByRole('tab', { name: /^Properties/ }).click();
  await expect(second.page.getByLabel('Correlation id')).toHaveValue('c-{{seq}}');
  await expect(second.page.getByLabel('Priority')).toHaveValue('4');
});

test('a file that was chosen is still chosen', async ({ launch, userData }) => {
  const path = join(userData, 'picture.bin');
  await writeFile(path, new Uint8Array([0xff, 0xfe, 0x07]));
  const first = await launch({ userData });
  await expect(first.page.getByTestId('pane')).toHaveCount(3);
  await answerDialogs(first.app, path);
  await first.page.getByLabel('Format of the payload').selectOption({ label: 'File' });
  await first.page.getByTestId('choose-file').click();
  await expect(first.page.getByTestId('compose-file')).toContainText('picture.bin');
  await expect
    .poll(() => readFile(join(userData, 'settings.json'), 'utf8').catch(() => ''))
    .toContain('picture.bin');
  await first.close();

  const { page } = await launch({ userData });
  const window = new BusdeckWindow(page);
  await expect(window.panes).toHaveCount(3);
  await expect(page.getByTestId('compose-file')).toContainText('picture.bin');
  await window.send('publish', 'routed');
  await expect(window.deliveries('worker-1').first()).toContainText('ff fe 07');
});
