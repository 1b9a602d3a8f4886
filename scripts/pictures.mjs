// Takes the pictures in docs/images from the real app, in both themes and the size of its first window.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sandboxSwitches } from './lib/app.mjs';
import { ensureBuilt } from './lib/build.mjs';
import { withDisplay } from './lib/display.mjs';
import { resolveElectron } from './lib/electron.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { inRoot, root } from './lib/paths.mjs';
import { main, say } from './lib/run.mjs';

/** @typedef {import('@playwright/test').Page} Page */

const images = inRoot('docs', 'images');

/** What is done before each picture, one after the other in one window. @type {Record<string, (page: Page) => Promise<void>>} */
const scenes = {
  'first-start': async () => {},
  'first-window': async (page) => {
    await page.getByTestId('demo-broadcast').click();
    await acked(page, 'worker-3', 1);
    await page.locator('[data-testid=trace-step][data-type=acked]').nth(2).waitFor();
  },
  'round-robin': async (page) => {
    await page.getByTestId('demo-round-robin').click();
    await acked(page, 'worker-3', 3);
    await page.getByRole('tab', { name: 'Shares' }).click();
  },
  failing: async (page) => {
    await page.getByTestId('demo-failure').click();
    await page.locator('[data-testid=trace-step][data-type=deadLettered]').waitFor();
  },
  'dead-letters': async (page) => {
    await page.getByRole('tab', { name: /Dead letters/ }).click();
    await page.getByTestId('dead-letter').waitFor();
  },
  trace: async (page) => {
    await page.getByTestId('demo-replay').click();
    await page.locator('[data-testid=trace-step][data-type=replayed]').waitFor();
    await page.getByTestId('trace-mode').getByText('Lanes').click();
    await page.locator('[data-testid=trace-step][data-type=acked]').waitFor();
    await page.getByTestId('trace-enlarge').click();
  },
};

/**
 * @param {Page} page
 * @param {string} name
 * @param {number} value
 */
async function acked(page, name, value) {
  const pane = page.locator(`[data-testid=pane][data-name="${name}"]`);
  await pane.locator(`[data-counter=acked][data-value="${value}"]`).waitFor();
}

/**
 * @param {'light' | 'dark'} theme
 * @param {NodeJS.ProcessEnv} env
 */
async function takePictures(theme, env) {
  // Only now: it needs what has just been installed.
  const { _electron: electron } = await import('@playwright/test');
  const runtime = await resolveElectron();
  const userData = await mkdtemp(join(tmpdir(), 'busdeck-pictures-'));
  const defined = Object.entries(env).flatMap(([key, value]) => (value ? [[key, value]] : []));
  const app = await electron.launch({
    executablePath: runtime.executable,
    args: [...sandboxSwitches(runtime.dist), '--log-level=3', `--user-data-dir=${userData}`, root],
    env: Object.fromEntries(defined),
  });
  try {
    const page = await app.firstWindow();
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800));
    await page.getByTestId('pane').nth(2).waitFor();
    await page.getByRole('radio', { name: theme === 'light' ? 'Light' : 'Dark' }).dispatchEvent('click');
    for (const [name, scene] of Object.entries(scenes)) {
      await scene(page);
      // Nothing half faded, and no tip of where the mouse was last.
      await page.mouse.move(640, 798);
      await page.waitForTimeout(800);
      await page.screenshot({ path: join(images, `${name}-${theme}.png`), animations: 'disabled' });
      say(`${name}-${theme}.png`);
    }
  } finally {
    await app.close();
    await rm(userData, { recursive: true, force: true });
  }
}

await main(async () => {
  await ensureInstalled();
  await ensureBuilt();
  await mkdir(images, { recursive: true });
  return withDisplay(
    async (env) => {
      await takePictures('light', env);
      await takePictures('dark', env);
      return 0;
    },
    { virtual: process.platform === 'linux' },
  );
});
