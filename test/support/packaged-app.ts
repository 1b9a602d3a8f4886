import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { type Browser, chromium, type Page } from '@playwright/test';
import { sandboxSwitches } from '../../scripts/lib/app.mjs';
import { makeFolder, removeFolder } from './temporary-folder';

export interface PackagedApp {
  page: Page;
  /** Asks the process to end and waits until it has. */
  close(): Promise<void>;
}

/** Starts a packaged app. Its fuses keep Playwright's launcher out; Chromium's own debugging port stays. */
export async function startPackagedApp(
  executable: string,
  env: NodeJS.ProcessEnv = {},
): Promise<PackagedApp> {
  const userData = await makeFolder('packaged');
  const child = spawn(
    executable,
    [
      ...sandboxSwitches(dirname(executable)),
      '--log-level=3',
      `--user-data-dir=${userData}`,
      '--remote-debugging-port=0',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...env } },
  );
  const ended = once(child, 'close');
  const close = async () => {
    child.kill();
    await ended;
    await removeFolder(userData);
  };
  try {
    const browser = await chromium.connectOverCDP(await debuggingAddress(child));
    return { page: await firstPage(browser), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function debuggingAddress({ stderr, pid }: ChildProcess): Promise<string> {
  if (!stderr || pid === undefined) throw new Error('The packaged app could not be started.');
  const lines: string[] = [];
  for await (const line of createInterface(stderr)) {
    const address = /^DevTools listening on (ws:\S+)/.exec(line)?.[1];
    if (address !== undefined) {
      // An unread pipe would fill up and stop the app.
      stderr.resume();
      return address;
    }
    lines.push(line);
  }
  throw new Error(`The packaged app ended before it could be reached.\n${lines.join('\n')}`);
}

async function firstPage(browser: Browser): Promise<Page> {
  const [context] = browser.contexts();
  if (!context) throw new Error('The packaged app has no browser context.');
  return context.pages()[0] ?? context.waitForEvent('page');
}
