import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.test.ts',
  globalSetup: 'test/support/e2e-setup.ts',
  // Each has a display of its own, see test/support/app.ts.
  workers: 2,
  timeout: 60_000,
  // What fails runs once more, to tell a test that never passes from one that sometimes does. Both fail the run; the
  // latter is named as flaky.
  retries: 1,
  failOnFlakyTests: true,
  // Of each assertion; actions on Electron's windows have Playwright's own 30 s.
  expect: { timeout: 10_000 },
  forbidOnly: Boolean(process.env.CI),
  outputDir: 'test-results/e2e',
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
});
