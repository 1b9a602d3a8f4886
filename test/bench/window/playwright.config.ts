import { defineConfig } from '@playwright/test';

/** The window's budgets: `npm run bench -- --only window` sets up and runs this. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.bench.ts',
  workers: 1,
  timeout: 300_000,
  use: { actionTimeout: 8_000 },
  outputDir: '../../../test-results/bench',
  reporter: [['list']],
});
