import { randomUUID } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { Api } from '../../shared/ipc/ipc';
import { profileSchema } from '../../shared/window/profile';
import { expect, test } from '../support/app';
import { BusdeckWindow } from '../support/busdeck-window';
import { expectNothingSerious } from '../support/expect-accessible';
import {
  connectSaved,
  manageConnections,
  newConnection,
  openConnectionsMenu,
} from '../support/saved-connections';
import { resizeWindow } from '../support/window-size';

/** Saved connections and settings, over restarts of the app with the same user data. */

test('a connection is saved, tested, and there again after a restart', async ({
  launch,
  broker,
  userData,
}) => {
  const first = await launch({ userData });
  await newConnection(first.page, 'Staging', broker.url());
  await first.page.getByTestId('profile-test').click();
  const outcome = first.page.getByTestId('profile-outcome');
  await expect(outcome).toContainText('It works');
  await expect(first.page.getByTestId('profile-url')).toHaveValue(
    `amqp://guest@127.0.0.1:${broker.port}/${broker.vhost}`,
  );
  await first.page.getByTestId('profile-connect').click();
  const window = new BusdeckWindow(first.page);
  await window.expectState('ready');
  await expect(first.page.getByTestId('active-profile')).toContainText('Staging');
  await expect(first.page.getByTestId('connection-kind')).toHaveValue('rabbitmq');
  await first.close();

  const text = await readFile(join(userData, 'settings.json'), 'utf8');
  expect(JSON.parse(text).profiles).toMatchObject([{ name: 'Staging', kind: 'rabbitmq' }]);
  expect(text).not.toContain('guest:guest');

  const second = await launch({ userData });
  await connectSaved(second.page, 'Staging');
  // Where this machine has a keychain it connects by itself, and else it asks.
  const password = second.page.getByTestId('profile-password');
  const status = second.page.getByTestId('connection-status');
  await expect(password.or(status.and(second.page.locator('[data-state=ready]'))).first()).toBeVisible();
  if (await password.isVisible()) {
    await password.fill('wrong');
    await second.page.getByTestId('password-connect').click();
    await expect(second.page.getByRole('alert')).toContainText('refused the login');
    await second.page.getByTestId('profile-password').fill('guest');
    await second.page.getByTestId('password-connect').click();
  }
  await expect(second.page.getByTestId('active-profile')).toContainText('Staging');
  await expect(status).toHaveAttribute('data-state', 'ready');
  // Known for the rest of the session.
  await second.page.getByTestId('disconnect').click();
  await second.page.getByTestId('connect').click();
  await expect(status).toHaveAttribute('data-state', 'ready');
});

test('the settings stand beside the status in a small window, whatever the connection is called', async ({
  launch,
  userData,
}) => {
  const profile = profileSchema.parse({ id: randomUUID(), name: 'Bench', kind: 'memory' });
  await writeFile(join(userData, 'settings.json'), JSON.stringify({ profiles: [profile] }));
  const { app, page } = await launch({ userData });
  await resizeWindow(app, page, 900, 600);
  await connectSaved(page, 'Bench');
  await expect(page.getByTestId('active-profile')).toContainText('Bench');
  const status = await page.getByTestId('connection-status').boundingBox();
  const settings = await page.getByTestId('open-settings').boundingBox();
  const middle = (settings?.y ?? 0) + (settings?.height ?? 0) / 2;
  expect(middle).toBeGreaterThan(status?.y ?? Number.POSITIVE_INFINITY);
  expect(middle).toBeLessThan((status?.y ?? 0) + (status?.height ?? 0));
});

test('a connection that does not work says why, is duplicated and deleted', async ({ launched }) => {
  const { page } = launched;
  await newConnection(page, 'Nowhere', 'amqp://me@127.0.0.1:1/');
  await page.getByTestId('profile-test').click();
  const outcome = page.getByTestId('profile-outcome');
  await expect(outcome).toContainText('Enter the password');
  await page.getByTestId('profile-password').fill('secret');
  await page.getByTestId('profile-test').click();
  await expect(outcome).toContainText('Nothing listens');
  await page.getByTestId('profile-save').click();
  await expect(outcome).toContainText('Saved');
  await page.getByTestId('profile-duplicate').click();
  await page.getByTestId('profile-save').click();
  const entries = page.getByTestId('manage-entry');
  await expect(entries).toHaveText(['Nowhere', 'Nowhere copy']);
  // The duplicate has the password too.
  await page.getByTestId('profile-test').click();
  await expect(outcome).toContainText('Nothing listens');
  await page.getByTestId('profile-delete').click();
  await page.getByTestId('confirm').click();
  await expect(entries).toHaveText(['Nowhere']);
});

test('edits are not lost without a question', async ({ launched }) => {
  const { page } = launched;
  const name = page.getByTestId('profile-name');
  const entry = page.getByTestId('manage-entry');
  const question = page.getByTestId('unsaved-edits');
  for (const each of ['One', 'Two']) {
    await newConnection(page, each, 'amqp://broker.example.com/');
    await page.getByTestId('profile-save').click();
    await expect(page.getByTestId('profile-outcome')).toContainText('Saved');
    // Nothing is unsaved: nothing is asked.
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
  await manageConnections(page);
  await name.fill('First');
  await entry.filter({ hasText: 'Two' }).click();
  await expect(question).toContainText('What you changed on First is not saved yet');
  await expectNothingSerious(page);
  await page.getByTestId('edits-back').click();
  await expect(question).toHaveCount(0);
  await expect(name).toHaveValue('First');

  await entry.filter({ hasText: 'Two' }).click();
  await page.getByTestId('edits-save').click();
  await expect(name).toHaveValue('Two');
  await expect(entry).toHaveText(['First', 'Two']);

  await name.fill('Dropped');
  await page.keyboard.press('Escape');
  await page.getByTestId('edits-drop').click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await manageConnections(page);
  await expect(entry).toHaveText(['First', 'Two']);

  // What cannot be saved stays where it was typed.
  await name.fill(' ');
  await page.getByTestId('new-connection').click();
  await page.getByTestId('edits-save').click();
  await expect(page.getByTestId('profile-name')).toHaveAccessibleDescription('A connection needs a name.');
  await expect(page.getByTestId('profile-name')).toBeFocused();
  await expect(entry.filter({ hasText: 'First' })).toHaveAttribute('aria-current', 'true');
});

test('a read-only connection sends nothing, by whatever way', async ({ launched, broker }) => {
  const { page } = launched;
  const window = new BusdeckWindow(page);
  await newConnection(page, 'Look only', broker.url());
  await page.getByTestId('profile-read-only').check();
  await page.getByTestId('profile-connect').click();
  await window.expectState('ready');
  await expect(page.getByTestId('publish')).toBeDisabled();
  await expect(page.getByTestId('broadcast')).toBeDisabled();
  await expect(page.getByTestId('read-only')).toContainText('Look only is a read-only connection');
  await window.addSubscribers('looked at', 'reader');

  const codes = await page.evaluate(async () => {
    const { api } = globalThis as unknown as { api: Api };
    const topic = 'looked at';
    const send = { sendId: crypto.randomUUID(), topic, payload: { format: 'text' as const, text: 'x' } };
    const answers = [
      await api.publish(send),
      await api.broadcast(send),
      await api.replay({ topic, ids: 'all' }),
      await api.discard({ topic, ids: 'all' }),
    ];
    return answers.map((answer) => (answer.ok ? 'sent' : answer.error.code));
  });
  expect(codes).toEqual(['read-only', 'read-only', 'read-only', 'read-only']);
  await page.getByText('Sent', { exact: true }).click();
  await expect(page.getByTestId('sent-request')).toHaveCount(2);
  await expect(page.getByTestId('sent-request').first()).toContainText('Look only is a read-only connection');
  await page.getByText('Compose', { exact: true }).click();

  // Edited while it is connected: in force at once.
  await manageConnections(page);
  await page.getByTestId('profile-read-only').uncheck();
  await page.getByTestId('profile-save').click();
  await page.keyboard.press('Escape');
  await window.compose('looked at', '{"n":1}');
  await window.send('publish', 'routed');
  await window.expectCounter('reader', 'acked', 1);
});

test('production asks for the topic’s name before many messages', async ({ launched }) => {
  const { page } = launched;
  const window = new BusdeckWindow(page);
  await openConnectionsMenu(page);
  await page.getByTestId('save-connection').click();
  await page.getByTestId('profile-name').fill('Live');
  await page.getByTestId('profile-production').check();
  await page.getByTestId('profile-connect').click();
  await expect(page.getByTestId('active-profile')).toContainText('Production');
  await window.addSubscribers('orders', 'worker', 1, 'fail always');

  await window.compose('orders', '{"n":1}');
  await window.send('publish', 'routed');
  await page.getByTestId('compose-count').fill('5');
  await page.getByTestId('publish').click();
  const confirm = page.getByTestId('confirm');
  await expect(confirm).toBeDisabled();
  await page.getByTestId('confirm-topic').fill('order');
  await expect(confirm).toBeDisabled();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('confirm-topic')).toHaveCount(0);
  await window.expectCounter('worker', 'dead', 1);

  await page.getByTestId('publish').click();
  await page.getByTestId('confirm-topic').fill('orders');
  await confirm.click();
  await window.expectCounter('worker', 'dead', 6);

  await window.setBehaviour('worker', 'ack');
  await page.getByRole('tab', { name: /Dead letters/ }).click();
  // One dialog: what will happen to how many, and the name.
  const dialog = page.getByRole('dialog');
  const letters = page.getByTestId('dead-letter');
  await expect(letters).toHaveCount(6);
  await page.getByTestId('replay-all').click();
  await expect(dialog).toContainText('Replay 6 dead letters?');
  await expect(dialog).toContainText('All of them go to orders again');
  await expect(dialog).toContainText('Live is a production connection');
  await expectNothingSerious(page);
  await page.getByTestId('confirm-topic').fill('orders');
  await confirm.click();
  await expect(dialog).toHaveCount(0);
  await window.expectCounter('worker', 'acked', 6);
  await window.setBehaviour('worker', 'always');
  await page.getByTestId('publish').click();
  await page.getByTestId('confirm-topic').fill('orders');
  await confirm.click();
  await window.expectCounter('worker', 'dead', 11);
  await expect(letters).toHaveCount(5);
  await letters.first().getByRole('checkbox').check();
  await letters.nth(1).getByRole('checkbox').check();
  await page.getByTestId('discard-chosen').click();
  await expect(dialog).toContainText('Discard 2 dead letters of orders?');
  await page.getByTestId('confirm-topic').fill('orders');
  await confirm.click();
  await expect(letters).toHaveCount(3);
  await page.getByTestId('discard-all').click();
  await expect(dialog).toContainText('Discard 3 dead letters?');
  await page.getByTestId('confirm-topic').fill('orders');
  await confirm.click();
  await expect(dialog).toHaveCount(0);
  await expect(letters).toHaveCount(0);
});

test('a setting that is refused is said to be, and is as it was', async ({ launched }) => {
  const { page } = launched;
  await page.getByTestId('open-settings').click();
  const limit = page.getByTestId('settings-history');
  const before = await limit.inputValue();
  await limit.fill('0');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('settings')).toContainText('Keep 1 MB at least.');
  await expect(limit).toHaveValue(before);
});

test('theme, zoom, sizes and the history’s limit are kept', async ({ launch, userData }) => {
  const first = await launch({ userData });
  await first.page.getByTestId('open-settings').click();
  const settings = first.page.getByTestId('settings');
  await settings.getByText('Dark', { exact: true }).click();
  await expect(first.page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await settings.getByTestId('settings-history').fill('64');
  await settings.getByTestId('retry-max').fill('1');
  await settings.getByTestId('settings-zoom').selectOption('1.1');
  await expect(settings.getByTestId('settings-file')).toHaveText(join(userData, 'settings.json'));
  await first.page.keyboard.press('Escape');
  await first.page.getByTestId('compose-topic').fill('half done');
  await expect.poll(() => readFile(join(userData, 'settings.json'), 'utf8')).toContain('half done');
  const separator = first.page.getByRole('separator', { name: 'Width of the composer' });
  await separator.focus();
  for (let press = 0; press < 3; press += 1) await first.page.keyboard.press('ArrowRight');
  const composer = (page: Page) => page.getByLabel('Composer', { exact: true }).boundingBox();
  const width = (await composer(first.page))?.width ?? 0;
  await first.close();

  const { page, app } = await launch({ userData });
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  const zoom = () =>
    app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.getZoomFactor());
  await expect.poll(zoom).toBeCloseTo(1.1);
  expect((await composer(page))?.width).toBeCloseTo(width, -1);
  await expect(page.getByTestId('compose-topic')).toHaveValue('half done');
  // The bus that the window opens with has the retries of the settings.
  const window = new BusdeckWindow(page);
  for (const name of ['worker-1', 'worker-2', 'worker-3']) await window.setBehaviour(name, 'always');
  await page.getByTestId('compose-topic').fill('orders');
  const id = await window.send('publish', 'routed');
  const dead = page.locator(`[data-testid=delivery][data-message-id="${id}"][data-outcome=dead]`);
  await expect(dead).toHaveAttribute('data-attempt', '2');
  await page.getByTestId('open-settings').click();
  await expect(page.getByTestId('settings-history')).toHaveValue('64');
  await expect(page.getByTestId('retry-max')).toHaveValue('1');
});

test('a damaged settings file is set aside and told', async ({ launch, userData }) => {
  await writeFile(join(userData, 'settings.json'), '{"profiles": [{"name"');
  const { page } = await launch({ userData });
  await expect(page.getByRole('alert').filter({ hasText: 'The settings file was damaged' })).toBeVisible();
  await new BusdeckWindow(page).expectState('ready');
  const aside = (await readdir(userData)).filter((name) => name.startsWith('settings.damaged-'));
  expect(aside).toHaveLength(1);
  expect(await readFile(join(userData, aside[0] ?? ''), 'utf8')).toBe('{"profiles": [{"name"');
});

test('the application menu reaches the window', async ({ launched }) => {
  const { page, app } = launched;
  await expect(page.getByTestId('pane')).toHaveCount(3);
  const choose = (menu: string, label: string) =>
    app.evaluate(
      ({ Menu }, [menuLabel, itemLabel]) => {
        const top = Menu.getApplicationMenu()?.items.find(
          (item) => item.label.replace('&', '') === menuLabel || item.role === menuLabel,
        );
        top?.submenu?.items.find((item) => item.label === itemLabel)?.click();
      },
      [menu, label],
    );
  await choose('File', 'Settings…');
  await expect(page.getByTestId('settings')).toBeVisible();
  await page.keyboard.press('Escape');
  await choose('File', 'Save This Connection…');
  await expect(page.getByTestId('profile-name')).toHaveValue('In-memory');
  await page.keyboard.press('Escape');
  await choose('help', 'Keyboard Shortcuts');
  await expect(page.getByRole('dialog')).toContainText('Broadcast');
  await page.keyboard.press('Escape');
  await choose('View', 'Log');
  await expect(page.getByRole('tab', { name: 'Log' })).toHaveAttribute('aria-selected', 'true');
});

for (const theme of ['light', 'dark'] as const) {
  test(`screen readers can follow the dialogs, ${theme}`, async ({ launched }) => {
    const { page } = launched;
    await page.evaluate((wanted) => {
      const { api } = globalThis as unknown as { api: Api };
      return api.changePreferences({ theme: wanted });
    }, theme);
    await newConnection(page, 'Live', 'amqps://me@broker.example.com/');
    await page.getByTestId('profile-read-only').check();
    await page.getByTestId('profile-production').check();
    await page.getByTestId('profile-save').click();
    await expect(page.getByTestId('profile-outcome')).toContainText('Saved');
    await expectNothingSerious(page);
    await page.keyboard.press('Escape');
    await connectSaved(page, 'Live');
    await expect(page.getByTestId('profile-password')).toBeVisible();
    await expectNothingSerious(page);
    await page.keyboard.press('Escape');
    await page.getByTestId('open-settings').click();
    await expect(page.getByTestId('settings')).toBeVisible();
    await expectNothingSerious(page);
    await page.keyboard.press('Escape');
    await openConnectionsMenu(page);
    await expect(page.getByTestId('saved-connection')).toBeVisible();
    await expectNothingSerious(page);
  });
}
