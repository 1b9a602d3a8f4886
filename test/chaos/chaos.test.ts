import { expect, test } from 'vitest';
import { withBundles } from '../../scripts/lib/bundle.mjs';
import { killPoints } from './fate';
import { defaultOptions } from './options';
import { describeRun } from './report';
import { runChaos } from './run';

/** The short form of `npm run chaos`. */
test('subscribers killed at every point of a delivery’s life lose nothing while an anchor keeps the topic', {
  timeout: 90_000,
}, async () => {
  const options = { ...defaultOptions, seed: 8, messages: 500, kills: 24 };
  const result = await withBundles({ subscriber: 'test/chaos/subscriber.ts' }, ({ subscriber = '' }) =>
    runChaos(options, subscriber),
  );
  const words = describeRun(result);
  expect(result.broken, words).toEqual([]);
  expect(result.counts, words).toMatchObject({ attempt: 500, acknowledged: 500, lost: 0, unexpected: 0 });
  expect(result.counts.ok + result.counts.dead, words).toBe(500);
  for (const point of killPoints) expect(result.kills[point], `${point}\n${words}`).toBeGreaterThan(0);
});
