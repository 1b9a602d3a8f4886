// Kills subscribers and brokers while messages flow, and counts: `npm run chaos -- [options]`. See docs/chaos.md.
import { ensureInstalled } from './lib/install.mjs';
import { main, run } from './lib/run.mjs';

await main(async () => {
  await ensureInstalled();
  // Only now: it needs what has just been installed.
  const { bundleForNode } = await import('./lib/bundle.mjs');
  const programs = await bundleForNode('chaos', {
    main: 'test/chaos/main.ts',
    subscriber: 'test/chaos/subscriber.ts',
  });
  return run(
    process.execPath,
    [programs.main ?? '', '--program', programs.subscriber ?? '', ...process.argv.slice(2)],
    { stdio: 'inherit' },
  );
});
