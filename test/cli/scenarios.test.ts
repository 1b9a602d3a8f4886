import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { ScenarioReport } from '../../electron/scenario/report/report';
import { cli } from '../support/cli';
import { Mosquitto } from '../support/mosquitto';
import { RedisServer } from '../support/redis-server';
import { sharedBroker } from '../support/shared-broker';

const examples = join(import.meta.dirname, '..', '..', 'examples');

const buses: Record<string, () => Promise<string>> = {
  memory: async () => 'memory:',
  rabbitmq: async () => {
    const broker = await sharedBroker();
    return broker.url({ vhost: await broker.addVhost() });
  },
  redis: async () => {
    const server = await RedisServer.start();
    onTestFinished(() => server[Symbol.asyncDispose]());
    return server.url();
  },
  mqtt: async () => {
    const server = await Mosquitto.start();
    onTestFinished(() => server[Symbol.asyncDispose]());
    return server.url();
  },
};

/** What did not pass, with why. */
const failed = ({ cases }: ScenarioReport) =>
  cases
    .filter(({ outcome }) => outcome.state !== 'passed')
    .map(({ outcome: { name, error, expectations } }) => ({
      name,
      error,
      broken: expectations
        .filter(({ state }) => state !== 'held')
        .map(({ expected, seen }) => ({ expected, seen })),
    }));

describe('the examples', () => {
  test('are at least fifteen', async () => {
    expect((await readdir(join(examples, 'scenarios'))).length).toBeGreaterThanOrEqual(15);
  });

  for (const [name, start] of Object.entries(buses)) {
    test(`pass on ${name}, several at a time`, { timeout: 120_000 }, async () => {
      const { code, stdout, stderr } = await cli([
        ...['run', join(examples, 'scenarios'), '--url', await start()],
        ...['--jobs', '4', '--json', '-'],
      ]);
      const report: ScenarioReport = JSON.parse(stdout);
      expect(failed(report), stderr).toEqual([]);
      expect(code).toBe(0);
      expect(report.cases.length).toBeGreaterThanOrEqual(15);
    });
  }
});
