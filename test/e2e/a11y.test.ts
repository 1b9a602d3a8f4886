import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { expect, test } from '../support/backends';
import type { BusdeckWindow } from '../support/busdeck-window';
import { answerDialogs } from '../support/dialogs';
import { fillEditor } from '../support/fill-editor';

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds in these parts of the page as they are now, a line for each element. */
async function findings(page: Page, parts: readonly string[], rules?: readonly string[]): Promise<string[]> {
  const options = {
    resultTypes: ['violations'],
    ...(rules === undefined ? {} : { runOnly: { type: 'rule', values: rules } }),
    rules: {
      // Tooltips and messages lie beside the landmarks, and a dialog has a head of its own.
      region: { enabled: false },
      'landmark-no-duplicate-banner': { enabled: false },
      'landmark-unique': { enabled: false },
    },
  };
  // A part that is not there would be searched in vain.
  for (const part of parts) await expect(page.locator(part), part).not.toHaveCount(0);
  const context = parts.map((part) => [part]);
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run({ include: ${JSON.stringify(context)} }, ${JSON.stringify(options)})`,
  );
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ html, any, all, none }) => {
      const why = [...any, ...all, ...none].map(({ message }) => message).join(' ');
      return `${impact} ${id}: ${why} ${html.slice(0, 200)}`;
    }),
  );
}

/** What a theme can get wrong are its colours; the rest is the same in both. */
const themes = [
  { name: 'light', rules: undefined },
  { name: 'dark', rules: ['color-contrast'] },
] as const;

/** Colours fade into each other. */
const settled = (page: Page) =>
  page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'));

const dialog = '[role=dialog]';
const composer = '[data-part=composer]';
const inspector = '[data-part=inspector]';
const subscribers = '[data-part=subscribers]';

/** Gathers what axe finds each time one looks, in both themes: on the whole page, or in the parts that are not as they were. */
async function audit({ page }: BusdeckWindow) {
  const found: Record<string, string[]> = {};
  await page.evaluate(axeSource);
  const order = [...themes];
  const look = async (state: string, ...parts: string[]) => {
    for (const { name, rules } of order) {
      await page.emulateMedia({ colorScheme: name });
      await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', name);
      await settled(page);
      const all = await findings(page, parts.length === 0 ? ['html'] : parts, rules);
      if (all.length > 0) found[`${state}, ${name}`] = all;
    }
    // The next look begins with the theme that this one ended with.
    order.reverse();
  };
  return { found, look };
}

test('axe finds nothing on any main state, in either theme', async ({ window }) => {
  test.setTimeout(180_000);
  const { page } = window;
  const { found, look } = await audit(window);
  await look('first window');

  await page.getByTestId('demo-failure').click();
  const steps = page.getByTestId('trace-step');
  await expect(steps.last()).toHaveAttribute('data-type', 'deadLettered');
  await page.getByTestId('demo-round-robin').click();
  await window.expectCounter('worker-3', 'acked', 2);
  await look('trace');
  await page.getByTestId('trace-mode').getByText('Lanes').click();
  await look('lanes', inspector);
  await page.getByTestId('trace-enlarge').click();
  await expect(page.getByTestId('trace-enlarged')).toBeVisible();
  await look('lanes enlarged', dialog);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('trace-enlarged')).toBeHidden();
  for (const tab of ['Dead letters', 'Log', 'Distribution']) {
    await page.getByRole('tab', { name: tab }).click();
    await look(tab, inspector);
  }
  await page.locator('[data-testid=pane][data-name=worker-1]').getByTestId('pane-fold').click();
  await look('a folded pane', subscribers);

  await page.getByTestId('add-subscriber').click();
  await expect(page.getByTestId('subscriber-create')).toBeVisible();
  await look('adding subscribers', dialog);
  await page.keyboard.press('Escape');
  await page.keyboard.press('ControlOrMeta+K');
  await expect(page.getByRole('textbox', { name: 'What you want to do' })).toBeFocused();
  await look('palette', dialog);
  await page.keyboard.press('Escape');
  await page.getByRole('tab', { name: 'Distribution' }).focus();
  await page.keyboard.press('?');
  await expect(page.getByTestId('key-list')).toBeVisible();
  await look('keys', dialog);
  await page.keyboard.press('Escape');

  while ((await window.panes.count()) > 0) {
    const before = await window.panes.count();
    await page.getByTestId('pane-remove').first().click();
    await expect(window.panes).toHaveCount(before - 1);
  }
  await look('no subscribers');
  expect(found).toEqual({});
});

test('axe finds nothing in the composer, the dead letters, the metrics, the history and find, in either theme', async ({
  window,
  launched,
}, info) => {
  test.setTimeout(180_000);
  const { page } = window;
  const { found, look } = await audit(window);
  await answerDialogs(launched.app, info.outputPath('recording.ndjson'));
  await page.getByRole('tab', { name: 'History' }).click();
  await page.getByTestId('start-recording').click();
  await expect(page.getByTestId('recording')).toHaveAttribute('data-state', 'recording');
  await look('recording', inspector);

  const format = page.getByLabel('Format of the payload');
  for (const kind of ['Text', 'Hex', 'Base64', 'File', 'JSON']) {
    await format.selectOption({ label: kind });
    await look(`composing ${kind}`, composer);
  }
  await window.compose('orders', '{"n": ', 1);
  await look('composing what is no JSON', composer);
  await window.compose('orders', '{"n": {{seq}}}', 4);
  await page.getByRole('button', { name: 'Add a header' }).click();
  await look('headers', composer);
  await page.getByRole('tab', { name: /^Properties/ }).click();
  await look('properties', composer);
  await page.getByRole('tab', { name: /^Variables/ }).click();
  await page.getByRole('button', { name: 'Add a variable' }).click();
  await look('variables', composer);
  await page.getByTestId('preview').click();
  await expect(page.getByTestId('previewed')).toHaveCount(3);
  await look('preview', dialog);
  await page.keyboard.press('Escape');
  await window.send('publish', 'routed');
  for (const view of ['Sent', 'Saved', 'Compose']) {
    await page.getByTestId('composer').getByText(view, { exact: true }).click();
    await look(`the composer’s ${view}`, composer);
  }

  await page.getByTestId('stop-recording').click();
  await expect(page.getByTestId('recording')).toHaveAttribute('data-state', 'stopped');
  await page.getByTestId('open-recording').click();
  await expect(page.getByTestId('recorded-message')).toHaveCount(4);
  await page.getByRole('switch', { name: 'By subscriber' }).click();
  await page.getByTestId('recording-filter').fill('outcome:none');
  await expect(page.getByTestId('recording-filter-problem')).toBeVisible();
  await look('an opened recording', inspector);
  await page.getByRole('tab', { name: 'Metrics' }).click();
  await expect(page.locator('.uplot canvas')).toHaveCount(2);
  await look('metrics', inspector);
  await page.getByLabel('Show the metrics large').click();
  await expect(page.getByRole('dialog').locator('.uplot')).not.toHaveCount(0);
  await look('metrics large', dialog);
  await page.keyboard.press('Escape');

  const filter = page.getByTestId('filter');
  await filter.fill('outc');
  await expect(page.getByRole('option', { name: /^outcome:/ })).toBeVisible();
  await look('a filter being written', subscribers, '[role=listbox]');
  await filter.fill('outcome:none');
  await expect(page.getByTestId('filter-problem')).toBeVisible();
  await look('a filter that is wrong', subscribers);
  await filter.fill('');
  await expect(page.getByTestId('delivery')).toHaveCount(4);
  await page.getByTestId('filter-help').click();
  await expect(page.getByText('Every word must hold.')).toBeVisible();
  await look('what a filter can say', dialog);
  await page.keyboard.press('Escape');
  await page.getByTestId('highlights').click();
  await page.getByTestId('highlight-filter').fill('$.n>2');
  await page.getByTestId('highlight-add').click();
  await expect(page.locator('[data-testid=delivery][data-highlight]')).toHaveCount(2);
  await look('highlight rules', dialog, subscribers);
  await page.keyboard.press('Escape');

  const deliveries = page.getByTestId('delivery');
  await deliveries.first().click();
  await page.getByTestId('compare').click();
  await expect(page.getByTestId('comparing')).toBeVisible();
  await look('one side of a comparison', inspector);
  await deliveries.last().click();
  await page.getByTestId('compare').click();
  await expect(page.getByTestId('comparison').locator('.cm-changedLine')).toHaveCount(2);
  await look('comparison', dialog);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('comparison')).toBeHidden();

  for (const name of ['worker-1', 'worker-2', 'worker-3']) await window.setBehaviour(name, 'always');
  await window.compose('orders', '{"n": 1}', 2);
  await page.getByTestId('publish').click();
  await page.getByRole('tab', { name: /^Dead letters/ }).click();
  await expect(page.getByTestId('dead-letter-group')).toHaveAttribute('data-count', '2');
  await page.getByTestId('dead-letter').first().getByRole('checkbox').click();
  await look('chosen dead letters');
  await page.getByTestId('dead-letter').first().getByTestId('edit-and-replay').click();
  await fillEditor(page.getByTestId('edit-payload'), '{"n": 2}');
  await expect(page.locator('.cm-deletedChunk')).toBeVisible();
  await page.getByRole('button', { name: 'Add a header to the dead letter' }).click();
  await look('a dead letter being edited', dialog);
  await page.keyboard.press('Escape');
  await expect(page.getByText('Drop the changes?')).toBeVisible();
  await look('a question before edits are dropped', dialog);
  await page.getByTestId('confirm').click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.getByTestId('discard-chosen').click();
  await expect(page.getByTestId('confirm')).toBeVisible();
  await look('a question before something is thrown away', dialog);
  await page.keyboard.press('Escape');
  expect(found).toEqual({});
});

test('axe finds nothing in a scenario, in either theme', async ({ window }) => {
  test.setTimeout(120_000);
  const { page } = window;
  const { found, look } = await audit(window);
  const scenario = '[data-part=scenario]';
  await page.getByTestId('show-scenario').click();
  await expect(page.getByTestId('scenario-from-deeds')).toBeVisible();
  await look('no scenario', scenario);
  await page.getByTestId('scenario-new').click();
  await page.getByTestId('scenario-run').click();
  await expect(page.getByTestId('scenario-outcome')).toHaveAttribute('data-state', 'passed', {
    timeout: 30_000,
  });
  await page.getByTestId('expectation').first().click();
  await look('a scenario that passed', scenario);
  await fillEditor(page.getByTestId('scenario-text'), 'scenario: A\nstep: []\n');
  await expect(page.getByTestId('scenario-problem')).toHaveCount(1);
  // The cursor blinks for ever.
  await page.getByTestId('scenario-more').focus();
  await look('a mistake', scenario);
  expect(found).toEqual({});
});
