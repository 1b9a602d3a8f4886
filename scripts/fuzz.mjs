// Feeds what meets strangers odd inputs, for ten minutes: `npm run fuzz -- [--seconds N] [--seed N] [--only NAME,…]`.
import { ensureInstalled } from './lib/install.mjs';
import { inRoot } from './lib/paths.mjs';
import { main, run } from './lib/run.mjs';

await main(async () => {
  await ensureInstalled();
  // Only now: it needs what has just been installed.
  const { withBundles } = await import('./lib/bundle.mjs');
  const entries = { main: 'test/fuzz/main.ts', program: 'test/fuzz/program.ts' };
  return withBundles(entries, ({ main: start = '', program = '' }) =>
    run(
      process.execPath,
      [start, '--program', program, '--cases', inRoot('test', 'fuzz', 'cases'), ...process.argv.slice(2)],
      { stdio: 'inherit' },
    ),
  );
});
