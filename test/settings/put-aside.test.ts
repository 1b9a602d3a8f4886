import { execFileSync } from 'node:child_process';
import { lstat, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { putAside } from '../../electron/session/files/put-aside';
import { makeFolder, removeFolder } from '../support/temporary-folder';

let folder: string;
const at = (...names: string[]) => join(folder, ...names);

beforeEach(async () => {
  folder = await makeFolder('put-aside');
  onTestFinished(() => removeFolder(folder));
});

test('files are moved into a folder that only the user can read; what is not there is no matter', async () => {
  await writeFile(at('one'), '1');
  await writeFile(at('other'), 'stays');
  const aside = await putAside(folder, ['one', 'two']);
  expect((await lstat(aside)).mode & 0o777).toBe(0o700);
  expect(await readFile(join(aside, 'one'), 'utf8')).toBe('1');
  expect((await lstat(join(aside, 'one'))).mode & 0o777).toBe(0o600);
  expect((await readdir(folder)).sort()).toEqual([aside.slice(folder.length + 1), 'other']);
});

test('a file that cannot be copied leaves all of them where they are, and no folder', async () => {
  await writeFile(at('one'), '1');
  await expect(putAside(folder, ['one', 'not\0possible'])).rejects.toThrow();
  expect(await readdir(folder)).toEqual(['one']);
});

test('a link goes and its file stays; a pipe and a folder are left alone', async () => {
  await mkdir(at('dotfiles'));
  await writeFile(at('dotfiles', 'settings'), 'mine');
  await symlink('dotfiles/settings', at('link'));
  execFileSync('mkfifo', [at('pipe')]);
  const aside = await putAside(folder, ['link', 'pipe', 'dotfiles']);
  expect(await readdir(aside)).toEqual(['link']);
  expect((await lstat(join(aside, 'link'))).isFile()).toBe(true);
  expect(await readFile(join(aside, 'link'), 'utf8')).toBe('mine');
  expect(await readFile(at('dotfiles', 'settings'), 'utf8')).toBe('mine');
  expect((await readdir(folder)).sort()).toEqual([aside.slice(folder.length + 1), 'dotfiles', 'pipe']);
});
