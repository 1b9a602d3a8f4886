import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { sandboxSwitches } from '../../scripts/lib/app.mjs';
import { resolveElectron } from '../../scripts/lib/electron.mjs';
import { root } from '../../scripts/lib/paths.mjs';
import { expect, test } from '../support/app';
import { BusdeckWindow } from '../support/busdeck-window';
import { FakeBroker } from '../support/fake-broker';
import { UdpListener } from '../support/udp-listener';

test('the page has no node, no way out, and no rights', async ({ launch }) => {
  const { app, page } = await launch();
  await expect(page.getByTestId('pane')).toHaveCount(3);

  const seen = await page.evaluate(async () => ({
    require: 'require' in globalThis,
    process: 'process' in globalThis,
    api: Object.keys((globalThis as unknown as { api: object }).api).includes('ipcRenderer'),
    notifications: await Notification.requestPermission(),
    opened: globalThis.open('https://example.invalid') === null,
    camera: await navigator.mediaDevices?.getUserMedia({ video: true }).then(
      () => 'given',
      () => 'refused',
    ),
  }));
  expect(seen).toEqual({
    require: false,
    process: false,
    api: false,
    notifications: 'denied',
    opened: true,
    camera: 'refused',
  });

  // Asked of the main process: Playwright itself waits for a navigation that is never going to happen.
  const after = await app.evaluate(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) throw new Error('There is no window.');
    const { webContents } = window;
    const before = webContents.getURL();
    const navigate =
      "location.href = 'https://example.invalid/'; document.querySelectorAll('[data-testid=pane]').length";
    const refused = new Promise((resolve) => webContents.once('will-navigate', resolve));
    const panes: number = await webContents.executeJavaScript(navigate);
    await refused;
    return { panes, stays: webContents.getURL() === before, windows: BrowserWindow.getAllWindows().length };
  });
  expect(after).toEqual({ panes: 3, stays: true, windows: 1 });
});

test('nothing that Electron has switched off for safety is switched on', async ({ launch }) => {
  const { app } = await launch();
  const { preferences, switches } = await app.evaluate(({ app: electron, BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (contents === undefined) throw new Error('There is no window.');
    // What is in force, defaults included: Electron has it for its own use, its types do not.
    const preferences: Record<string, unknown> = Reflect.get(contents, 'getLastWebPreferences').call(
      contents,
    );
    const switches = [
      ...['allow-running-insecure-content', 'disable-web-security', 'ignore-certificate-errors'],
      ...['enable-blink-features', 'enable-experimental-web-platform-features'],
    ].filter((name) => electron.commandLine.hasSwitch(name));
    return { preferences, switches };
  });
  expect(preferences).toMatchObject({
    allowRunningInsecureContent: false,
    contextIsolation: true,
    experimentalFeatures: false,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    sandbox: true,
    webSecurity: true,
    webviewTag: false,
  });
  expect(preferences.enableBlinkFeatures ?? '').toBe('');
  expect(preferences.nodeIntegrationInWorker ?? false).toBe(false);
  expect(switches).toEqual([]);
});

test('the policy stops scripts that are not the app’s own', async ({ launch }) => {
  const { page, problems } = await launch();
  await expect(page.getByTestId('pane')).toHaveCount(3);
  const ran = await page.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'globalThis.intruder = true';
    document.head.append(script);
    return 'intruder' in globalThis;
  });
  expect(ran).toBe(false);
  // The refusal is told on the console; it is the one problem this test wants.
  await expect.poll(() => problems.splice(0).join('\n')).toContain('Content Security Policy');
});

test('a page that is taken over reaches nobody: no request, no name, no WebRTC, no web view', async ({
  launch,
}) => {
  await using listener = await UdpListener.start();
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  let connections = 0;
  server.on('connection', (socket) => {
    connections += 1;
    socket.destroy();
  });
  const { page, app, problems } = await launch();
  await expect(page.getByTestId('pane')).toHaveCount(3);
  const webRtc = await page.evaluate(
    async ({ udp, tcp }) => {
      try {
        const peer = new RTCPeerConnection({
          iceServers: [
            { urls: `stun:127.0.0.1:${udp}` },
            { urls: `turn:127.0.0.1:${udp}?transport=udp`, username: 'u', credential: 'c' },
            { urls: `turn:127.0.0.1:${tcp}?transport=tcp`, username: 'u', credential: 'c' },
          ],
        });
        const gathered = new Promise((resolve) => {
          peer.addEventListener('icegatheringstatechange', () => {
            if (peer.iceGatheringState === 'complete') resolve(undefined);
          });
        });
        peer.createDataChannel('out');
        await peer.setLocalDescription(await peer.createOffer());
        await gathered;
        return 'made';
      } catch (error) {
        return String(error);
      }
    },
    { udp: listener.port, tcp: port },
  );
  const fetched = await page.evaluate(
    (tcp) =>
      fetch(`http://127.0.0.1:${tcp}/`).then(
        () => 'fetched',
        () => 'refused',
      ),
    port,
  );
  const embedded = await app.evaluate(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    const offered = window?.webContents.listenerCount('will-attach-webview') ?? 0;
    return { offered, web: window?.webContents.getWebRTCIPHandlingPolicy() };
  });
  server.close();
  expect({ webRtc, fetched, datagrams: listener.datagrams, connections }).toEqual({
    webRtc: expect.any(String),
    fetched: 'refused',
    datagrams: 0,
    connections: 0,
  });
  expect(embedded).toEqual({ offered: 1, web: 'disable_non_proxied_udp' });
  // Each refusal is told twice on the console: by the policy that was broken, and by the request.
  const told: string[] = [];
  await expect.poll(() => told.push(...problems.splice(0))).toBe(2);
  expect(told.join()).toContain('Content Security Policy');
});

test('what the page may ask for is checked, and a refusal is a value', async ({ launch }) => {
  const { page } = await launch();
  await expect(page.getByTestId('pane')).toHaveCount(3);
  const answers = await page.evaluate(async () => {
    const api = (globalThis as unknown as { api: Record<string, (argument: unknown) => Promise<unknown>> })
      .api;
    return Promise.all([
      api.publish?.({ topic: 'orders' }),
      api.connect?.({ kind: 'rabbitmq', url: 'http://example.invalid' }),
      api.removeSubscriber?.({ subscriberId: 'nobody' }),
      api.body?.({ messageId: 'nothing' }),
      api.trace?.(undefined),
    ]);
  });
  expect(answers).toMatchObject([
    { ok: false, error: { code: 'invalid-argument' } },
    { ok: false, error: { code: 'invalid-argument', message: expect.stringContaining('amqp://') } },
    { ok: false, error: { code: 'not-found' } },
    { ok: false, error: { code: 'not-found' } },
    { ok: false, error: { code: 'invalid-argument' } },
  ]);
});

test('another page in the window gets no answer', async ({ launch }) => {
  const { app, page } = await launch();
  await expect(page.getByTestId('pane')).toHaveCount(3);
  const answer = await app.evaluate(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) throw new Error('There is no window.');
    await window.loadURL('data:text/html,elsewhere');
    return window.webContents.executeJavaScript('api.historyStats({})');
  });
  expect(answer).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining('did not come from') },
  });
});

test('what nobody caught is told in the window without its password, and everything goes on', async ({
  launch,
}) => {
  const { app, page, problems } = await launch();
  await expect(page.getByTestId('pane')).toHaveCount(3);
  await app.evaluate(() => {
    setTimeout(() => {
      throw new Error('thrown at amqp://me:S3cret@host/v');
    }, 0);
    void Promise.reject(new Error('rejected'));
  });
  await expect(
    page.getByRole('alert').filter({ hasText: 'A fault in Busdeck: thrown at amqp://me:••••@host/v' }),
  ).toBeVisible();
  await expect(page.getByRole('alert').filter({ hasText: 'A fault in Busdeck: rejected' })).toBeVisible();
  await page.evaluate(() => {
    setTimeout(() => {
      throw new Error('in the page');
    }, 0);
    void Promise.reject(new Error('a promise of the page'));
  });
  await expect(page.getByRole('alert').filter({ hasText: 'in the page' })).toBeVisible();
  await expect(page.getByRole('alert').filter({ hasText: 'a promise of the page' })).toBeVisible();
  await page.getByTestId('publish').click();
  await expect(page.getByTestId('delivery')).toHaveCount(1);
  expect(await page.content()).not.toContain('S3cret');
  problems.splice(0);
});

test('a broker that sends nonsense behind its greeting stops nothing', async ({ launch }) => {
  const nonsense = Buffer.from([1, 0, 0, 0x7f, 0xff, 0xff, 0xf0]);
  await using broker = await FakeBroker.start({ afterOpenOk: nonsense });
  const { page } = await launch();
  const window = new BusdeckWindow(page);
  await expect(page.getByTestId('pane')).toHaveCount(3);
  await window.connectRabbitmq(broker.url);
  await expect(window.status).toContainText('does not speak AMQP');
  await page.getByTestId('connection-kind').selectOption({ label: 'In-memory' });
  await page.getByTestId('connect').click();
  await window.expectState('ready');
});

test('a second app on the same folder hands over to the first and ends', async ({ launch }) => {
  const { page, userData } = await launch();
  await expect(page.getByTestId('pane')).toHaveCount(3);
  const { executable, dist } = await resolveElectron();
  const second = spawn(executable, [...sandboxSwitches(dist), `--user-data-dir=${userData}`, root], {
    stdio: 'ignore',
  });
  const [code] = await once(second, 'exit');
  expect(code).toBe(0);
  await expect(page.getByTestId('pane')).toHaveCount(3);
});

test('quitting takes no longer than 5 s when files hang for ever, and what was changed is saved', async ({
  launch,
  userData,
}) => {
  const { app, page, close } = await launch({ userData });
  await expect(page.getByTestId('pane')).toHaveCount(3);
  // Like a network folder that is gone: each open keeps one of the threads that all work on files shares.
  const pipe = join(userData, 'pipe');
  execFileSync('mkfifo', [pipe]);
  await app.evaluate(async (_electron, path) => {
    const { open } = process.getBuiltinModule('node:fs');
    for (let i = 0; i < 8; i += 1) open(path, 'r', () => {});
  }, pipe);
  await page.evaluate(() =>
    (
      globalThis as unknown as { api: { changePreferences: (change: object) => Promise<unknown> } }
    ).api.changePreferences({
      zoom: 1.25,
    }),
  );
  const begun = performance.now();
  await close();
  // Without the deadline it would be for ever; what is over 4 s is a busy machine's.
  expect(performance.now() - begun).toBeLessThan(9000);
  const saved = JSON.parse(await readFile(join(userData, 'settings.json'), 'utf8'));
  expect(saved.preferences.zoom).toBe(1.25);
});

test('quitting with messages in hand takes no longer than 5 s', async ({ launch }) => {
  const { page, close } = await launch();
  const behaviour = page.getByTestId('pane').first().getByTestId('subscriber-behaviour');
  await behaviour.fill('hang');
  await behaviour.press('Enter');
  await page.getByTestId('publish').click();
  await expect(page.locator('[data-testid=delivery][data-outcome=in-flight]')).toHaveCount(1);
  const begun = performance.now();
  await close();
  expect(performance.now() - begun).toBeLessThan(5500);
});
