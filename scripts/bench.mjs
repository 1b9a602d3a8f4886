// Measures the budgets, each side by side with what it is held against:
// `npm run bench -- [--rounds N] [--only memory,publish,consume,window]`.
import { parseArgs } from 'node:util';
import { ensureBuilt } from './lib/build.mjs';
import { withDisplay } from './lib/display.mjs';
import { ensureInstalled } from './lib/install.mjs';
import { inRoot } from './lib/paths.mjs';
import { main, run } from './lib/run.mjs';

const args = process.argv.slice(2);
const { values } = parseArgs({ args, options: { only: { type: 'string' } }, strict: false });
const wanted = typeof values.only === 'string' ? values.only.split(',') : undefined;

async function benchBus() {
  // Only now: it needs what has just been installed.
  const { withBundles } = await import('./lib/bundle.mjs');
  return withBundles({ main: 'test/bench/main.ts' }, ({ main: program = '' }) =>
    run(process.execPath, [program, ...args], { stdio: 'inherit' }),
  );
}

async function benchWindow() {
  await ensureBuilt();
  return withDisplay((env) =>
    run(
      process.execPath,
      [
        ...[inRoot('node_modules', '@playwright', 'test', 'cli.js'), 'test'],
        ...['--config', inRoot('test', 'bench', 'window', 'playwright.config.ts')],
      ],
      { env, stdio: ['ignore', 'inherit', 'inherit'] },
    ),
  );
}

await main(async () => {
  await ensureInstalled();
  const isOnlyWindow = wanted?.every((name) => name === 'window') ?? false;
  const bus = isOnlyWindow ? 0 : await benchBus();
  const window = wanted === undefined || wanted.includes('window') ? await benchWindow() : 0;
  return Math.max(bus, window);
});
