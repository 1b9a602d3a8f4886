import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { _electron as electron, expect, test } from '@playwright/test';
import { sandboxSwitches } from '../../../scripts/lib/app.mjs';
import { resolveElectron } from '../../../scripts/lib/electron.mjs';
import { root } from '../../../scripts/lib/paths.mjs';
import { makeFolder, removeFolder } from '../../support/temporary-folder';

const rounds = 9;
/** Chromium compiles the page's code at the first start, keeps it after the second, and reads it from the third on. */
const first = 2;
/** From the start to a window that takes a click, against the same for a window with a button in it and nothing else. */
const budget = 1.5;

const emptyMain = `
const { app, BrowserWindow } = require('electron');
app.whenReady().then(() => new BrowserWindow({ width: 1280, height: 800 })
  .loadURL('data:text/html,<button data-testid="publish">Publish</button>'));
`;

test(`the start, against an empty window, ${rounds} times each, after the first ${first}`, async () => {
  const folder = await makeFolder('start');
  await writeFile(join(folder, 'package.json'), '{"main": "main.js"}');
  await writeFile(join(folder, 'main.js'), emptyMain);
  const ratios: number[] = [];
  try {
    for (let round = 1; round <= first + rounds; round += 1) {
      const empty = await startMs(folder, join(folder, 'empty'));
      const ours = await startMs(root, join(folder, 'ours'));
      if (round > first) ratios.push(ours / empty);
      const times = `${Math.round(ours)} ms against ${Math.round(empty)} ms`;
      process.stderr.write(`    ${times}${round > first ? '' : ', not counted'}\n`);
    }
  } finally {
    await removeFolder(folder);
  }
  const ratio = ratios.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
  process.stderr.write(`    ${ratio.toFixed(2)} times as long\n`);
  expect(ratio).toBeLessThanOrEqual(budget);
});

async function startMs(program: string, userData: string): Promise<number> {
  const runtime = await resolveElectron();
  const begun = performance.now();
  const app = await electron.launch({
    executablePath: runtime.executable,
    args: [...sandboxSwitches(runtime.dist), '--log-level=3', `--user-data-dir=${userData}`, program],
  });
  const page = await app.firstWindow();
  await page.getByTestId('publish').click({ trial: true });
  const ms = performance.now() - begun;
  await app.close();
  return ms;
}
