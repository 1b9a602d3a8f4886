import { createInterface } from 'node:readline';
import type { ElectronApplication, Page } from '@playwright/test';

/** What a debugger attached to Node and to Chromium makes them print. */
const ofTheDebugger = [
  /^Debugger (listening on|attached|ending on)/,
  /^For help, see: /,
  /^Waiting for the debugger to disconnect/,
  /^DevTools listening on/,
  /^$/,
];

/** Collects an app's uncaught errors and error lines from now on, in the order of their coming. */
export function collectProblems(app: ElectronApplication): string[] {
  const problems: string[] = [];
  const watch = (page: Page) => {
    page.on('pageerror', (error) => problems.push(`page: ${error.stack ?? error.message}`));
    page.on('crash', () => problems.push('page: crashed'));
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(`console: ${message.text()}`);
    });
  };
  app.windows().forEach(watch);
  app.on('window', watch);

  const { stderr } = app.process();
  if (stderr) {
    createInterface(stderr).on('line', (line) => {
      if (!ofTheDebugger.some((pattern) => pattern.test(line))) problems.push(`main: ${line}`);
    });
  }
  return problems;
}
