import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { program } from '../../cli/program';
import type { BusEvent } from '../../shared/bus/bus-event';
import { Cli, cli } from '../support/cli';
import { freePort } from '../support/free-port';
import { makeFolder, removeFolder } from '../support/temporary-folder';

const commands = program().commands.map((command) => command.name());

test('every command has a help with examples, and the version is that of the package', async () => {
  expect((await cli(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  const overview = await cli(['--help']);
  expect(overview.code).toBe(0);
  for (const command of commands) {
    expect(overview.stdout).toContain(`\n  ${command} `);
    const help = await cli([command, '--help']);
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('Examples:');
  }
});

const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
  ['no topic', ['publish'], /missing required argument 'TOPIC'/],
  ['no bus', ['publish', 'orders', 'x'], /--url URL, BUSDECK_URL, or --profile NAME/],
  ['a bus that is none', ['publish', 'orders', 'x', '--url', 'http://localhost'], /No bus is known for http/],
  ['a URL that is none', ['publish', 'orders', 'x', '--url', 'amqp://[::'], /URL/],
  ['an unknown command', ['sing'], /unknown command 'sing'/],
  ['an unknown option', ['publish', 'orders', 'x', '--loud'], /unknown option '--loud'/],
  ['no number', ['publish', 'orders', 'x', '--count', 'many'], /must be a whole number/],
  ['a number out of range', ['listen', 'orders', '--prefetch', '0'], /must be from 1/],
  ['a header without a value', ['publish', 'orders', 'x', '--header', 'a'], /NAME=VALUE/],
  ['no behaviour', ['listen', 'orders', '--url', 'memory:', '--fail', 'often'], /is not a behaviour/],
  ['a reserved topic', ['publish', 'amq.orders', 'x', '--url', 'memory:'], /reserved/],
  ['a file that is not there', ['publish', 'orders', '@/nowhere/x', '--url', 'memory:'], /could not be read/],
  ['a recording that is none', ['replay', '/nowhere/x', '--url', 'memory:'], /nowhere/],
  ['dead letters that are sung', ['dead', 'orders', 'sing', '--url', 'memory:'], /list, replay or discard/],
  ['no shell', ['completion', 'cmd'], /bash, zsh or fish/],
  [
    'a profile without settings',
    ['topics', '--profile', 'x', '--user-data', '/nowhere'],
    /settings could not be read/,
  ],
];

for (const [what, args, says] of wrong) {
  test(`wrong usage: ${what}`, async () => {
    const { code, stdout, stderr } = await cli(args);
    expect(stderr).toMatch(says);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });
}

test('no broker there: exit code 5, and the password is in no word of it', async () => {
  const { code, stderr, stdout } = await cli(['publish', 'orders', 'x'], {
    env: { BUSDECK_URL: `amqp://guest@127.0.0.1:${await freePort()}`, BUSDECK_PASSWORD: 'geheim' },
  });
  expect(code).toBe(5);
  expect(stderr).toContain('Nothing listens at');
  expect(stderr + stdout).not.toContain('geheim');
});

test('a saved connection of the window is used by its name', async () => {
  const folder = await makeFolder('cli');
  onTestFinished(() => removeFolder(folder));
  await mkdir(folder, { recursive: true });
  const profile = {
    id: '1c0b8e5a-3f0e-4a37-8a0a-6d1b0f6f4a11',
    name: 'Here',
    colour: 0,
    kind: 'memory',
    url: '',
  };
  await writeFile(join(folder, 'settings.json'), JSON.stringify({ version: 1, profiles: [profile] }));
  const args = ['publish', 'orders', 'x', '--user-data', folder, '--profile'];
  expect((await cli([...args, 'Here'])).code).toBe(0);
  const other = await cli([...args, 'There']);
  expect(other.code).toBe(2);
  expect(other.stderr).toContain('There are: Here.');
});

test('a read-only connection of the window refuses here, too, and a production one asks for the name', async () => {
  const folder = await makeFolder('cli');
  onTestFinished(() => removeFolder(folder));
  const one = {
    id: '1c0b8e5a-3f0e-4a37-8a0a-6d1b0f6f4a11',
    name: 'Safe',
    colour: 0,
    kind: 'memory',
    url: '',
  };
  const other = { ...one, id: '1c0b8e5a-3f0e-4a37-8a0a-6d1b0f6f4a12', name: 'Live', production: true };
  const profiles = [{ ...one, readOnly: true }, other];
  await writeFile(join(folder, 'settings.json'), JSON.stringify({ version: 1, profiles }));
  const at = (name: string) => ['--user-data', folder, '--profile', name];
  for (const args of [
    ['publish', 'orders', 'x'],
    ['dead', 'orders', 'discard'],
  ]) {
    const refused = await cli([...args, ...at('Safe')]);
    expect(refused.stderr).toContain('Safe is a read-only connection');
    expect(refused.code).toBe(2);
  }
  const asked = await cli(['publish', 'orders', 'x', '--count', '5', ...at('Live')]);
  expect(asked.stderr).toContain('type the topic’s name');
  expect(asked.code).toBe(2);
  const told = await cli(['publish', 'orders', 'x', '--count', '5', '--confirm', 'orders', ...at('Live')]);
  expect(told.code).toBe(0);
});

test('each line is a message, also when one of them looks odd; PAYLOAD and --count do not go with --lines', async () => {
  const memory = ['--url', 'memory:', '--json'];
  const { code, stdout } = await cli(['publish', 'orders', '--lines', ...memory], {
    input: Buffer.from('{"n":1}\n[{{x}}]\n\nthree\r\nfour \xff', 'latin1'),
  });
  expect(code).toBe(0);
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as BusEvent);
  const sent = events.flatMap((event) => (event.type === 'published' ? [event.message.preview.text] : []));
  expect(sent).toEqual(['{"n":1}', '[{{x}}]', 'three', '66 6f 75 72 20 ff']);
  for (const wrong of [['x'], ['--count', '2']])
    expect((await cli(['publish', 'orders', '--lines', ...wrong, ...memory])).code).toBe(2);
});

test('Ctrl+C ends it with code 130 while it connects and while it reads', async () => {
  const silent = createServer((socket) => void socket.resume());
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void silent.close());
  const { port } = silent.address() as AddressInfo;
  const connecting = new Cli(['publish', 'orders', 'x', '--url', `amqp://127.0.0.1:${port}`]);
  await once(silent, 'connection');
  connecting.interrupt();
  expect(await connecting.ended()).toBe(130);
  const reading = new Cli(['publish', 'orders', '--lines', '--url', 'memory:', '--json']);
  await reading.says('connection');
  reading.interrupt();
  expect(await reading.ended()).toBe(130);
  const listening = new Cli(['listen', 'orders', '--url', 'memory:', '--json']);
  await listening.says('subscriberAdded');
  listening.interrupt();
  expect(await listening.ended()).toBe(130);
});

test('a recording is not written over when there is no bus', async () => {
  const folder = await makeFolder('cli');
  onTestFinished(() => removeFolder(folder));
  const file = join(folder, 'old.ndjson');
  await writeFile(file, 'kept');
  const { code } = await cli([
    'record',
    'orders',
    '-o',
    file,
    '--url',
    `redis://127.0.0.1:${await freePort()}`,
  ]);
  expect(code).toBe(5);
  expect(await readFile(file, 'utf8')).toBe('kept');
});

test('completion of every shell has every command and its options', async () => {
  for (const shell of ['bash', 'zsh', 'fish']) {
    const { code, stdout } = await cli(['completion', shell]);
    expect(code).toBe(0);
    for (const command of commands) expect(stdout).toContain(command);
    expect(stdout).toContain(shell === 'fish' ? '-l retry-delay' : '--retry-delay');
  }
});
