import { execFile } from 'node:child_process';
import { cp, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { program } from '../../cli/program';
import { makeFolder, removeFolder } from '../support/temporary-folder';

const root = join(import.meta.dirname, '..', '..');
const inRoot = (...path: string[]) => join(root, ...path);

/** Every line that runs the command, wherever it stands in a file. */
function commandsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.split('\n').filter((line) => /\bbusdeck \w/.test(line));
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(commandsIn);
}

/** Names of options that a command does not have. */
function unknownOptions(line: string): string[] {
  const words = line.slice(line.indexOf('busdeck ') + 8).split(/\s+/);
  const command = program().commands.find((each) => each.name() === words[0]);
  if (command === undefined) return [`the command ${words[0]}`];
  return words.filter((word) => word.startsWith('--') && !command.options.some(({ long }) => long === word));
}

test.each(['github-actions.yml', 'gitlab-ci.yml'])(
  '%s runs commands that there are, in memory and on a broker',
  async (file) => {
    const jobs: unknown = parse(await readFile(inRoot('examples', 'ci', file), 'utf8'));
    const commands = commandsIn(jobs);
    expect(commands).toHaveLength(2);
    expect(commands.flatMap(unknownOptions)).toEqual([]);
    expect(JSON.stringify(jobs)).toContain('BUSDECK_URL');
  },
);

test('the documentation runs commands and options that there are', async () => {
  for (const name of (await readdir(inRoot('docs'))).filter((each) => each.endsWith('.md'))) {
    const text = await readFile(inRoot('docs', name), 'utf8');
    const blocks = [...text.matchAll(/```(?:sh)?\n([\s\S]*?)```/g)].flatMap(([, block = '']) =>
      block.split('\n'),
    );
    const lines = blocks.filter((line) => /^busdeck \w/.test(line));
    expect([name, lines.flatMap(unknownOptions)]).toEqual([name, []]);
  }
});

test('what the Dockerfile copies is there, and is all that the command line needs', async () => {
  const text = await readFile(inRoot('Dockerfile'), 'utf8');
  const copied = [...text.matchAll(/^COPY --from=build \/busdeck\/(\S+) \/opt\/busdeck\/(\S+)$/gm)];
  expect(copied.map(([, from]) => from)).toContain('dist/cli');
  const folder = await makeFolder('cli');
  onTestFinished(() => removeFolder(folder));
  for (const [, from = '', to = ''] of copied) await cp(inRoot(from), join(folder, to), { recursive: true });
  await cp(inRoot('examples', 'scenarios', 'round-robin.yaml'), join(folder, 'round-robin.yaml'));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(folder, 'dist', 'cli', 'busdeck.js'), 'run', 'round-robin.yaml'],
    { cwd: folder },
  );
  expect(stdout).toContain('1 passed');
});
