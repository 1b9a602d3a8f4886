import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from './app';

/** Playwright's `test` with a folder of user data that several apps of one test share, one after another. */
export const test = base.extend<{ userData: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures wanted from this pattern.
  userData: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'busdeck-kept-'));
    await use(folder);
    // A helper process of Chromium's may write there a little longer than the app lives.
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  },
});
