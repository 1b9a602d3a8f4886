import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { ScenarioReport } from '../../electron/scenario/report/report';
import { Cli, cli } from '../support/cli';
import { freePort } from '../support/free-port';
import { Mosquitto } from '../support/mosquitto';
import { sharedBroker } from '../support/shared-broker';
import { makeFolder, removeFolder } from '../support/temporary-folder';

/** Small scenarios in a folder; each test names those it needs. */
let folder: string;
const at = (name: string) => join(folder, name);

const files: Record<string, string> = {
  'good.yaml': `
scenario: Good
tags: [quick, good]
quiet: 20ms
variables: { t: "t-{{run}}", n: 2 }
subscribers: [{ name: a, topic: "{{t}}" }]
steps: [{ publish: { topic: "{{t}}", payload: "{{seq}}", count: 2 } }]
expect: [{ count: { acked: "{{n}}" } }]
`,
  'bad.yaml': `
scenario: Bad <&"'> one
quiet: 20ms
subscribers: [{ name: a, topic: t, behaviour: always, retry: { maxRetries: 0 } }]
steps: [{ publish: { topic: t, payload: "</pre><script>alert(1)</script>\\u0001" } }]
expect:
  - as: all is done
    count: { acked: 1 }
`,
  'matrix.yaml': `
scenario: Rows
quiet: 20ms
matrix: { prefetch: [1, 3] }
subscribers: [{ name: a, topic: t, prefetch: "{{prefetch}}" }]
steps: [{ publish: { topic: t, payload: x } }]
expect: [{ count: { acked: 1 } }]
`,
  'mistaken.yaml': 'scenario: Mistaken\nsteps:\n  - publsh: { topic: t, payload: x }\n',
  'waits.yaml': 'scenario: Waits\nsteps: [{ publish: { topic: begun, payload: x } }, { wait: 1h }]\n',
  'shared.yaml': 'variables: { t: shared }\nsubscribers: [{ name: a, topic: "{{t}}" }]\n',
  'begins.yaml': `
scenario: Begins with another
quiet: 20ms
setup: [shared.yaml]
steps: [{ publish: { topic: "{{t}}", payload: x } }]
expect: [{ received: { subscriber: a, payloads: [x] } }]
`,
};

beforeAll(async () => {
  folder = await makeFolder('cli');
  for (const [name, text] of Object.entries(files)) await writeFile(at(name), text);
});
afterAll(() => removeFolder(folder));

const run = (...args: string[]) => cli(['run', ...args]);

describe('what ends it', () => {
  test('all held: 0', async () => {
    const { code, stdout, stderr } = await run(at('good.yaml'), at('begins.yaml'));
    expect(stdout).toMatch(/✓ passed {2}Good .*\n✓ passed {2}Begins with another .*\n2 passed\n/);
    expect([code, stderr]).toEqual([0, '']);
  });

  test('one did not: 1, with what was expected, what was seen, and the message’s life', async () => {
    const { code, stdout } = await run(at('bad.yaml'), at('good.yaml'));
    expect(code).toBe(1);
    expect(stdout).toContain('✗ failed  Bad');
    expect(stdout).toMatch(
      /all is done {2}.*bad\.yaml:7\n\s+expected {2}acked: 1\n\s+seen {6}acked: 0\n\s+message \S+\n/,
    );
    expect(stdout).toContain('dead letter after 1 attempts: max-retries');
    expect(stdout).toContain('1 passed, 1 failed');
    // What a stranger wrote is shown as words.
    expect(stdout).not.toContain('\u0001');
  });

  test('a mistake in a file: 2, by line and column, and nothing is run', async () => {
    const { code, stdout, stderr } = await run(at('mistaken.yaml'), at('good.yaml'));
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/mistaken\.yaml:3:5: publsh is not known here\. Did you mean publish\?/);
  });

  test('nothing to run: 2', async () => {
    expect(await run(at('not-there.yaml'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is not there.'),
    });
    expect(await run(at('none-*.yaml'))).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no scenario in'),
    });
    expect(await run(at('good.yaml'), '--tag', 'slow')).toMatchObject({
      code: 2,
      stderr: 'No scenario has the tag slow.\n',
    });
  });

  test('a bus that is not there: 5, and no password is told', async () => {
    const url = `amqp://user:s3cret-word@127.0.0.1:${await freePort()}`;
    const { code, stdout, stderr } = await run(
      ...[at('good.yaml'), at('begins.yaml'), '--url', url, '--junit', at('unreached.xml')],
    );
    expect(code).toBe(5);
    expect(stdout + stderr).not.toContain('s3cret-word');
    expect(stdout).toContain('1 failed, 1 not run');
    // Whoever reads only the report must not take it for green.
    const report = await readFile(at('unreached.xml'), 'utf8');
    expect(report).toContain('failures="1"');
    expect(report).not.toContain('s3cret-word');
  });

  test('Ctrl+C: 130, after what it had begun was taken down', async () => {
    const broker = await sharedBroker();
    const env = { BUSDECK_URL: broker.url({ vhost: await broker.addVhost() }) };
    const watcher = new Cli(['listen', 'begun', '--count', '1', '--json'], { env });
    await watcher.says('"consuming"');
    const running = new Cli(['run', at('waits.yaml'), at('good.yaml'), '--json', at('stopped.json')], {
      env,
    });
    expect(await watcher.ended()).toBe(0);
    running.interrupt();
    expect(await running.ended()).toBe(130);
    const report: ScenarioReport = JSON.parse(await readFile(at('stopped.json'), 'utf8'));
    expect(report.cases.map(({ outcome }) => [outcome.name, outcome.state])).toEqual([['Waits', 'stopped']]);
  });
});

describe('which', () => {
  test('a folder: what is a scenario in it; a glob; each once', async () => {
    const { stdout } = await run(at('{good,begins,shared}.yaml'), at('good.yaml'));
    expect(stdout).toContain('2 passed');
  });

  test('a tag, a variable, a row for each value', async () => {
    expect((await run(at('good.yaml'), at('matrix.yaml'), '--tag', 'good')).stdout).toContain('1 passed\n');
    expect(await run(at('good.yaml'), '--var', 'n=3')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('acked: 3'),
    });
    const { stdout } = await run(at('matrix.yaml'));
    expect(stdout).toContain('Rows (prefetch=1)');
    expect(stdout).toContain('Rows (prefetch=3)');
  });

  test('--check says what is wrong, and runs nothing', async () => {
    expect(await run(at('waits.yaml'), '--check')).toMatchObject({
      code: 0,
      stdout: '1 scenario is good.\n',
    });
    expect(await run(at('mistaken.yaml'), '--check')).toMatchObject({ code: 2 });
  });
});

describe('reports', () => {
  test('JUnit, JSON and HTML say the same, and a stranger’s words are text in each', async () => {
    const [junit, json, html] = ['r.xml', 'r.json', 'r.html'].map(at);
    await run(
      at('good.yaml'),
      at('bad.yaml'),
      '--junit',
      `${junit}`,
      '--json',
      `${json}`,
      '--html',
      `${html}`,
    );
    const report: ScenarioReport = JSON.parse(await readFile(`${json}`, 'utf8'));
    expect(report).toMatchObject({
      version: 1,
      cases: [{ outcome: { state: 'passed' } }, { outcome: { state: 'failed' } }],
    });
    const xml = await readFile(`${junit}`, 'utf8');
    expect(xml).toContain('tests="2" failures="1"');
    expect(xml).toContain('name="Bad &lt;&amp;&quot;&#39;&gt; one"');
    expect(xml).toContain('<failure message="all is done: acked: 0">');
    const page = await readFile(`${html}`, 'utf8');
    expect(page).toContain('1 of 2 failed');
    expect(page).not.toContain('<script');
    expect(page).not.toMatch(/(?:src|href)=/);
    for (const text of [xml, page]) expect(text).not.toContain('\u0001');
  });

  test('with --json - standard output is the report and nothing else', async () => {
    const { stdout, stderr } = await run(at('good.yaml'), '--json', '-');
    expect(JSON.parse(stdout).cases).toHaveLength(1);
    expect(stderr).toContain('1 passed');
  });

  test('one that cannot be written is said', async () => {
    expect(await run(at('good.yaml'), '--junit', at('no/such/folder.xml'))).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('The report could not be written'),
    });
  });
});

describe('--against', () => {
  test('the same on both: 0; what came out otherwise is named', async () => {
    const broker = await sharedBroker();
    const url = broker.url({ vhost: await broker.addVhost() });
    const good = await run(at('good.yaml'), '--against', url);
    expect(good).toMatchObject({ code: 0 });
    // Without a subscriber MQTT returns what the bus in memory holds.
    const server = await Mosquitto.start();
    onTestFinished(() => server[Symbol.asyncDispose]());
    await writeFile(
      at('differs.yaml'),
      'scenario: Differs\nquiet: 20ms\nallow: [returned]\nsteps: [{ publish: { topic: "t-{{run}}", payload: x } }]\n',
    );
    const { code, stdout } = await run(at('differs.yaml'), '--against', server.url(), '--var', 'run=x');
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /t-x: publish held differs on mqtt:.*\n\s+expected {2}1 \(In-memory\)\n\s+seen {6}0 \(mqtt:/,
    );
    expect(stdout).toContain('t-x: publish returned differs');
  });
});

test('several at a time are played beside each other', async () => {
  await writeFile(
    at('second.yaml'),
    'scenario: A second\nquiet: 0\nsubscribers: [{ name: a, topic: t }]\nsteps: [{ wait: 1s }]\n',
  );
  const names = [1, 2, 3, 4].map((n) => at(`second-${n}.yaml`));
  for (const name of names) await writeFile(name, await readFile(at('second.yaml'), 'utf8'));
  const { stdout } = await run(...names, '--jobs', '4', '--json', '-');
  const report: ScenarioReport = JSON.parse(stdout);
  const starts = report.cases.map(({ outcome }) => outcome.startedAt);
  const ends = report.cases.map(({ outcome }) => outcome.startedAt + outcome.durationMs);
  // All had begun before the first one was over.
  expect(Math.max(...starts)).toBeLessThan(Math.min(...ends));
});

describe('init', () => {
  test('what it writes runs, and is not written over', async () => {
    const target = at('begun');
    const first = await cli(['init', target]);
    expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('first.yaml is written') });
    expect(await run(target)).toMatchObject({ code: 0, stdout: expect.stringContaining('1 passed') });
    await writeFile(join(target, 'first.yaml'), 'mine');
    expect(await cli(['init', target])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('stays as it is'),
    });
    expect(await readFile(join(target, 'first.yaml'), 'utf8')).toBe('mine');
  });
});
