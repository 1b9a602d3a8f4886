import { execFile } from 'node:child_process';
import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { peerDependencies, version } from '#package.json';
import { libraryParts } from '../../scripts/lib/library.mjs';
import { inRoot, root } from '../../scripts/lib/paths.mjs';
import { npm } from '../../scripts/lib/run.mjs';
import { Mosquitto } from '../support/mosquitto';
import { RedisServer } from '../support/redis-server';
import { sharedBroker } from '../support/shared-broker';
import { makeFolder, removeFolder } from '../support/temporary-folder';

const run = promisify(execFile);

/** A program's folder into which the packed library was installed, and nothing else. */
let folder: string;
let tarball: string;
let packed: string[];

const runNpm = async (args: string[], cwd: string) => {
  const [command, all] = npm(args);
  return run(command, all, { cwd, env: { ...process.env, npm_config_cache: join(folder, '.npm') } });
};

/** Runs one of the programs there, and gives what it prints. */
const program = async (name: string, ...args: string[]) =>
  (await run(process.execPath, [name, ...args], { cwd: folder })).stdout.trim();

beforeAll(async () => {
  folder = await makeFolder('installed');
  // As it is built: `npm pack` itself builds first.
  const { stdout } = await runNpm(['pack', '--ignore-scripts', '--json', '--pack-destination', folder], root);
  const [{ filename, files }] = JSON.parse(stdout);
  tarball = join(folder, filename);
  packed = files.map(({ path }: { path: string }) => path);
  await cp(inRoot('test', 'library', 'programs'), folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true }');
  await runNpm(['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund', tarball], folder);
});

afterAll(() => removeFolder(folder));

const inModules = (name: string) => join(folder, 'node_modules', ...name.split('/'));

async function link(name: string): Promise<void> {
  await mkdir(join(inModules(name), '..'), { recursive: true });
  await symlink(inRoot('node_modules', name), inModules(name));
}

test('the tarball holds the library and the command line, and nothing of this machine', async () => {
  const known =
    /^(dist\/library\/.*\.(js|cjs|d\.ts|d\.cts)|dist\/cli\/.*\.js|dist\/library\/LICENSE-zod|electron\/start\.js|package\.json|README\.md|LICENSE)$/;
  expect(packed.filter((path) => !known.test(path))).toEqual([]);
  for (const part of libraryParts)
    for (const ending of ['js', 'cjs', 'd.ts', 'd.cts'])
      expect(packed).toContain(`dist/library/${part}.${ending}`);
  const texts = await Promise.all(packed.map((path) => readFile(join(inModules('busdeck'), path), 'utf8')));
  expect(packed.filter((_, i) => texts[i]?.includes(root))).toEqual([]);
});

test('nothing else is installed, and publint has nothing to say', async () => {
  expect((await readdir(join(folder, 'node_modules'))).filter((name) => !name.startsWith('.'))).toEqual([
    'busdeck',
  ]);
  const { messages, pkg } = await publint({
    pack: { tarball: new Uint8Array(await readFile(tarball)).buffer },
  });
  expect(messages.map((message) => formatMessage(message, pkg ?? {}))).toEqual([]);
});

test('the command line comes along', async () => {
  expect((await run(join(folder, 'node_modules', '.bin', 'busdeck'), ['--version'])).stdout.trim()).toBe(
    version,
  );
});

const told = {
  taken: [
    [2, 1, 'a'],
    ['all', 'ünd'],
    [2, 2, null],
  ],
  ...{ outcome: 'routed', reason: 'rejected', error: 'It is bad.', dead: [1, 0], refused: 'closed' },
  ...{ first: 'connection', last: 'connection' },
};

const ways = ['story-import.mjs', 'story-require.cjs'];

test('both ways run in memory', async () => {
  const outputs = await Promise.all(ways.map((way) => program(way, 'memory', 'memory:')));
  for (const output of outputs) expect(JSON.parse(output)).toEqual({ ...told, kind: 'memory' });
});

describe('without the client of a broker', () => {
  test('it is named with what gets it', async () => {
    const clients = [
      ['RabbitMQ', 'amqp://localhost', 'amqplib'],
      ['Redis', 'redis://localhost', '@redis/client'],
      ['MQTT', 'mqtt://localhost', 'mqtt'],
    ] as const;
    const told = await program('connect.mjs', ...clients.map(([, url]) => url));
    expect(told.split('\n')).toEqual(
      clients.map(
        ([label, , client]) =>
          `not-found: ${label} needs the package ${client}, which is not installed. ` +
          `Get it with: npm install "${client}@${peerDependencies[client]}"`,
      ),
    );
  });

  test('one of another version is refused with what gets the right one', async () => {
    onTestFinished(() => rm(inModules('amqplib'), { recursive: true }));
    await mkdir(inModules('amqplib'), { recursive: true });
    await writeFile(join(inModules('amqplib'), 'package.json'), '{ "name": "amqplib", "version": "0.10.3" }');
    await writeFile(join(inModules('amqplib'), 'index.js'), '');
    expect(await program('connect.mjs', 'amqp://localhost')).toBe(
      'unsupported: amqplib 0.10.3 is installed, and this library needs another. ' +
        `Get it with: npm install "amqplib@${peerDependencies.amqplib}"`,
    );
  });
});

describe('with the clients', () => {
  const servers: AsyncDisposable[] = [];
  const urls = new Map<string, string>();

  beforeAll(async () => {
    const [broker, server, mosquitto] = await Promise.all([
      sharedBroker(),
      RedisServer.start(),
      Mosquitto.start(),
    ]);
    servers.push(server, mosquitto);
    urls.set('rabbitmq', broker.url({ vhost: await broker.addVhost() }));
    urls.set('redis', server.url());
    urls.set('mqtt', mosquitto.url());
    await Promise.all(Object.keys(peerDependencies).map(link));
  });

  afterAll(() => Promise.all(servers.map((server) => server[Symbol.asyncDispose]())));

  test.each(['rabbitmq', 'redis', 'mqtt'])('both ways run on %s', async (kind) => {
    const outputs = await Promise.all(ways.map((way) => program(way, kind, urls.get(kind) ?? '')));
    for (const output of outputs) expect(JSON.parse(output)).toEqual({ ...told, kind });
  });

  test('a program’s own amqplib is left as it is', async () => {
    expect(await program('own-client.cjs', urls.get('rabbitmq') ?? '')).toBe('true');
  });

  test('what keeps topics alive on newer brokers finds rhea, or names it', async () => {
    const files = await readdir(join(inModules('busdeck'), 'dist', 'library'));
    const file = files.find((name) => name.startsWith('credit-hold-'));
    const load = `try { console.log(Object.keys(require('./node_modules/busdeck/dist/library/${file}'))); } catch (error) { console.log(error.message); }`;
    await writeFile(join(folder, 'load-rhea.cjs'), load);
    expect(await program('load-rhea.cjs')).toMatch(/CreditHold/);
    await rm(inModules('rhea'));
    onTestFinished(() => link('rhea'));
    expect(await program('load-rhea.cjs')).toBe(
      `This needs the package rhea. Get it with: npm install "rhea@${peerDependencies.rhea}"`,
    );
  });
});

test('the types are there for import and for require, by either way to find them', async () => {
  await link('@types/node');
  const text = await readFile(join(folder, 'types.txt'), 'utf8');
  for (const name of ['program.mts', 'program.cts', 'program.ts']) await writeFile(join(folder, name), text);
  const strict = {
    strict: true,
    noEmit: true,
    target: 'es2022',
    types: ['node'],
    exactOptionalPropertyTypes: true,
  };
  const projects = {
    node: { compilerOptions: { ...strict, module: 'node16' }, files: ['program.mts', 'program.cts'] },
    bundler: {
      compilerOptions: { ...strict, module: 'esnext', moduleResolution: 'bundler', skipLibCheck: true },
      files: ['program.ts'],
    },
  };
  for (const [name, project] of Object.entries(projects)) {
    await writeFile(join(folder, `tsconfig.${name}.json`), JSON.stringify(project));
    const tsc = inRoot('node_modules', 'typescript', 'bin', 'tsc');
    const checked = await run(process.execPath, [tsc, '-p', join(folder, `tsconfig.${name}.json`)]).catch(
      ({ stdout }: { stdout: string }) => ({ stdout }),
    );
    expect(checked.stdout).toBe('');
  }
});
