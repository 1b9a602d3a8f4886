import { createHash } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stampFile as buildStampFile, ensureBuilt } from './build.mjs';
import { resolveElectron } from './electron.mjs';
import { inRoot } from './paths.mjs';
import { run, SetupError, say } from './run.mjs';

/** @typedef {import('./electron.mjs').ElectronRuntime} ElectronRuntime */

const settingsFile = inRoot('electron-builder.yml');
const stampFile = inRoot('release', 'stamp');
/** Stands in the name of whatever is packed with an Electron that is none of ours. */
const STAND_IN = 'stand-in';

/**
 * Packs the build with electron-builder.
 * @param {string[]} args
 * @returns {Promise<number>} its exit code
 */
export async function pack(args) {
  const runtime = await resolveElectron();
  const isRelease = args.includes('--release');
  if (isRelease && runtime.source !== 'installed') {
    throw new SetupError(
      'A release is packed with the Electron of package.json and no other, and that one is not here. ' +
        'Run `npx install-electron` where github.com can be reached, without ELECTRON_OVERRIDE_DIST_PATH.',
    );
  }
  if (runtime.source === 'fallback') {
    say(
      'Packed with the stand-in Electron: for trying only, and no release. Its files are marked “stand-in”.',
    );
  }
  await ensureBuilt();
  await rm(stampFile, { force: true });
  const builder = inRoot('node_modules', 'electron-builder', 'cli.js');
  return run(process.execPath, [
    builder,
    ...(await runtimeOptions(runtime)),
    ...args.filter((each) => each !== '--release'),
  ]);
}

/**
 * electron-builder downloads the Electron of package.json unless told which one to take.
 * @param {ElectronRuntime} runtime
 */
async function runtimeOptions({ source, dist }) {
  if (source === 'installed') return [];
  const version = (await readFile(join(dist, 'version'), 'utf8')).trim().replace(/^v/, '');
  return [
    `--config.electronDist=${dist}`,
    `--config.electronVersion=${version}`,
    ...(source === 'fallback'
      ? [
          `--config.directories.output=${inRoot('release', STAND_IN)}`,
          `--config.artifactName=\${productName}-\${version}-\${arch}-${STAND_IN}.\${ext}`,
        ]
      : []),
  ];
}

/**
 * The app's unpacked folder for this Linux machine, packed anew unless it was made of the build as it is.
 * @returns {Promise<string>} its executable
 */
export async function ensureUnpacked() {
  await ensureBuilt();
  const runtime = await resolveElectron();
  const hash = await contentsHash(runtime);
  if ((await readFile(stampFile, 'utf8').catch(() => '')) !== hash) {
    if ((await pack(['--dir', '--publish=never'])) !== 0)
      throw new SetupError('Packaging failed; see above.');
    await writeFile(stampFile, hash);
  }
  const folder = process.arch === 'x64' ? 'linux-unpacked' : `linux-${process.arch}-unpacked`;
  return inRoot('release', ...(runtime.source === 'fallback' ? [STAND_IN] : []), folder, 'busdeck');
}

/** @param {ElectronRuntime} runtime */
async function contentsHash({ dist }) {
  const hash = createHash('sha256').update(dist);
  for (const file of [buildStampFile, settingsFile]) hash.update(await readFile(file));
  return hash.digest('hex');
}
