import {
  test as base,
  type ElectronApplication,
  _electron as electron,
  expect,
  type Page,
} from '@playwright/test';
import { sandboxSwitches } from '../../scripts/lib/app.mjs';
import { withDisplay } from '../../scripts/lib/display.mjs';
import { resolveElectron } from '../../scripts/lib/electron.mjs';
import { root } from '../../scripts/lib/paths.mjs';
import type { BrokerAccess } from './broker-access';
import { askAtDoor } from './broker-door';
import { doorVariable } from './e2e-setup';
import { Mosquitto } from './mosquitto';
import { collectProblems } from './problems';
import { RedisServer } from './redis-server';
import { startOver } from './start-over';
import { makeFolder, removeFolder } from './temporary-folder';

export interface LaunchOptions {
  args?: string[];
  env?: Record<string, string>;
  /** A folder to keep: by default each app has its own, removed when it is closed. */
  userData?: string;
}

export interface LaunchedApp {
  app: ElectronApplication;
  /** The first window. */
  page: Page;
  userData: string;
  /** What went wrong on the side: uncaught errors, error lines of the console, lines on the main process's stderr. */
  problems: string[];
  /** Quits the app in its own order and waits for its end; can be called again. */
  close(): Promise<void>;
}

/** Starts the built app in dist/. Tests rather use the `launch` of the `test` below, which also closes it. */
export async function launchApp(options: LaunchOptions = {}): Promise<LaunchedApp> {
  const runtime = await resolveElectron();
  const userData = options.userData ?? (await makeFolder('test'));
  const app = await electron.launch({
    executablePath: runtime.executable,
    args: [
      ...sandboxSwitches(runtime.dist),
      // Chromium's own complaints, about the desktop that is missing under Xvfb for one.
      '--log-level=3',
      `--user-data-dir=${userData}`,
      root,
      ...(options.args ?? []),
    ],
    env: { ...definedEnvironment(), ...options.env },
  });
  const problems = collectProblems(app);
  const page = await app.firstWindow();

  let closing: Promise<void> | undefined;
  const close = async () => {
    // A test that ends over unsaved edits, or with messages that wait, is not asked about them. It may have quit the app itself.
    await app
      .evaluate(({ webContents, dialog }) => {
        dialog.showMessageBox = async () => ({ response: 1, checkboxChecked: false });
        for (const contents of webContents.getAllWebContents()) {
          contents.on('will-prevent-unload', (event) => event.preventDefault());
        }
      })
      .catch(() => undefined);
    await app.close();
    if (options.userData === undefined) await removeFolder(userData);
  };
  return {
    app,
    page,
    userData,
    problems,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value ? [[name, value]] : [])),
  );
}

interface Fixtures {
  /** For the files of a test. */
  folder: string;
  /** For several apps of one test, one after another. */
  userData: string;
  launch: (options?: LaunchOptions) => Promise<LaunchedApp>;
  /**
   * An app as at its first start, in the standard size. It is the worker's own, which starts over for each test: for whatever
   * neither quits it nor changes its main process; such a test launches one of its own.
   */
  launched: LaunchedApp;
  /**
   * The run's broker by a virtual host of the file's: what a test leaves there meets the next one of its file. One that stops or
   * blocks a broker starts its own.
   */
  broker: BrokerAccess;
}

interface Standing extends LaunchedApp {
  /** Another test had it before. */
  used: boolean;
}

// All worker fixtures are here: a file with others of its own would need a worker of its own, and another window.
interface WorkerFixtures {
  display: undefined;
  /** Starts the worker's app when it is first asked for. */
  standing: () => Promise<Standing>;
  /** The run's broker by a virtual host for this file. */
  askBroker: (file: string) => Promise<BrokerAccess>;
  /** The worker's own Redis and MQTT broker: what a test leaves there meets the next one. */
  askRedis: () => Promise<RedisServer>;
  askMqtt: () => Promise<Mosquitto>;
}

/** Playwright's `test` with apps that are closed at its end, photographed when it failed, and must have no problems. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  // A display for each worker but the first: windows that share one also share its clipboard.
  display: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures wanted from this pattern.
    async ({}, use, { parallelIndex }) => {
      if (process.platform !== 'linux' || parallelIndex === 0) return use(undefined);
      await withDisplay(
        (env) => {
          process.env.DISPLAY = env.DISPLAY;
          return use(undefined);
        },
        { virtual: true },
      );
    },
    { scope: 'worker', auto: true },
  ],
  standing: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures wanted from this pattern.
    async ({}, use) => {
      let app: Promise<Standing> | undefined;
      await use(() => {
        app ??= launchApp().then((launched) => ({ ...launched, used: false }));
        return app;
      });
      await (await app)?.close();
    },
    { scope: 'worker' },
  ],
  askBroker: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures wanted from this pattern.
    async ({}, use) => {
      const brokers = new Map<string, Promise<BrokerAccess>>();
      await use((file) => {
        const known = brokers.get(file);
        if (known !== undefined) return known;
        const shared = askAtDoor(Number(process.env[doorVariable]));
        const own = shared.then((broker) => broker.inNewVhost());
        brokers.set(file, own);
        return own;
      });
    },
    { scope: 'worker' },
  ],
  askRedis: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures wanted from this pattern.
    async ({}, use) => {
      let server: Promise<RedisServer> | undefined;
      await use(() => {
        server ??= RedisServer.start();
        return server;
      });
      await (await server)?.[Symbol.asyncDispose]();
    },
    { scope: 'worker' },
  ],
  askMqtt: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures wanted from this pattern.
    async ({}, use) => {
      let server: Promise<Mosquitto> | undefined;
      await use(() => {
        server ??= Mosquitto.start();
        return server;
      });
      await (await server)?.[Symbol.asyncDispose]();
    },
    { scope: 'worker' },
  ],
  broker: [
    async ({ askBroker }, use, { file }) => {
      await use(await askBroker(file));
    },
    // The first one starts it.
    { timeout: 60_000 },
  ],
  launched: async ({ standing, folder: _folder }, use, info) => {
    const launched = await standing();
    if (launched.used) await startOver(launched);
    launched.used = true;
    await use(launched);
    const { page, problems } = launched;
    if (info.status !== info.expectedStatus) await page.screenshot({ path: info.outputPath('window.png') });
    // A page that is left tells what was under way in it: that is no problem of the next test either.
    expect(problems.splice(0)).toEqual([]);
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures wanted from this pattern.
  folder: async ({}, use) => {
    const folder = await makeFolder('files');
    await use(folder);
    await removeFolder(folder);
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures wanted from this pattern.
  userData: async ({}, use) => {
    const folder = await makeFolder('kept');
    await use(folder);
    await removeFolder(folder);
  },
  // Asks for both folders so that they outlive the apps: what was asked for first is taken down last.
  launch: async ({ folder: _folder, userData: _userData }, use, info) => {
    const apps: LaunchedApp[] = [];
    await use(async (options) => {
      const launched = await launchApp(options);
      apps.push(launched);
      return launched;
    });
    for (const [at, { page, close }] of apps.entries()) {
      if (info.status !== info.expectedStatus && !page.isClosed()) {
        await page.screenshot({ path: info.outputPath(`window-${at + 1}.png`) });
      }
      await close();
    }
    expect(apps.flatMap(({ problems }) => problems)).toEqual([]);
  },
});

export { expect };
