import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { backends, expect, test } from '../support/backends';
import { answerDialogs } from '../support/dialogs';
import { fillEditor } from '../support/fill-editor';

const example = (name: string) => inRoot('examples', 'scenarios', `${name}.yaml`);

/** As a person opens a file of their own; its name in the window says that it is there. */
async function open(app: ElectronApplication, page: Page, folder: string, text: string): Promise<string> {
  const path = join(folder, 'a.yaml');
  await writeFile(path, text);
  await answerDialogs(app, path);
  await page.getByTestId('show-scenario').click();
  await page.getByTestId('scenario-open').click();
  await expect(page.getByTestId('scenario-name')).toContainText('a.yaml');
  return path;
}

for (const backend of backends) {
  test.describe(backend, () => {
    test.use({ backend });

    test('an example is opened and run, and the panes show it', async ({ launched, window, folder }) => {
      const { page } = window;
      const path = join(folder, 'first.yaml');
      await copyFile(example('first-two-fail'), path);
      await answerDialogs(launched.app, path);
      const before = await window.panes.count();
      await page.getByTestId('show-scenario').click();
      await page.getByTestId('scenario-open').click();
      await page.getByTestId('scenario-run').click();
      const outcome = page.getByTestId('scenario-outcome');
      await expect(outcome).toHaveAttribute('data-state', 'passed', { timeout: 20_000 });
      const expectations = page.getByTestId('expectation');
      // Those of the file, and that nothing else happens.
      await expect(expectations).toHaveCount(4);
      await expect(page.locator('[data-testid=expectation][data-state=held]')).toHaveCount(4);
      await expect(page.locator('[data-testid=scenario-step-row][data-state=done]')).toHaveCount(2);
      // Its subscribers stay to be looked at.
      await expect(window.panes).toHaveCount(before + 2);

      const run = (await outcome.getAttribute('data-run')) ?? '';
      await page.getByTestId('scenario-run').click();
      await expect(outcome).not.toHaveAttribute('data-run', run);
      await expect(outcome).toHaveAttribute('data-state', 'passed', { timeout: 20_000 });
      await expect(window.panes).toHaveCount(before + 2);
      await page.getByTestId('scenario-tidy').click();
      await expect(window.panes).toHaveCount(before);
      await window.expectLedgerAddsUp();
    });
  });
}

const orders = `scenario: Two orders
variables: { orders: "orders-{{run}}" }
subscribers:
  - { name: clerk, topic: "{{orders}}" }
steps:
  - publish: { topic: "{{orders}}", payload: { order: 1 } }
  - publish: { topic: "{{orders}}", payload: { order: 2 } }
expect:
  - count: { topic: "{{orders}}", acked: 2 }
`;

test('a broken expectation shows what was seen, and the trace of a message behind it', async ({
  launched,
  window,
  folder,
}) => {
  const { page } = window;
  const text = await readFile(example('first-two-fail'), 'utf8');
  await open(launched.app, page, folder, text.replace('failed: 20', 'failed: 10'));
  await page.getByTestId('scenario-run').click();
  await expect(page.getByTestId('scenario-outcome')).toHaveAttribute('data-state', 'failed');
  const broken = page.locator('[data-testid=expectation][data-state=broken]');
  await expect(broken).toHaveCount(1);
  await expect(broken).toContainText('seen failed: 20');
  await broken.click();
  const id = await page.getByTestId('expectation-trace').first().getAttribute('data-message-id');
  await expect(page.getByTestId('trace')).toHaveAttribute('data-message-id', id ?? '');
  await expect(page.locator('[data-testid=trace-step][data-type=failed]')).toHaveCount(2);
});

test('step by step, then the rest; and it can be stopped', async ({ launched, window, folder }) => {
  const { page } = window;
  const text = orders.replace('expect:', '  - wait: 1h\nexpect:');
  await open(launched.app, page, folder, text);
  const outcome = page.getByTestId('scenario-outcome');
  const done = page.locator('[data-testid=scenario-step-row][data-state=done]');
  for (const many of [1, 2]) {
    await page.getByTestId('scenario-step').click();
    await expect(done).toHaveCount(many);
    await expect(outcome).toHaveAttribute('data-state', 'paused');
  }
  await expect(window.pane('clerk')).toBeVisible();
  await window.expectCounter('clerk', 'acked', 1);
  await expect(page.locator('[data-testid=expectation][data-state=waiting]')).toHaveCount(1);
  await page.getByTestId('scenario-run').click();
  await expect(page.locator('[data-testid=scenario-step-row][data-state=running]')).toContainText('wait');
  await expect(page.locator('[data-testid=expectation][data-state=held]')).toHaveCount(2);
  await page.getByTestId('scenario-stop').click();
  await expect(outcome).toHaveAttribute('data-state', 'stopped');
  await page.getByTestId('scenario-tidy').click();
  await expect(window.pane('clerk')).toHaveCount(0);
});

test('a mistake is marked where it stands, and mended text is saved and run by keys', async ({
  launched,
  window,
  folder,
}) => {
  const { page } = window;
  const path = await open(launched.app, page, folder, orders);
  const text = page.getByTestId('scenario-text');
  await fillEditor(text, orders.replace('acked: 2', 'acke: 2'));
  const problem = page.getByTestId('scenario-problem');
  await expect(problem).toHaveAttribute('data-line', '9');
  await expect(problem).toContainText('Did you mean acked?');
  await expect(page.locator('.cm-lintRange-error')).toHaveText('acke');
  await expect(page.getByTestId('scenario-run')).toBeDisabled();
  await expect(page.getByTestId('scenario-name')).toHaveAttribute('data-unsaved', 'true');

  await fillEditor(text, orders.replace('Two orders', 'Mended'));
  await expect(problem).toHaveCount(0);
  await text.press('ControlOrMeta+S');
  await expect(page.getByTestId('scenario-name')).not.toHaveAttribute('data-unsaved');
  expect(await readFile(path, 'utf8')).toContain('scenario: Mended');
  await text.press('ControlOrMeta+Enter');
  await expect(page.getByTestId('scenario-outcome')).toHaveAttribute('data-state', 'passed');
  // Nothing was put in by the key.
  await expect(page.getByTestId('scenario-name')).not.toHaveAttribute('data-unsaved');
});

test('what was done by hand becomes a scenario that passes', async ({ launched, window, folder }) => {
  const { page } = window;
  await window.compose('orders', '{"order": 7}', 3);
  await window.send('publish', 'routed');
  await window.setBehaviour('worker-2', 'always');
  await window.send('broadcast', 'routed');
  await expect(page.getByTestId('delivery')).toHaveCount(21);
  await page.getByTestId('show-scenario').click();
  await page.getByTestId('scenario-from-deeds').click();
  const text = page.getByTestId('scenario-text');
  await expect(text).toContainText('behave: { subscriber: worker-2, behaviour: always }');
  await expect(page.getByTestId('scenario-problem')).toHaveCount(0);
  await page.getByTestId('scenario-run').click();
  await expect(page.getByTestId('scenario-outcome')).toHaveAttribute('data-state', 'passed', {
    timeout: 20_000,
  });
  // It is in no file yet: asked about before something else takes its place.
  await page.getByTestId('scenario-more').click();
  await page.getByTestId('scenario-new').click();
  const path = join(folder, 'kept.yaml');
  await answerDialogs(launched.app, path);
  await page.getByTestId('edits-save').click();
  await expect(page.getByTestId('scenario-name')).toContainText('New scenario');
  expect(await readFile(path, 'utf8')).toContain('scenario: What was done by hand');
});

test('the rows of a matrix, one or all', async ({ launched, window, folder }) => {
  const { page } = window;
  const text = orders
    .replace('variables:', 'matrix: { order: [1, 2] }\nvariables:')
    .replace('order: 2', 'order: "{{order}}"');
  await open(launched.app, page, folder, text);
  await page.getByTestId('scenario-run').click();
  const outcome = page.getByTestId('scenario-outcome');
  await expect(outcome).toContainText('order=1: passed');
  await expect(outcome).toContainText('Row 2 of 2: passed');
  // The first row's subscriber is gone, the last one's stays.
  await expect(window.pane('clerk')).toHaveCount(1);
  await page.getByTestId('scenario-row').selectOption({ label: 'order=1' });
  await page.getByTestId('scenario-run').click();
  await expect(outcome).toContainText('passed');
  await expect(outcome).not.toContainText('Row');
});

test('a scenario reads no file outside its folder', async ({ launched, window, folder }) => {
  const { page } = window;
  await open(launched.app, page, folder, orders.replace('payload: { order: 2 }', 'file: /etc/hostname'));
  await page.getByTestId('scenario-run').click();
  await expect(page.locator('[data-testid=scenario-step-row][data-state=failed]')).toContainText(
    'lies outside the folder of the scenario',
  );
});

test('a scenario that is run ends in order when its connection is left', async ({
  launched,
  window,
  folder,
}) => {
  const { page } = window;
  await open(launched.app, page, folder, orders.replace('expect:', '  - wait: 1h\nexpect:'));
  await page.getByTestId('scenario-run').click();
  await expect(page.locator('[data-testid=scenario-step-row][data-state=running]')).toContainText('wait');
  await page.getByRole('button', { name: 'Disconnect' }).click();
  await expect(page.getByTestId('scenario-outcome')).toHaveAttribute('data-state', 'stopped');
  await expect(page.getByTestId('scenario-run')).toBeDisabled();
});
