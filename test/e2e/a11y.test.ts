import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';
import type { AxeResults } from 'axe-core';
import { test as base, expect } from '../support/app';
import { BusdeckWindow } from '../support/busdeck-window';

const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds on the page as it is now, a line for each element. */
async function findings(page: Page, rules: string[] | undefined): Promise<string[]> {
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
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, ${JSON.stringify(options)})`);
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(({ html, any, all, none }) => {
      const why = [...any, ...all, ...none].map(({ message }) => message).join(' ');
      return `${impact} ${id}: ${why} ${html.slice(0, 200)}`;
    }),
  );
}

const test = base.extend<{ window: BusdeckWindow }>({
  window: async ({ launch }, use) => {
    const { page } = await launch();
    const window = new BusdeckWindow(page);
    await expect(window.panes).toHaveCount(3);
    await use(window);
  },
});

/** What a theme can get wrong are its colours; the rest is the same in both. */
const themes = [
  ['Light', undefined],
  ['Dark', ['color-contrast']],
] as const;

for (const [theme, rules] of themes) {
  test(`axe finds nothing on any main state, ${theme.toLowerCase()}`, async ({ window }) => {
    test.setTimeout(180_000);
    const { page } = window;
    const found: Record<string, string[]> = {};
    await page.evaluate(axeSource);
    const look = async (state: string) => {
      const all = await findings(page, rules === undefined ? undefined : [...rules]);
      if (all.length > 0) found[state] = all;
    };
    await page.getByRole('radio', { name: theme }).dispatchEvent('click');
    // Colours fade into each other.
    await page.waitForFunction(() =>
      document.getAnimations().every(({ playState }) => playState !== 'running'),
    );
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', theme.toLowerCase());
    await look('first window');

    await page.getByTestId('demo-failure').click();
    const steps = page.getByTestId('trace-step');
    await expect(steps.last()).toHaveAttribute('data-type', 'deadLettered');
    await page.getByTestId('demo-round-robin').click();
    await window.expectCounter('worker-3', 'acked', 2);
    await page.waitForFunction(() =>
      document.getAnimations().every(({ playState }) => playState !== 'running'),
    );
    await look('trace');
    await page.getByTestId('trace-mode').getByText('Lanes').click();
    await look('lanes');
    await page.getByTestId('trace-enlarge').click();
    await expect(page.getByTestId('trace-enlarged')).toBeVisible();
    await look('lanes enlarged');
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('trace-enlarged')).toBeHidden();
    for (const tab of ['Dead letters', 'Log', 'Shares']) {
      await page.getByRole('tab', { name: tab }).click();
      await look(tab);
    }
    await page.locator('[data-testid=pane][data-name=worker-1]').getByTestId('pane-fold').click();
    await look('a folded pane');

    await page.getByTestId('add-subscriber').click();
    await expect(page.getByTestId('subscriber-create')).toBeVisible();
    await page.waitForFunction(() =>
      document.getAnimations().every(({ playState }) => playState !== 'running'),
    );
    await look('adding subscribers');
    await page.keyboard.press('Escape');
    await page.keyboard.press('ControlOrMeta+K');
    await expect(page.getByRole('textbox', { name: 'What you want to do' })).toBeFocused();
    await look('palette');
    await page.keyboard.press('Escape');
    await page.getByRole('tab', { name: 'Shares' }).focus();
    await page.keyboard.press('?');
    await expect(page.getByTestId('key-list')).toBeVisible();
    await look('keys');
    await page.keyboard.press('Escape');

    while ((await window.panes.count()) > 0) {
      const before = await window.panes.count();
      await page.getByTestId('pane-remove').first().click();
      await expect(window.panes).toHaveCount(before - 1);
    }
    await look('no subscribers');
    expect(found).toEqual({});
  });
}
