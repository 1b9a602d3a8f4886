// Sets up what is missing, then starts the app. Arguments are handed on to it.
import { startApp, waitForApp } from './lib/app.mjs';
import { ensureBuilt } from './lib/build.mjs';
import { hasDisplay, withDisplay } from './lib/display.mjs';
import { resolveElectron } from './lib/electron.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { main } from './lib/run.mjs';
import { electronLibraries, ensureSystem, xvfb } from './lib/system.mjs';

await main(async () => {
  await ensureInstalled();
  const runtime = await resolveElectron();
  await ensureSystem([electronLibraries(runtime.executable), ...(hasDisplay() ? [] : [xvfb])]);
  await ensureBuilt();
  // Where there is no screen there is no desktop either, and Chromium complains about each part of it.
  const quiet = hasDisplay() ? [] : ['--log-level=3'];
  return withDisplay((env) => waitForApp(startApp(runtime, [...quiet, ...process.argv.slice(2)], env)));
});
