import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { readTls } from '../../electron/bus/broker/tls';
import { readPlainFile } from '../../electron/bus/plain-file';
import { Collection } from '../../electron/session/compose/collection';
import { PayloadFiles } from '../../electron/session/compose/payload-files';
import { replaceFile, writeAtomically } from '../../electron/session/files/replace-file';
import { OpenedRecording } from '../../electron/session/recording/opened-recording';
import { Recorder } from '../../electron/session/recording/recorder';
import { SettingsStore } from '../../electron/session/settings/settings-store';
import { withBundles } from '../../scripts/lib/bundle.mjs';
import { makeFolder, removeFolder } from '../support/temporary-folder';

let folder: string;
const at = (...names: string[]) => join(folder, ...names);

beforeEach(async () => {
  folder = await makeFolder('odd-files');
  onTestFinished(() => removeFolder(folder));
});

function makePipe(name: string): string {
  execFileSync('mkfifo', [at(name)]);
  return at(name);
}

const limits = { what: 'The file', maxBytes: 1000 };

test('a pipe is refused at once wherever a file is read or written, and ten of them hold nothing up', async () => {
  const pipe = makePipe('pipe');
  const words = /plain file|pipe|PEM/;
  const files = new PayloadFiles();
  const settings = at('settings.json');
  execFileSync('mkfifo', [settings]);
  const store = new SettingsStore(settings);
  expect(store.problems.join()).toMatch(words);
  const tries = Array.from({ length: 10 }, () => [
    readPlainFile(pipe, limits),
    readTls({ caFile: pipe }),
    files.add(pipe),
    OpenedRecording.open(pipe),
    Recorder.start({ path: pipe }),
    replaceFile(pipe, 0o600, async (file) => file.writeFile('x')),
  ]).flat();
  for (const each of await Promise.allSettled(tries)) {
    expect(each).toMatchObject({ status: 'rejected', reason: { message: expect.stringMatching(words) } });
  }
  await writeAtomically(at('saved.json'), '{}');
  expect(await readFile(at('saved.json'), 'utf8')).toBe('{}');
});

test('a folder, a device and a file that is too large are refused in words', async () => {
  await mkdir(at('folder'));
  await writeFile(at('large'), '');
  await truncate(at('large'), 3_000_000_000);
  await expect(readPlainFile(at('folder'), limits)).rejects.toThrow('“folder” is not a plain file');
  await expect(readPlainFile('/dev/zero', limits)).rejects.toThrow('“zero” is not a plain file');
  await expect(readPlainFile(at('large'), limits)).rejects.toThrow('has 3000000000 bytes');
  await expect(new PayloadFiles().add(at('large'))).rejects.toMatchObject({ code: 'too-large' });
  await expect(readTls({ keyFile: at('large') })).rejects.toMatchObject({ code: 'tls' });
});

test('a file that cannot be written whole stays as it was, and nothing is left beside it', async () => {
  await writeFile(at('old'), 'old');
  const failing = replaceFile(at('old'), 0o600, async (file) => {
    await file.writeFile('half');
    throw new Error('The disk is full.');
  });
  await expect(failing).rejects.toThrow('The disk is full.');
  expect(await readFile(at('old'), 'utf8')).toBe('old');
  expect(await readdir(folder)).toEqual(['old']);
});

test('a disk that takes no more: the old file is there, whole, and nothing beside it', async () => {
  await writeFile(at('old'), 'old');
  // A limit on the size of files is to a program what a full disk is: the system refuses to write on.
  const said = await withBundles({ fills: 'test/settings/fills-the-disk.ts' }, async ({ fills = '' }) =>
    execFileSync('bash', [
      '-c',
      `trap '' XFSZ; ulimit -f 8; exec "$0" "$@"`,
      process.execPath,
      fills,
      at('old'),
    ]),
  );
  expect(said.toString()).toBe('EFBIG');
  expect(await readFile(at('old'), 'utf8')).toBe('old');
  expect(await readdir(folder)).toEqual(['old']);
});

test('a link stays a link, its file is replaced and keeps its mode; a link to nothing makes its file', async () => {
  await writeFile(at('real.json'), 'old', { mode: 0o640 });
  await symlink(at('real.json'), at('link.json'));
  await symlink(at('new.json'), at('dangling.json'));
  await writeAtomically(at('link.json'), 'new');
  await writeAtomically(at('dangling.json'), 'made');
  expect((await lstat(at('link.json'))).isSymbolicLink()).toBe(true);
  expect((await lstat(at('dangling.json'))).isSymbolicLink()).toBe(true);
  expect(await readFile(at('real.json'), 'utf8')).toBe('new');
  expect((await lstat(at('real.json'))).mode & 0o777).toBe(0o640);
  expect(await readFile(at('new.json'), 'utf8')).toBe('made');
});

test('damaged settings behind a link are copied aside, and the link stays', async () => {
  await writeFile(at('real.json'), 'no JSON');
  await symlink(at('real.json'), at('settings.json'));
  const store = new SettingsStore(at('settings.json'));
  store.changePreferences({ zoom: 1.5 });
  await store.flush();
  expect((await lstat(at('settings.json'))).isSymbolicLink()).toBe(true);
  expect(JSON.parse(await readFile(at('real.json'), 'utf8')).preferences.zoom).toBe(1.5);
  const aside = (await readdir(folder)).find((name) => name.includes('damaged'));
  expect(await readFile(at(aside ?? ''), 'utf8')).toBe('no JSON');
});

const profile = (id: string, name: string) => ({ id, name, kind: 'memory' });

test('a byte order mark before settings is no damage', async () => {
  const id = randomUUID();
  await writeFile(at('settings.json'), `\uFEFF${JSON.stringify({ profiles: [profile(id, 'Kept')] })}`);
  const store = new SettingsStore(at('settings.json'));
  expect(store.problems).toEqual([]);
  expect(store.profile(id)?.name).toBe('Kept');
});

test('an unknown field that is nested too deep, or huge, is left out and set aside; settings are saved as before', async () => {
  const deep = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
  const id = randomUUID();
  const text = `{"deep":${deep},"huge":"${'x'.repeat(2_000_000)}","small":{"of":"a newer Busdeck"},
    "profiles":[${JSON.stringify(profile(id, 'Kept')).slice(0, -1)},"newer":${deep}}]}`;
  await writeFile(at('settings.json'), text);
  const store = new SettingsStore(at('settings.json'));
  expect(store.problems.join()).toContain('left out');
  store.changePreferences({ zoom: 1.25 });
  await store.flush();
  const saved = JSON.parse(await readFile(at('settings.json'), 'utf8'));
  expect(saved).toMatchObject({ small: { of: 'a newer Busdeck' }, preferences: { zoom: 1.25 } });
  expect(saved.profiles).toMatchObject([{ id, name: 'Kept' }]);
  expect(saved.huge).toBeUndefined();
  const aside = (await readdir(folder)).find((name) => name.includes('damaged'));
  expect(await readFile(at(aside ?? ''), 'utf8')).toBe(text);
});

test('connections of one id get one each: deleting one deletes one', async () => {
  const id = randomUUID();
  const profiles = ['One', 'Two', 'Three'].map((name) => profile(id, name));
  await writeFile(at('settings.json'), JSON.stringify({ profiles }));
  const store = new SettingsStore(at('settings.json'));
  expect(new Set(store.current.profiles.map((each) => each.id)).size).toBe(3);
  store.deleteProfile(id);
  expect(store.current.profiles.map(({ name }) => name)).toEqual(['Two', 'Three']);
  // Else it would be written when the folder is gone.
  await store.flush();
});

test('a collection that came by git: no link leads out of its folder, for reading or for writing', async () => {
  const outside = at('outside');
  const inside = at('collection');
  await mkdir(outside);
  await mkdir(at('collection', 'sub'), { recursive: true });
  await writeFile(join(outside, 'key'), 'secret');
  await writeFile(join(outside, 'stolen.request.json'), '{}');
  const files = new PayloadFiles();
  const collection = new Collection(inside, files);
  const composed = {
    topic: 'orders',
    payload: { format: 'text' as const, text: 'x' },
    headers: {},
    properties: {},
    count: 1,
    rate: 0,
  };
  await collection.save('sub/first', composed, false);
  const [name = ''] = (await readdir(at('collection', 'sub'))).filter((each) => each.startsWith('first'));
  const suffix = name.slice('first'.length);
  const request = JSON.parse(await readFile(at('collection', 'sub', name), 'utf8'));
  await symlink(join(outside, 'key'), at('collection', 'data.json'));
  await symlink(outside, at('collection', 'linked'));
  await symlink(join(outside, 'stolen.request.json'), at('collection', `link${suffix}`));
  for (const file of ['data.json', 'linked/key', '../outside/key', join(outside, 'key')]) {
    const asking = { ...request, payload: { format: 'file', file } };
    await writeFile(at('collection', `asks${suffix}`), JSON.stringify(asking));
    await expect(collection.open('asks')).rejects.toMatchObject({ code: 'invalid-argument' });
  }
  for (const path of ['linked/new', 'link']) {
    await expect(collection.save(path, composed, true)).rejects.toThrow('symbolic link');
    await expect(collection.delete(path)).rejects.toThrow('symbolic link');
    await expect(collection.rename('sub/first', path)).rejects.toThrow('symbolic link');
  }
  await expect(collection.open('link')).rejects.toThrow('symbolic link');
  await expect(collection.deleteFolder('linked')).rejects.toThrow('symbolic link');
  expect(await readdir(outside)).toEqual(['key', 'stolen.request.json']);
  expect((await collection.open('sub/first')).topic).toBe('orders');

  // A file that was good when it was chosen, and a link when it is sent.
  await writeFile(at('collection', 'good.bin'), 'good');
  const { fileId } = await files.add(at('collection', 'good.bin'), inside);
  expect(Buffer.from(await files.read(fileId)).toString()).toBe('good');
  execFileSync('ln', ['-sf', join(outside, 'key'), at('collection', 'good.bin')]);
  await expect(files.read(fileId)).rejects.toThrow('leads out of the collection');
});

test('the folder of a collection may be a link itself', async () => {
  await mkdir(at('real'));
  await symlink(at('real'), at('collection'));
  const collection = new Collection(at('collection'), new PayloadFiles());
  const payload = { format: 'text' as const, text: 'x' };
  const composed = { topic: 't', payload, headers: {}, properties: {}, count: 1, rate: 0 };
  await collection.save('a', composed, false);
  await collection.save('b/c', composed, false);
  expect((await collection.list()).map(({ name }) => name)).toEqual(['a', 'b/c']);
});
