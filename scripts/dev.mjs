// Runs the app with hot reload of the window; it starts anew when its main process or its preload was rebuilt.
import { startApp, waitForApp } from './lib/app.mjs';
import { forgetBuild } from './lib/build.mjs';
import { hasDisplay, withDisplay } from './lib/display.mjs';
import { resolveElectron } from './lib/electron.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { main, say } from './lib/run.mjs';
import { electronLibraries, ensureSystem, xvfb } from './lib/system.mjs';

await main(async () => {
  await ensureInstalled();
  const runtime = await resolveElectron();
  await ensureSystem([electronLibraries(runtime.executable), ...(hasDisplay() ? [] : [xvfb])]);
  await forgetBuild();

  // Loaded only now: they need packages that may have just been installed.
  const { serveWindow } = await import('./lib/dev-server.mjs');
  const { watchBundles } = await import('./lib/dev-bundles.mjs');

  const { url, close } = await serveWindow();
  say(`The window is served at ${url}`);
  try {
    return await withDisplay((env) => keepRunning(runtime, { ...env, BUSDECK_DEV_URL: url }, watchBundles));
  } finally {
    await close();
  }
});

/**
 * Runs the app until it ends by itself.
 * @param {import('./lib/electron.mjs').ElectronRuntime} runtime
 * @param {NodeJS.ProcessEnv} env
 * @param {typeof import('./lib/dev-bundles.mjs').watchBundles} watchBundles
 * @returns {Promise<number>} its exit code
 */
async function keepRunning(runtime, env, watchBundles) {
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let app;
  let again = false;
  const bundles = await watchBundles(() => {
    say('Rebuilt: starting the app anew.');
    again = true;
    app?.kill();
  });
  try {
    let code;
    do {
      again = false;
      app = startApp(runtime, process.argv.slice(2), env);
      code = await waitForApp(app);
    } while (again);
    return code;
  } finally {
    await bundles.close();
  }
}
