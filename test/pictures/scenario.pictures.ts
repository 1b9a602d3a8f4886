import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { expect } from '../support/app';
import { answerDialogs } from '../support/dialogs';
import { picture, type Scene } from './picture';

const example = (name: string) => inRoot('examples', 'scenarios', `${name}.yaml`);

async function open({ app, page }: Scene, path: string): Promise<void> {
  await answerDialogs(app, path);
  await page.getByTestId('show-scenario').click();
  await page.getByTestId('scenario-open').click();
}

picture('scenario', async (scene) => {
  const { page, folder } = scene;
  const path = join(folder, 'dead-letter-and-replay.yaml');
  await copyFile(example('dead-letter-and-replay'), path);
  await open(scene, path);
  await page.getByTestId('scenario-run').click();
  await expect(page.getByTestId('scenario-outcome')).toHaveAttribute('data-state', 'passed');
});

picture('scenario-broken', async (scene) => {
  const { page, folder } = scene;
  const path = join(folder, 'first-two-fail.yaml');
  const text = await readFile(example('first-two-fail'), 'utf8');
  await writeFile(path, text.replace('failed: 20', 'failed: 10'));
  await open(scene, path);
  await page.getByTestId('scenario-run').click();
  await expect(page.getByTestId('scenario-outcome')).toHaveAttribute('data-state', 'failed');
  await page.locator('[data-testid=expectation][data-state=broken]').first().click();
  await expect(page.getByTestId('trace')).toHaveAttribute('data-status', 'ready');
});

picture('scenario-mistake', async (scene) => {
  const { page, folder } = scene;
  const path = join(folder, 'first-two-fail.yaml');
  const text = await readFile(example('first-two-fail'), 'utf8');
  await writeFile(path, text.replace('behaviour:', 'behavior:').replace('each: 3', 'each: three'));
  await open(scene, path);
  await expect(page.getByTestId('scenario-problem')).toHaveCount(2);
  await page.getByTestId('scenario-text').press('ControlOrMeta+End');
  await page.keyboard.insertText('  - ');
  await page.keyboard.press('Control+Space');
  await expect(page.locator('.cm-tooltip-autocomplete')).toBeVisible();
});

picture('scenario-empty', async ({ page }) => {
  await page.getByTestId('show-scenario').click();
  await expect(page.getByTestId('scenario-from-deeds')).toBeVisible();
});
