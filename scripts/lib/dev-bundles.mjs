import { createBuilder } from 'vite';
import { inRoot } from './paths.mjs';
import { SetupError } from './run.mjs';

/** @typedef {import('rolldown').RolldownWatcher} Watcher */

/**
 * Builds what runs in Electron itself, and again whenever its sources change.
 * @param {() => void} onRebuilt called after each later build that succeeded
 * @returns {Promise<{ close(): Promise<void> }>} after the first build
 */
export async function watchBundles(onRebuilt) {
  const builder = await createBuilder({
    configFile: inRoot('vite.config.ts'),
    mode: 'development',
    logLevel: 'warn',
    build: { watch: {} },
  });
  const watchers = await Promise.all(
    ['main', 'preload', 'search', 'decode'].map(async (name) => {
      const environment = builder.environments[name];
      if (!environment) throw new Error(`vite.config.ts has no environment ${name}.`);
      return /** @type {Watcher} */ (await builder.build(environment));
    }),
  );
  const close = async () => {
    await Promise.all(watchers.map((watcher) => watcher.close()));
  };
  try {
    await Promise.all(watchers.map(firstBuild));
  } catch (error) {
    await close();
    throw error;
  }
  for (const watcher of watchers) onEachBuild(watcher, (succeeded) => succeeded && onRebuilt());
  return { close };
}

/**
 * @param {Watcher} watcher
 * @returns {Promise<void>}
 */
function firstBuild(watcher) {
  return new Promise((resolve, reject) => {
    onEachBuild(watcher, (succeeded) => {
      if (succeeded) resolve();
      else reject(new SetupError('The build failed; see above.'));
    });
  });
}

/**
 * @param {Watcher} watcher
 * @param {(succeeded: boolean) => void} listener
 */
function onEachBuild(watcher, listener) {
  watcher.on('event', (event) => {
    if (event.code === 'BUNDLE_END') listener(true);
    else if (event.code === 'ERROR') listener(false);
  });
}
