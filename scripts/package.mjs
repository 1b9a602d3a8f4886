// Packs the built app: by default as a folder in release/, or as told, e.g. `npm run package -- --linux AppImage`.
import { ensureInstalled } from './lib/install.mjs';
import { pack } from './lib/package.mjs';
import { main } from './lib/run.mjs';

await main(async () => {
  await ensureInstalled();
  return pack(process.argv.slice(2));
});
