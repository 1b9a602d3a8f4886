// Measures the bus against what it is built on, side by side: `npm run bench -- [--rounds N] [--only memory,publish,consume]`.
import { ensureInstalled } from './lib/install.mjs';
import { main, run } from './lib/run.mjs';

await main(async () => {
  await ensureInstalled();
  // Only now: it needs what has just been installed.
  const { bundleForNode } = await import('./lib/bundle.mjs');
  const programs = await bundleForNode('bench', { main: 'test/bench/main.ts' });
  return run(process.execPath, [programs.main ?? '', ...process.argv.slice(2)], { stdio: 'inherit' });
});
