import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { FuseV1Options as Fuse, getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from '@playwright/test';
import { resolveElectron } from '../../scripts/lib/electron.mjs';
import { ensureUnpacked } from '../../scripts/lib/package.mjs';
import { inRoot } from '../../scripts/lib/paths.mjs';
import { fillEditor } from '../support/fill-editor';
import { startPackagedApp } from '../support/packaged-app';

test.skip(process.platform !== 'linux', 'It is the unpacked folder for Linux that is tried here.');
// The first of them packs the app.
test.slow();

test('the packaged app starts and shows its three panes', async () => {
  const { page, close } = await startPackagedApp(await ensureUnpacked());
  try {
    await expect(page.getByTestId('pane')).toHaveCount(3);
    // The thread that looks into whole payloads is started from within the archive.
    await fillEditor(
      page.getByTestId('compose-payload'),
      JSON.stringify({ fill: 'x'.repeat(2000), needle: 1 }),
    );
    await page.getByTestId('publish').click();
    await expect(page.getByTestId('delivery')).toHaveCount(1);
    await page.getByTestId('filter').fill('$.missing');
    await expect(page.getByTestId('delivery')).toHaveCount(0);
    await page.getByTestId('filter').fill('$.needle=1');
    await expect(page.getByTestId('delivery')).toHaveCount(1);
  } finally {
    await close();
  }
});

test('the packaged app can be turned into nothing else', async () => {
  const wire = await getCurrentFuseWire(await ensureUnpacked());
  const isOn = (fuse: Fuse) => Number(wire[fuse]) === '1'.charCodeAt(0);
  expect({
    runAsNode: isOn(Fuse.RunAsNode),
    // Busdeck sets no cookies.
    cookieEncryption: isOn(Fuse.EnableCookieEncryption),
    ownSnapshot: isOn(Fuse.LoadBrowserProcessSpecificV8Snapshot),
    nodeOptions: isOn(Fuse.EnableNodeOptionsEnvironmentVariable),
    inspect: isOn(Fuse.EnableNodeCliInspectArguments),
    fileExtras: isOn(Fuse.GrantFileProtocolExtraPrivileges),
    onlyFromAsar: isOn(Fuse.OnlyLoadAppFromAsar),
    asarIntegrity: isOn(Fuse.EnableEmbeddedAsarIntegrityValidation),
  }).toEqual({
    runAsNode: false,
    cookieEncryption: false,
    ownSnapshot: false,
    nodeOptions: false,
    inspect: false,
    fileExtras: false,
    onlyFromAsar: true,
    asarIntegrity: true,
  });
});

test('the packaged app takes its page from nowhere else, whatever the environment says', async () => {
  let asked = 0;
  const server = createServer((_request, response) => {
    asked += 1;
    response.end('<title>elsewhere</title>');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { page, close } = await startPackagedApp(await ensureUnpacked(), {
    BUSDECK_DEV_URL: `http://127.0.0.1:${port}/`,
  });
  try {
    await expect(page.getByTestId('pane')).toHaveCount(3);
    expect(page.url()).toBe('app://busdeck/index.html');
    expect(asked).toBe(0);
  } finally {
    await close();
    server.close();
  }
});

test('a release is packed with the Electron of package.json or not at all', async () => {
  const { source, dist } = await resolveElectron();
  const env = { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: dist };
  const packing = spawn(process.execPath, [inRoot('scripts', 'package.mjs'), '--release', '--dir'], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said = await text(packing.stderr);
  expect(said).toContain('A release is packed with the Electron of package.json and no other');
  expect(packing.exitCode).not.toBe(0);
  if (source === 'fallback') expect(await ensureUnpacked()).toContain('stand-in');
});
