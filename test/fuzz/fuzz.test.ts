import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { withBundles } from '../../scripts/lib/bundle.mjs';
import { makeFolder, removeFolder } from '../support/temporary-folder';
import { runCampaign } from './campaign';
import { keptCases } from './cases';
import { targetOf, targets } from './targets';
import { Trier } from './trier';

const cases = fileURLToPath(new URL('./cases', import.meta.url));
const kept = await keptCases(cases);

/** The programs of one bundle for all tests of this file. */
function withTrier<Result>(
  use: (trier: Trier, program: string, folder: string) => Promise<Result>,
): Promise<Result> {
  return withBundles({ program: 'test/fuzz/program.ts' }, async ({ program = '' }) => {
    const folder = await makeFolder('fuzz');
    try {
      await using trier = new Trier(program, folder);
      return await use(trier, program, folder);
    } finally {
      await removeFolder(folder);
    }
  });
}

test('what failed once is withstood', { timeout: 20_000 + kept.length * 20_000 }, async () => {
  const failed = await withTrier(async (trier) => {
    const problems: string[] = [];
    for (const [name, { target, input }] of kept) {
      const problem = await trier.try(targetOf(target), { target, input });
      if (problem !== undefined) problems.push(`${name}: ${problem}`);
    }
    return problems;
  });
  expect(failed).toEqual([]);
});

/** Always the same, so that a run is red for what was changed and not for its luck; `npm run fuzz` takes others. */
const seed = 9;

test('20 s of random, grown and mutated inputs: none is too much', { timeout: 90_000 }, async () => {
  const said: string[] = [];
  const { tried, found } = await withTrier((_, program, folder) =>
    runCampaign({ targets, seed, seconds: 20, program, folder, cases, say: (line) => said.push(line) }),
  );
  expect(found, said.join('\n')).toEqual([]);
  for (const { name } of targets) expect(tried[name], name).toBeGreaterThan(0);
});
