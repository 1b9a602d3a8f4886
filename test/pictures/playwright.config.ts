import { defineConfig } from '@playwright/test';

/** The pictures of the guide: `npm run pictures` sets up and runs this. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.pictures.ts',
  workers: 1,
  timeout: 60_000,
  use: { actionTimeout: 8_000 },
  outputDir: '../../test-results/pictures',
  reporter: [['list']],
});
