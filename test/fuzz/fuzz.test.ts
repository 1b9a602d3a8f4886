import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { withBundles } from '../../scripts/lib/bundle.mjs';
import { makeFolder, removeFolder } from '../support/temporary-folder';
import { runCampaign } from './campaign';
import { keptCases } from './cases';
import { targetNamed } from './input-of';
import { sickTargets } from './sick-targets';
import { targets } from './targets';
import { Trier } from './trier';

const cases = fileURLToPath(new URL('./cases', import.meta.url));
const kept = await keptCases(cases);

/** Bundles the program, and gives it a folder to read and write in. */
function withTrier<Result>(
  file: string,
  use: (trier: Trier, program: string, folder: string) => Promise<Result>,
): Promise<Result> {
  return withBundles({ program: file }, async ({ program = '' }) => {
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
  const failed = await withTrier('test/fuzz/program.ts', async (trier) => {
    const problems: string[] = [];
    for (const [name, { target, input }] of kept) {
      const problem = await trier.try(targetNamed(targets, target), { target, input });
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
  const { tried, found } = await withTrier('test/fuzz/program.ts', (_, program, folder) =>
    runCampaign({ targets, seed, seconds: 20, program, folder, cases, say: (line) => said.push(line) }),
  );
  expect(found, said.join('\n')).toEqual([]);
  for (const { name } of targets) expect(tried[name], name).toBeGreaterThan(0);
});

test('what throws, strays, toils, swells, hangs and devours is found, and kept with its input', {
  timeout: 300_000,
}, async () => {
  const outcome = await withTrier('test/fuzz/sick-program.ts', async (_, program, folder) => {
    const own = `${folder}/cases`;
    const { found } = await runCampaign({
      ...{ targets: sickTargets, seed: 1, seconds: 240, program, folder, cases: own },
      // Soon devoured.
      heapMegabytes: 64,
      say: () => {},
    });
    return { found, cases: await keptCases(own) };
  });
  const why = Object.fromEntries(outcome.found.map((each) => [each.target, each.why]));
  expect(why).toEqual({
    throws: expect.stringMatching(/^It throws TypeError: There is an X\./),
    strays: expect.stringMatching(/^It throws Error: Nobody waits/),
    toils: expect.stringMatching(/^It takes too long: \d+ ms of 200 ms/),
    swells: expect.stringMatching(/^It takes too much memory: \d+ MB/),
    hangs: expect.stringMatching(/^It hangs/),
    devours: expect.stringMatching(/^It ended the process/),
  });
  // All that is needed of it, and nothing else.
  expect(Object.fromEntries(outcome.cases.map(([, { target, input }]) => [target, input]))).toEqual(
    Object.fromEntries(Object.keys(why).map((name) => [name, 'X'])),
  );
});
