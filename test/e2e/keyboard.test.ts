import type { Page } from '@playwright/test';
import { test as base, expect } from '../support/app';
import { BusdeckWindow } from '../support/busdeck-window';
import { answerDialogs } from '../support/dialogs';
import { openConnectionsMenu } from '../support/saved-connections';
import { resizeWindow } from '../support/window-size';

const test = base.extend<{ window: BusdeckWindow }>({
  window: async ({ launched }, use) => {
    const { page } = launched;
    const window = new BusdeckWindow(page);
    await expect(window.panes).toHaveCount(3);
    await use(window);
  },
});

/** Presses Tab until a control has the focus, as a person would. */
async function tabTo(page: Page, testId: string): Promise<void> {
  for (let presses = 0; presses < 30; presses += 1) {
    const there = await page.evaluate(
      (id) => document.activeElement?.closest(`[data-testid="${id}"]`) !== null,
      testId,
    );
    if (there) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${testId}.`);
}

async function palette(page: Page, words: string): Promise<void> {
  await page.keyboard.press('ControlOrMeta+K');
  await expect(page.getByRole('textbox', { name: 'What you want to do' })).toBeFocused();
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: 'What you want to do' })).toHaveCount(0);
}

test('the main job without a mouse', async ({ window }) => {
  const { page } = window;
  // Subscribers that fail, named and counted by keys only.
  await page.keyboard.press('ControlOrMeta+Shift+A');
  await tabTo(page, 'subscriber-topic');
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('jobs');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('broken');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('2');
  await tabTo(page, 'subscriber-behaviour');
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('always');
  await page.keyboard.press('Enter');
  await expect(window.panes).toHaveCount(5);

  await page.keyboard.press('ControlOrMeta+L');
  await expect(page.getByTestId('compose-topic')).toBeFocused();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('jobs');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(window.receipt).toHaveAttribute('data-outcome', 'routed');

  // To its trace, by the newest message.
  await expect(page.getByTestId('delivery').first()).toBeVisible();
  await page.keyboard.press('ControlOrMeta+J');
  const steps = page.getByTestId('trace-step');
  await expect(steps.last()).toHaveAttribute('data-type', 'deadLettered');

  // Mended in the pane, by F6 and B.
  for (const name of ['broken-1', 'broken-2']) {
    for (let presses = 0; presses < 20; presses += 1) {
      await page.keyboard.press('F6');
      if (await window.pane(name).evaluate((pane) => pane === document.activeElement)) break;
    }
    await expect(window.pane(name)).toBeFocused();
    await page.keyboard.press('b');
    await expect(window.pane(name).getByTestId('subscriber-behaviour')).toBeFocused();
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('ack');
    await page.keyboard.press('Enter');
    await expect(window.pane(name).getByTestId('subscriber-behaviour')).toHaveValue('ack');
  }

  await page.keyboard.press('ControlOrMeta+2');
  for (let presses = 0; presses < 20; presses += 1) {
    await page.keyboard.press('F6');
    if (await page.locator('[data-part=inspector]').evaluate((part) => part === document.activeElement))
      break;
  }
  await tabTo(page, 'replay');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('dead-letter')).toHaveCount(0);
  await page.keyboard.press('ControlOrMeta+1');
  await expect(steps.last()).toHaveAttribute('data-type', 'acked');
  await window.expectLedgerAddsUp();
});

test('a pane obeys its keys', async ({ window }) => {
  const { page } = window;
  const pane = window.pane('worker-1');
  await window.send('publish', 'routed');
  await expect(window.deliveries('worker-1')).toHaveCount(1);
  await pane.focus();
  await page.keyboard.press('p');
  await expect(pane).toHaveAttribute('data-state', 'paused');
  await page.keyboard.press('p');
  await expect(pane).toHaveAttribute('data-state', 'consuming');
  await page.keyboard.press('c');
  await expect(window.deliveries('worker-1')).toHaveCount(0);
  await window.expectCounter('worker-1', 'received', 1);
  await page.keyboard.press('m');
  await expect(pane).toHaveAttribute('data-folded', 'true');
  await expect(pane).toBeFocused();
  await page.keyboard.press('m');
  await expect(pane).not.toHaveAttribute('data-folded', 'true');
  await expect(pane).toBeFocused();
  await page.keyboard.press('Delete');
  await expect(window.panes).toHaveCount(2);
  await expect(window.pane('worker-2')).toBeFocused();

  // In a text they are letters.
  await page.keyboard.press('b');
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.type('pcm?');
  await expect(window.panes).toHaveCount(2);
  await expect(page.getByTestId('key-list')).toBeHidden();
  await page.keyboard.press('Escape');
  await window.expectLedgerAddsUp();
});

test('a delivery is chosen with the arrows', async ({ window }) => {
  const { page } = window;
  const id = await window.send('publish', 'routed');
  await window.send('publish', 'routed');
  await window.pane('worker-1').focus();
  for (let presses = 0; presses < 12; presses += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(() => document.activeElement?.getAttribute('role') === 'listbox')) break;
  }
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('trace')).toHaveAttribute('data-message-id', id);
});

test('the palette does everything by its name', async ({ window }) => {
  const { page } = window;
  await palette(page, 'Pause worker-2');
  await expect(window.pane('worker-2')).toHaveAttribute('data-state', 'paused');
  await palette(page, 'Resume worker-2');
  await expect(window.pane('worker-2')).toHaveAttribute('data-state', 'consuming');
  await palette(page, 'Publish');
  await expect(window.receipt).toHaveAttribute('data-outcome', 'routed');
  await palette(page, 'Show the log');
  await expect(page.getByRole('tab', { name: 'Log' })).toHaveAttribute('aria-selected', 'true');
  await palette(page, 'Go to the composer');
  await expect(page.getByTestId('compose-topic')).toBeFocused();
  await palette(page, 'Change the behaviour of worker-3');
  await expect(window.pane('worker-3').getByTestId('subscriber-behaviour')).toBeFocused();
  await palette(page, 'Add subscribers');
  await expect(page.getByTestId('subscriber-create')).toBeVisible();
  await page.keyboard.press('Escape');
  await palette(page, 'Remove worker-1');
  await expect(window.panes).toHaveCount(2);
});

test('the palette connects, changes the theme, empties the dead letters and opens the settings', async ({
  window,
}) => {
  const { page } = window;
  await palette(page, 'Dark theme');
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await palette(page, 'Light theme');
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'light');

  for (const name of ['worker-1', 'worker-2', 'worker-3']) await window.setBehaviour(name, 'always');
  await palette(page, 'Publish');
  await palette(page, 'Show the dead letters');
  const letter = page.getByTestId('dead-letter');
  await expect(letter).toHaveCount(1);
  for (const name of ['worker-1', 'worker-2', 'worker-3']) await window.setBehaviour(name, 'ack');
  await palette(page, 'Replay the dead letters of orders');
  await page.getByTestId('confirm').click();
  await expect(letter).toHaveCount(0);
  await expect(page.locator('[data-testid=delivery][data-outcome=acked]')).toHaveCount(1);
  for (const name of ['worker-1', 'worker-2', 'worker-3']) await window.setBehaviour(name, 'always');
  await palette(page, 'Publish');
  await expect(letter).toHaveCount(1);
  await palette(page, 'Discard the dead letters of orders');
  await page.getByTestId('confirm').click();
  await expect(letter).toHaveCount(0);

  await palette(page, 'Open the settings');
  await expect(page.getByTestId('settings-zoom')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('settings-zoom')).toBeHidden();
  await palette(page, 'List the keys');
  await expect(page.getByTestId('key-list')).toBeVisible();
  await page.keyboard.press('Escape');
  await palette(page, 'Disconnect');
  await window.expectState('closed');
  await palette(page, 'Connect to the in-memory bus');
  await window.expectState('ready');
});

test('a saved connection is opened from the palette by its name', async ({ window }) => {
  const { page } = window;
  await page.evaluate(async () => {
    const api = Reflect.get(globalThis, 'api');
    const profile = {
      id: crypto.randomUUID(),
      name: 'Workbench',
      kind: 'memory',
    };
    const answer = await api.saveProfile({ profile });
    if (!answer.ok) throw new Error(answer.error.message);
  });
  // The palette offers what there is when it opens: the window has to know of it by then.
  await openConnectionsMenu(page);
  await expect(page.getByTestId('saved-connection')).toContainText('Workbench');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('saved-connection')).toHaveCount(0);
  await palette(page, 'Connect to Workbench');
  await window.expectState('ready');
  await expect(window.panes).toHaveCount(0);
  await palette(page, 'Manage connections');
  await expect(page.getByRole('dialog')).toContainText('Workbench');
});

test('a recording is begun, ended and opened from the palette', async ({ launched }, info) => {
  const { app, page } = launched;
  const window = new BusdeckWindow(page);
  await expect(window.panes).toHaveCount(3);
  await answerDialogs(app, info.outputPath('recording.ndjson'));
  await palette(page, 'Record to disk');
  await expect(page.getByRole('button', { name: 'Recording', exact: true })).toBeVisible();
  await window.send('publish', 'routed');
  await window.expectCounter('worker-1', 'acked', 1);
  await palette(page, 'Stop recording');
  await palette(page, 'Open a recording');
  await expect(page.getByTestId('opened-recording')).toHaveAttribute('data-messages', '1');
});

test('every tab of the inspector is there at any width, in words or as an icon with a name', async ({
  launched,
}) => {
  const { app, page } = launched;
  const window = new BusdeckWindow(page);
  await expect(window.panes).toHaveCount(3);
  for (const name of ['worker-1', 'worker-2', 'worker-3']) await window.setBehaviour(name, 'always');
  await window.compose('orders', '{}', 1200);
  await page.getByTestId('publish').click();
  await expect(page.getByRole('tab', { name: /^Dead letters 1,\d/ })).toBeVisible();
  const tabs = page.getByRole('region', { name: 'Inspector' }).getByRole('tab');
  const names = [/^Trace/, /^Dead letters/, /^Metrics/, /^History/, /^Distribution/, /^Log/];
  for (const [width, height] of [
    [1280, 800],
    [900, 600],
  ] as const) {
    await resizeWindow(app, page, width, height);
    const list = page.getByRole('tablist', { name: 'Inspector' });
    await tabs.first().click();
    for (const [index, name] of names.entries()) {
      const tab = tabs.nth(index);
      await expect(tab).toHaveAccessibleName(name);
      await expect(tab).toBeFocused();
      await expect(tab).toHaveAttribute('aria-selected', 'true');
      const overflow = await list.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
      expect(overflow, `${await tab.textContent()} at ${width}`).toBeLessThanOrEqual(0);
      await page.keyboard.press('ArrowRight');
    }
  }
});

test('the parts of a message are there in whole words, at any width', async ({ launched }) => {
  const { app, page } = launched;
  const window = new BusdeckWindow(page);
  await window.send('publish', 'routed');
  await window.deliveries('worker-1').first().click();
  const parts = page.getByRole('radiogroup', { name: 'Part of the message' });
  for (const width of [1280, 900]) {
    await resizeWindow(app, page, width, 600);
    await expect(parts).toContainText('Properties 1');
    await expect
      .poll(() => parts.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth))
      .toBeLessThanOrEqual(0);
  }
});

test('what is typed under Add replaces the topic that is proposed there', async ({ window }) => {
  const { page } = window;
  await page.keyboard.press('ControlOrMeta+Shift+A');
  await expect(page.getByTestId('subscriber-topic')).toBeFocused();
  await page.keyboard.type('payments');
  await page.keyboard.press('Enter');
  await expect(window.panes.last()).toHaveAttribute('data-topic', 'payments');
});

test('? lists the keys', async ({ window }) => {
  const { page } = window;
  await page.locator('[data-part=inspector]').focus();
  await page.keyboard.press('?');
  const list = page.getByTestId('key-list');
  await expect(list).toContainText('Publish');
  await expect(list).toContainText('Ctrl+Enter');
  await expect(list).toContainText('Pause or resume it');
  await expect(list).toContainText('Zoom in, out, and back');
  await page.keyboard.press('Escape');
  await expect(list).toBeHidden();
});

test('variables are made without a mouse', async ({ window }) => {
  const { page } = window;
  await page.keyboard.press('ControlOrMeta+Shift+E');
  await expect(page.getByRole('tab', { name: 'Variables' })).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Add a variable' })).toBeFocused();
  await page.keyboard.press('Enter');
  // The row that was asked for is there to be typed into.
  await expect(page.getByLabel('Name of variable 1')).toBeFocused();
  await page.keyboard.type('tenant');
  await page.keyboard.press('Tab');
  await page.keyboard.type('shop');
  await window.compose('orders', '{"of":"{{tenant}}"}');
  await window.send('publish', 'routed');
  await expect(window.deliveries('worker-1').first()).toContainText('{"of":"shop"}');
});

test('every setting is changed without a mouse', async ({ window }) => {
  const { page } = window;
  await page.getByTestId('open-settings').focus();
  await page.keyboard.press('Enter');
  const settings = page.getByTestId('settings');
  await expect(settings).toBeVisible();
  const focused = (name: string) => page.getByRole('dialog').getByLabel(name, { exact: true });
  const tabToLabel = async (name: string) => {
    for (let presses = 0; presses < 15; presses += 1) {
      if (await focused(name).evaluate((field) => field === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not lead to ${name}.`);
  };
  await tabToLabel('As the system');
  await page.keyboard.press('ArrowLeft');
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await tabToLabel('Zoom');
  await page.keyboard.press('ArrowDown');
  await expect(settings.getByTestId('settings-zoom')).toHaveValue('1.1');
  await tabToLabel('Memory for messages and their payloads, MB');
  await page.keyboard.press('ArrowUp');
  await expect(settings.getByTestId('settings-history')).toHaveValue('320');
  await tabToLabel('Retries after a failure');
  await page.keyboard.press('ArrowDown');
  await expect(settings.getByTestId('retry-max')).toHaveValue('2');
  await tabToLabel('Delay before each');
  await tabToLabel('Prefetch');
  await page.keyboard.press('ArrowUp');
  await tabToLabel('Memory of a node, percent of its limit');
  await page.keyboard.press('ArrowDown');
  await expect(settings.getByTestId('threshold-memoryPercent')).toHaveValue('79');
  await tabToLabel('Disk of a node, times its limit');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'Show in folder' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(settings).toHaveCount(0);
  await expect(page.getByTestId('open-settings')).toBeFocused();
  // Changed and kept, not only shown.
  await page.keyboard.press('ControlOrMeta+,');
  await expect(settings.getByTestId('retry-max')).toHaveValue('2');
  await expect(settings.getByLabel('Prefetch')).toHaveValue('2');
});
