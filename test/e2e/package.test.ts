import { FuseV1Options as Fuse, getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from '@playwright/test';
import { ensureUnpacked } from '../../scripts/lib/package.mjs';
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
    nodeOptions: isOn(Fuse.EnableNodeOptionsEnvironmentVariable),
    inspect: isOn(Fuse.EnableNodeCliInspectArguments),
    fileExtras: isOn(Fuse.GrantFileProtocolExtraPrivileges),
    onlyFromAsar: isOn(Fuse.OnlyLoadAppFromAsar),
    asarIntegrity: isOn(Fuse.EnableEmbeddedAsarIntegrityValidation),
  }).toEqual({
    runAsNode: false,
    nodeOptions: false,
    inspect: false,
    fileExtras: false,
    onlyFromAsar: true,
    asarIntegrity: true,
  });
});
