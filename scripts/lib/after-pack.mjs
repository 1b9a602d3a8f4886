import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * electron-builder's hook. It copies a given Electron whole; its default app has no business in ours.
 * @param {import('electron-builder').AfterPackContext} context
 */
export default async function afterPack({ packager, appOutDir }) {
  await rm(join(packager.getResourcesDir(appOutDir), 'default_app.asar'), { force: true });
}
