import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.test.ts',
  // Each has a display of its own, see test/support/app.ts.
  workers: 2,
  timeout: 60_000,
  // Real windows, brokers and clocks on a machine that others load: what fails runs once more. What then passes is named
  // as flaky at the end of the run, and is a defect to be mended.
  retries: 1,
  // Of each assertion; actions on Electron's windows have Playwright's own 30 s.
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env.CI),
  outputDir: 'test-results/e2e',
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
});
