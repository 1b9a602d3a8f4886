import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isRecordedLine } from '../../electron/session/recording/shape';
import { Cli, cli } from '../support/cli';
import { randomTopic } from '../support/random-topic';
import { sharedBroker } from '../support/shared-broker';
import { makeFolder, removeFolder } from '../support/temporary-folder';
import { until } from '../support/until';

/** Each line is an event, as a recording's lines are checked, and they are numbered without a gap. */
function expectEvents(stdout: string): Set<string> {
  const lines = stdout.split('\n');
  expect(lines.pop()).toBe('');
  const events = lines.map((line) => JSON.parse(line) as { type: string; seq: number });
  for (const event of events) expect(isRecordedLine({ event }), JSON.stringify(event)).toBe(true);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => (events[0]?.seq ?? 0) + index));
  return new Set(events.map(({ type }) => type));
}

test('--json is an event a line for every command that has events, by the shape that recordings have', {
  timeout: 120_000,
}, async () => {
  const broker = await sharedBroker();
  const env = { BUSDECK_URL: broker.url({ vhost: await broker.addVhost() }) };
  const topic = randomTopic();
  const folder = await makeFolder('cli');
  onTestFinished(() => removeFolder(folder));
  const recording = join(folder, 'seen.ndjson');

  const listener = new Cli(
    [
      ...['listen', topic, '--count', '5', '--fail', 'match:bad', '--max-retries', '2'],
      ...['--retry-delay', '10..20', '--json'],
    ],
    { env },
  );
  await listener.says('"consuming"');
  const tap = new Cli(['tap', topic, '--count', '1', '--json'], { env });
  const recorder = new Cli(['record', topic, '--count', '1', '-o', recording], { env });
  for (const each of [tap, recorder])
    await until('the tap is open', () => each.stderr.includes('Only broadcasts'));

  const broadcast = await cli(['broadcast', topic, '{"news": 1}', '--json'], { env });
  expect(expectEvents(broadcast.stdout)).toContain('confirmed');
  const bad = await cli(['publish', topic, 'bad', '--json'], { env });
  expect(expectEvents(bad.stdout)).toContain('published');
  const good = await cli(['publish', topic, 'good', '--json'], { env });
  expect(good.code).toBe(0);

  expect(await listener.ended()).toBe(0);
  const told = expectEvents(listener.stdout);
  for (const type of ['delivered', 'acked', 'failed', 'retryScheduled', 'deadLettered', 'subscriberAdded'])
    expect(told).toContain(type);
  expect(await tap.ended()).toBe(0);
  expect(expectEvents(tap.stdout)).toContain('tapped');
  expect(await recorder.ended()).toBe(0);

  const replayed = await cli(['dead', topic, 'replay', '--json'], { env });
  expectEvents(replayed.stdout);
  const again = await cli(['replay', recording, '--topic', `${topic}=${topic}-copy`, '--json'], { env });
  // What was recorded is the broadcast, and nobody is on the other topic.
  expect(again.code).toBe(4);
  expect(expectEvents(again.stdout)).toContain('published');
});
