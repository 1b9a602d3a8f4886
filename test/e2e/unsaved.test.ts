import type { Page } from '@playwright/test';
import { expect, test } from '../support/app';
import { BusdeckWindow } from '../support/busdeck-window';
import { manageConnections } from '../support/saved-connections';

/** Opens the editing of a dead letter and changes its payload. */
async function editLetter(page: Page): Promise<BusdeckWindow> {
  const window = new BusdeckWindow(page);
  for (const name of ['worker-1', 'worker-2', 'worker-3']) await window.setBehaviour(name, 'always');
  await window.compose('orders', '{"a":1}');
  await page.getByTestId('publish').click();
  await page.getByRole('tab', { name: 'Dead letters' }).click();
  await page.getByTestId('edit-and-replay').click();
  await page.getByLabel('Edited payload').fill('{"a":2}');
  return window;
}

async function editConnection(page: Page, name: string): Promise<void> {
  await manageConnections(page);
  await page.getByTestId('new-connection').click();
  await page.getByTestId('profile-name').fill(name);
}

test('the keys of the window do nothing behind a dialog', async ({ launched }) => {
  const { page } = launched;
  const window = await editLetter(page);
  const { received } = await window.ledger();
  for (const keys of ['Control+Enter', 'Control+Shift+Enter', 'Control+1']) await page.keyboard.press(keys);
  await expect(page.getByLabel('Edited payload')).toContainText('{"a":2}');
  await page.getByTestId('replay-edited').click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  // The replay's four attempts, and nothing of the composer's.
  await expect.poll(async () => (await window.ledger()).received).toBe(received + 4);
  await expect(page.getByTestId('edit-and-replay')).toHaveCount(1);

  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('edit-and-replay')).toHaveCount(2);
});

test('a dead letter that was edited is left by a question, and gives the focus back', async ({
  launched,
}) => {
  const { page } = launched;
  await editLetter(page);
  const question = page.getByText('Drop the changes?');
  await page.keyboard.press('Escape');
  await expect(question).toBeVisible();
  // Closes the question alone.
  await page.keyboard.press('Escape');
  await expect(question).toHaveCount(0);
  await expect(page.getByLabel('Edited payload')).toContainText('{"a":2}');

  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByTestId('confirm').click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByTestId('edit-and-replay')).toBeFocused();
});

test('a double click asks once', async ({ launched }) => {
  const { page } = launched;
  await editLetter(page);
  await page.keyboard.press('Escape');
  await page.getByTestId('confirm').click();
  await page.getByTestId('discard').dblclick();
  await expect(page.getByTestId('confirm')).toHaveCount(1);
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByTestId('dead-letter')).toHaveCount(1);
});

test('nothing that opens over a connection’s form takes its edits away unasked', async ({ launched }) => {
  const { page } = launched;
  const question = page.getByTestId('unsaved-edits');
  const name = page.getByTestId('profile-name');
  await editConnection(page, 'Typed');
  await page.getByTestId('new-connection').focus();
  await page.keyboard.press('?');
  await expect(question).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(question).toHaveCount(0);
  await expect(name).toHaveValue('Typed');

  await page.keyboard.press('Control+K');
  await page.getByRole('dialog').getByRole('textbox', { name: 'What you want to do' }).fill('Save this conn');
  await page.keyboard.press('Enter');
  await page.getByTestId('edits-back').click();
  await expect(question).toHaveCount(0);
  await expect(name).toHaveValue('Typed');

  await page.keyboard.press('Control+,');
  await page.getByTestId('edits-drop').click();
  await expect(page.getByTestId('settings')).toBeVisible();
});

test('quitting asks about unsaved edits', async ({ launch, userData }) => {
  const first = await launch({ userData });
  const { page, app } = first;
  // The question is the window's own; there is no dialog that Playwright could answer.
  page.on('dialog', () => undefined);
  await editConnection(page, 'Typed');
  const quit = () => app.evaluate(({ app: main }) => main.quit());
  await quit();
  await page.getByTestId('edits-back').click();
  await expect(page.getByTestId('profile-name')).toHaveValue('Typed');

  await page.getByTestId('profile-url').fill('amqp://broker.example.com/');
  await quit();
  const closed = app.waitForEvent('close');
  await page.getByTestId('edits-save').click();
  await closed;

  const { page: again } = await launch({ userData });
  await manageConnections(again);
  await expect(again.getByTestId('manage-entry')).toHaveText(['Typed']);
});

test('what was typed just before quitting stands there again', async ({ launch, userData }) => {
  const first = await launch({ userData });
  await first.page.getByTestId('compose-topic').fill('typed-');
  await first.page.getByTestId('compose-topic').press('End');
  const closed = first.app.waitForEvent('close');
  // In one go, so that there is no rest in between.
  await first.app.evaluate(async ({ app, BrowserWindow }) => {
    await BrowserWindow.getAllWindows()[0]?.webContents.insertText('last');
    app.quit();
  });
  await closed;
  const { page } = await launch({ userData });
  await expect(page.getByTestId('compose-topic')).toHaveValue('typed-last');
});
