import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const program = fileURLToPath(new URL('../../dist/cli/busdeck.js', import.meta.url));

async function took(args: readonly string[]): Promise<number> {
  const begun = performance.now();
  const child = spawn(process.execPath, [...args], { stdio: 'ignore' });
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
  return performance.now() - begun;
}

test('--help starts within 1.5 times an empty Node process and 50 ms', { timeout: 120_000 }, async () => {
  // The best of several pairs: whatever else runs here only ever makes them slower. More pairs where it is close.
  let empty = Number.POSITIVE_INFINITY;
  let help = Number.POSITIVE_INFINITY;
  for (let pair = 0; pair < 40; pair += 1) {
    empty = Math.min(empty, await took(['-e', '']));
    help = Math.min(help, await took([program, '--help']));
    if (pair >= 5 && help <= empty * 1.5 + 50) break;
  }
  expect(help).toBeLessThanOrEqual(empty * 1.5 + 50);
});
