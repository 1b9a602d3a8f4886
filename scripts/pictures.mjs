// Takes the pictures of docs/guide.md from the real app, in both themes:
// `npm run pictures -- [--size 1280x800] [--folder docs/images] [name]`.
import { parseArgs } from 'node:util';
import { ensureBuilt } from './lib/build.mjs';
import { withDisplay } from './lib/display.mjs';
import { resolveElectron } from './lib/electron.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { inRoot } from './lib/paths.mjs';
import { main, run } from './lib/run.mjs';
import { electronLibraries, ensureSystem, testNeeds } from './lib/system.mjs';

const { values, positionals } = parseArgs({
  options: { size: { type: 'string' }, folder: { type: 'string' } },
  allowPositionals: true,
});

await main(async () => {
  await ensureInstalled();
  const runtime = await resolveElectron();
  await ensureSystem([...testNeeds, electronLibraries(runtime.executable)]);
  await ensureBuilt();
  return withDisplay(
    (env) =>
      run(
        process.execPath,
        [
          ...[inRoot('node_modules', '@playwright', 'test', 'cli.js'), 'test'],
          ...['--config', inRoot('test', 'pictures', 'playwright.config.ts')],
          ...positionals.flatMap((pattern) => ['--grep', pattern]),
        ],
        {
          env: {
            ...env,
            ELECTRON_OVERRIDE_DIST_PATH: runtime.dist,
            ...(values.size === undefined ? {} : { PICTURES_SIZE: values.size }),
            ...(values.folder === undefined ? {} : { PICTURES_FOLDER: values.folder }),
          },
          stdio: ['ignore', 'inherit', 'inherit'],
        },
      ),
    // A screen of its own: the size of the window must not depend on the desktop.
    { virtual: process.platform === 'linux' },
  );
});
