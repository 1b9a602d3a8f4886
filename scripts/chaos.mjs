// Kills subscribers and brokers while messages flow, and counts: `npm run chaos -- [options]`. See docs/chaos.md.
import { ensureInstalled } from './lib/install.mjs';
import { main, run } from './lib/run.mjs';

await main(async () => {
  await ensureInstalled();
  // Only now: it needs what has just been installed.
  const { withBundles } = await import('./lib/bundle.mjs');
  const entries = { main: 'test/chaos/main.ts', subscriber: 'test/chaos/subscriber.ts' };
  return withBundles(entries, ({ main: program = '', subscriber = '' }) =>
    run(process.execPath, [program, '--program', subscriber, ...process.argv.slice(2)], { stdio: 'inherit' }),
  );
});
