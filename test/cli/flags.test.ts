import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { program } from '../../cli/program';
import { Broker } from '../support/broker';
import { Cli, cli } from '../support/cli';
import { randomTopic } from '../support/random-topic';
import { makeFolder, removeFolder } from '../support/temporary-folder';
import { until } from '../support/until';

let broker: Broker;
let env: { BUSDECK_URL: string };

beforeAll(async () => {
  broker = await Broker.start({ management: true, config: ['collect_statistics_interval = 1000'] });
  env = { BUSDECK_URL: broker.url() };
});
afterAll(() => broker?.[Symbol.asyncDispose]());

test('every flag there is stands in a test', async () => {
  const files = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.test.ts'));
  const text = (
    await Promise.all(files.map((name) => readFile(join(import.meta.dirname, name), 'utf8')))
  ).join('\n');
  const missing = program().commands.flatMap((command) =>
    command.options
      .filter(
        ({ long, short }) => ![long, short].some((flag) => flag !== undefined && text.includes(`'${flag}'`)),
      )
      .map(({ long }) => `${command.name()} ${long}`),
  );
  expect(missing).toEqual([]);
});

test('tap --trace sees what others publish to one in turn, and leaves the broker as it was', async () => {
  const state = await makeFolder('cli');
  onTestFinished(() => removeFolder(state));
  const topic = randomTopic();
  const listener = new Cli(['listen', topic, '--name', 'billing', '--count', '1', '--json'], { env });
  await listener.says('"consuming"');
  const tap = new Cli(['tap', topic, '--trace', '--count', '1', '--timeout', '60', '--json'], {
    env: { ...env, XDG_STATE_HOME: state },
  });
  await until(
    'the broker traces',
    async () => (await broker.list('list_vhosts', 'name', 'tracing'))[0]?.tracing === true,
  );
  const sent = await cli(['publish', topic, '{"order": 1}'], { env });
  expect(sent.stdout).toContain('taken');
  expect(await tap.ended()).toBe(0);
  expect(tap.events.find(({ type }) => type === 'tapped')).toMatchObject({ topic, verb: 'publish' });
  expect(await listener.ended()).toBe(0);
  expect(listener.events.find(({ type }) => type === 'acked')).toMatchObject({
    subscriber: { name: 'billing' },
  });
  expect((await broker.list('list_vhosts', 'name', 'tracing'))[0]?.tracing).toBe(false);
});

test('--queues durable; topics lists them, --all with the helpers’ queues, --watch again and again', async () => {
  const topic = randomTopic();
  await cli(['publish', topic, 'x', '--queues', 'durable'], { env });
  const durable = await broker.list('list_queues', 'name', 'durable');
  // Quorum queues have a name of their own, so that the services' ones are never touched.
  expect(durable.some((queue) => queue.durable === true && String(queue.name).includes(topic))).toBe(true);
  const listed = await cli(['topics', '--json', '--all'], { env });
  const names = listed.stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { name: string }).name);
  expect(names.some((name) => name.includes(topic))).toBe(true);
  const few = await cli(['topics', '--json'], { env });
  expect(few.stdout.split('\n').length).toBeLessThanOrEqual(listed.stdout.split('\n').length);
  const watching = new Cli(['topics', '--watch'], { env });
  await until('it has printed twice', () => watching.stdout.split('READY').length > 2);
  watching.interrupt();
  expect(await watching.ended()).toBe(130);
});

test('--rate spreads what is sent; the last of four at ten a second comes after 300 ms', async () => {
  const { stdout, events } = await cli(
    ['publish', randomTopic(), 'x', '--count', '4', '--rate', '10', '--json'],
    { env },
  );
  expect(stdout).not.toBe('');
  const times = events().flatMap(({ type, at }) => (type === 'published' ? [at] : []));
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(290);
});

test('--seed makes a behaviour by chance the same again', async () => {
  const story = async () => {
    const topic = randomTopic();
    await cli(['publish', topic, '{{seq}}', '--count', '20'], { env });
    const run = await cli(
      ['listen', topic, '--fail', 'rate:0.5', '--seed', '5', '--max-retries', '0', '--count', '20', '--json'],
      { env },
    );
    return run.events().flatMap(({ type }) => (type === 'acked' || type === 'failed' ? [type] : []));
  };
  const first = await story();
  expect(new Set(first).size).toBe(2);
  expect(await story()).toEqual(first);
});

test('--password-file is read, without its line break, and is in no output', async () => {
  const folder = await makeFolder('cli');
  onTestFinished(() => removeFolder(folder));
  const file = join(folder, 'password');
  const url = new URL(env.BUSDECK_URL);
  const { password } = url;
  url.password = '';
  await writeFile(file, `${decodeURIComponent(password)}\n`);
  const args = ['publish', randomTopic(), 'x', '--url', url.href, '--password-file'];
  expect((await cli([...args, file])).code).toBe(0);
  await writeFile(file, 'another-word');
  const refused = await cli([...args, file]);
  expect(refused.code).toBe(5);
  expect(refused.stdout + refused.stderr).not.toContain('another-word');
});

test('bench tells its figures, as one line with --json', async () => {
  const { stdout, code } = await cli(
    ['bench', '--count', '200', '--size', '64', '--prefetch', '10', '--json'],
    { env },
  );
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    count: 200,
    size: 64,
    prefetch: 10,
    throughPerSecond: expect.any(Number),
  });
});
