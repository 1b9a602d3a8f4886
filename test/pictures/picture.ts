import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ElectronApplication, Page } from '@playwright/test';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { test as base, expect } from '../support/app';
import { Broker } from '../support/broker';
import { BusdeckWindow } from '../support/busdeck-window';
import { faded } from '../support/faded';
import { resizeWindow } from '../support/window-size';

/** Where the pictures go, and how large the window is: docs/images and that of a first start, unless told otherwise. */
const folder = process.env.PICTURES_FOLDER ?? inRoot('docs', 'images');
const [width = 1280, height = 800] = (process.env.PICTURES_SIZE ?? '1280x800').split('x').map(Number);

/** What the app shows the path of lies in here, so that no picture differs from the last by a random name. */
const workFolder = join(tmpdir(), 'busdeck');

export interface Scene {
  /** Empty at the beginning, and gone at the end. */
  readonly folder: string;
  readonly app: ElectronApplication;
  readonly page: Page;
  readonly window: BusdeckWindow;
  readonly broker: Broker;
}

/** The pictures show its address as a user would have it: no virtual host of a test's. */
const test = base.extend<object, { pictured: Broker }>({
  pictured: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures wanted from this pattern.
    async ({}, use) => {
      await using broker = await Broker.start({ management: true });
      await use(broker);
    },
    { scope: 'worker', timeout: 60_000 },
  ],
});

/** A picture of the app in each theme, after what a person did in a window that has just been opened. */
export function picture(name: string, act: (scene: Scene) => Promise<void>): void {
  for (const theme of ['light', 'dark']) {
    test(`${name}-${theme}`, async ({ launch, pictured: broker }) => {
      // The window follows its system's theme until it is told otherwise; under a test runner that is always light.
      await rm(workFolder, { recursive: true, force: true });
      await mkdir(join(workFolder, 'team'), { recursive: true });
      const { app, page } = await launch({ userData: join(workFolder, 'settings') });
      const window = new BusdeckWindow(page);
      await window.expectState('ready');
      await expect(window.panes).toHaveCount(3);
      await resizeWindow(app, page, width, height);
      await page.getByRole('radio', { name: theme === 'light' ? 'Light' : 'Dark' }).dispatchEvent('click');
      await act({ app, page, window, broker, folder: join(workFolder, 'team') });
      // Nothing half faded, and no tip of where the mouse was last.
      await page.mouse.move(width / 2, height - 2);
      await expect(page.locator('[role=tooltip]:visible')).toHaveCount(0);
      await faded(page);
      await mkdir(folder, { recursive: true });
      await page.screenshot({ path: join(folder, `${name}-${theme}.png`), animations: 'disabled' });
    });
  }
}
