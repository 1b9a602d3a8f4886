import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { ackAlways } from '../../shared/bus/behaviour';
import { expect, test } from '../support/app';

/** A page that crashes again and again: Playwright loses sight of it, so that it is asked through the main process. */

const ask = (app: ElectronApplication, code: string): Promise<unknown> =>
  app.evaluate(({ BrowserWindow }, script) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (contents === undefined || contents.isCrashed() || contents.isLoading()) return undefined;
    return contents.executeJavaScript(script);
  }, code);

/** Whether there is an element with this test id. */
const has = (app: ElectronApplication, testId: string) =>
  ask(app, `document.querySelector('[data-testid="${testId}"]') !== null`);

const click = (app: ElectronApplication, testId: string) =>
  ask(app, `document.querySelector('[data-testid="${testId}"]').click()`);

async function crash(app: ElectronApplication): Promise<void> {
  await app.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (contents === undefined) return;
    const gone = new Promise((resolve) => contents.once('render-process-gone', resolve));
    contents.forcefullyCrashRenderer();
    await gone;
  });
}

async function crashThreeTimes(app: ElectronApplication): Promise<void> {
  for (const _ of [1, 2]) {
    await crash(app);
    await expect.poll(() => has(app, 'pane'), { timeout: 20_000 }).toBe(true);
  }
  await crash(app);
  await expect.poll(() => has(app, 'crashed'), { timeout: 20_000 }).toBe(true);
}

async function keep(userData: string): Promise<void> {
  const subscribers = ['one', 'two', 'three', 'four'].map((name) => ({
    topic: 'orders',
    name,
    prefetch: 1,
    behaviour: ackAlways,
  }));
  const setups = [{ connection: 'In-memory', setup: { subscribers, retryByTopic: [] } }];
  await writeFile(join(userData, 'settings.json'), JSON.stringify({ setups }));
}

/** They are what the test is about. */
function expectCrashesOnly(problems: string[]): void {
  expect(problems.splice(0).filter((problem) => !/crash/i.test(problem))).toEqual([]);
}

const panes = (app: ElectronApplication) =>
  ask(app, `document.querySelectorAll('[data-testid=pane]').length`);

test('a page that crashed three times is not loaded again by itself, and can be loaded by hand', async ({
  launch,
  userData,
}) => {
  await keep(userData);
  const { app, problems } = await launch({ userData });
  await crashThreeTimes(app);
  expect(await has(app, 'pane')).toBe(false);
  await click(app, 'load-again');
  await expect.poll(() => panes(app)).toBe(4);
  expectCrashesOnly(problems);
});

test('after the crashes the window can start empty, and what was kept is in a copy of the settings', async ({
  launch,
  userData,
}) => {
  await keep(userData);
  const { app, problems } = await launch({ userData });
  await crashThreeTimes(app);
  await click(app, 'start-empty');
  await expect.poll(() => has(app, 'publish')).toBe(true);
  expect(await panes(app)).toBe(0);
  expect(await ask(app, `document.querySelector('[data-testid=connection-status]').dataset.state`)).toBe(
    'ready',
  );
  const name = (await readdir(userData)).find((each) => each.startsWith('settings.json.before-start-empty'));
  const copy = await readFile(join(userData, name ?? ''), 'utf8');
  expect(copy).toContain('"four"');
  await expect.poll(() => readFile(join(userData, 'settings.json'), 'utf8')).not.toContain('"four"');
  expectCrashesOnly(problems);
});
