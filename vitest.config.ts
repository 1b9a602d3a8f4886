import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**'],
    environment: 'node',
    pool: 'forks',
    maxWorkers: 3,
    testTimeout: 45_000,
    hookTimeout: 90_000,
    globalSetup: ['test/support/global-setup.ts'],
    setupFiles: ['test/support/setup-leaks.ts'],
  },
});
