import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { backends, expect, test } from '../support/backends';
import type { BusdeckWindow } from '../support/busdeck-window';
import { answerDialogs } from '../support/dialogs';
import { expectAccessible } from '../support/expect-accessible';
import { fillEditor } from '../support/fill-editor';

const example = (name: string) => inRoot('examples', 'scenarios', `${name}.yaml`);

/** As a person opens a file of their own. */
async function open(
  {
    app,
    window,
    folder,
  }: { app: Parameters<typeof answerDialogs>[0]; window: BusdeckWindow; folder: string },
  text: string,
): Promise<void> {
  const path = join(folder, 'a.yaml');
  await writeFile(path, text);
  await answerDialogs(app, path);
  await window.page.getByTestId('show-scenario').click();
  await window.page.getByTestId('scenario-open').click();
  await expect(window.page.getByTestId('scenario-name')).toContainText('a.yaml');
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

      await page.getByTestId('scenario-run').click();
      await expect(outcome).toHaveAttribute('data-state', 'running');
      await expect(outcome).toHaveAttribute('data-state', 'passed', { timeout: 20_000 });
      await expect(window.panes).toHaveCount(before + 2);
      await page.getByTestId('scenario-tidy').click();
      await expect(window.panes).toHaveCount(before);
      await window.expectLedgerAddsUp();
    });
  });
}
