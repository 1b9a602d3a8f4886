// Prints the path of the Electron executable in use, getting it first where it is missing.
import { resolveElectron } from './lib/electron.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { main } from './lib/run.mjs';

await main(async () => {
  await ensureInstalled();
  const { executable } = await resolveElectron();
  process.stdout.write(`${executable}\n`);
});
