import { execFile } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { inRoot, root } from '../../scripts/lib/paths.mjs';
import { makeFolder, removeFolder } from '../support/temporary-folder';
import { type Example, examples, printsOf, programOf, runsAlone } from './examples';

const run = promisify(execFile);

let all: Example[];
beforeAll(async () => {
  all = await examples();
});

/** A folder of a program that has the library as it was built, and the types of Node. */
async function programFolder(): Promise<string> {
  const folder = await makeFolder('examples');
  onTestFinished(() => removeFolder(folder));
  await mkdir(join(folder, 'node_modules', '@types'), { recursive: true });
  await symlink(root, join(folder, 'node_modules', 'busdeck'));
  await symlink(inRoot('node_modules', '@types', 'node'), join(folder, 'node_modules', '@types', 'node'));
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
  return folder;
}

test('what the comments and docs/library.md show compiles, runs, and prints what it says', async () => {
  expect(all.length).toBeGreaterThan(20);
  const folder = await programFolder();
  const names = all.map((_, i) => `example-${i}`);
  for (const [i, example] of all.entries())
    await writeFile(join(folder, `${names[i]}.ts`), programOf(example));
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: { strict: true, module: 'nodenext', target: 'es2022', types: ['node'], outDir: 'out' },
      files: names.map((name) => `${name}.ts`),
    }),
  );
  const compiled = await run(process.execPath, [
    inRoot('node_modules', 'typescript', 'bin', 'tsc'),
    '-p',
    folder,
  ]).catch(({ stdout }: { stdout: string }) => ({ stdout }));
  expect(compiled.stdout).toBe('');

  const alone = all.flatMap((example, i) => (runsAlone(example) ? [{ example, name: names[i] }] : []));
  expect(alone.length).toBeGreaterThan(15);
  // One process for all: each is imported when the one before has ended.
  const runner = alone.map(({ name }) => `console.log('begin ${name}'); await import('./out/${name}.js');`);
  await writeFile(join(folder, 'run.js'), runner.join('\n'));
  const { stdout, stderr } = await run(process.execPath, ['run.js'], { cwd: folder });
  expect(stderr).toBe('');
  for (const { example, name } of alone) {
    const printed = stdout.split(`begin ${name}\n`)[1]?.split('begin example-')[0] ?? '';
    for (const print of printsOf(example))
      expect([example.code, printed.split('\n')]).toEqual([example.code, expect.arrayContaining([print])]);
  }
});
