// Measures the bus against what it is built on, side by side: `npm run bench -- [--rounds N] [--only memory,publish,consume]`.
import { ensureInstalled } from './lib/install.mjs';
import { main, run } from './lib/run.mjs';

await main(async () => {
  await ensureInstalled();
  // Only now: it needs what has just been installed.
  const { withBundles } = await import('./lib/bundle.mjs');
  return withBundles({ main: 'test/bench/main.ts' }, ({ main: program = '' }) =>
    run(process.execPath, [program, ...process.argv.slice(2)], { stdio: 'inherit' }),
  );
});
