import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Secrets, type Vault } from '../../electron/session/settings/secrets';
import { joinPassword, needsPassword, splitPassword } from '../../shared/window/profile';
import { makeFolder, removeFolder } from '../support/temporary-folder';

/** Not safe at all, but what it writes is not what it was given. */
const vault = (problem?: string): Vault => ({
  problem: () => problem,
  encrypt: (text) => Buffer.from(text).toString('base64').split('').reverse().join(''),
  decrypt: (text) => Buffer.from(text.split('').reverse().join(''), 'base64').toString(),
});

let folder: string;
let path: string;
const id = '7d0e3b1e-6b1c-4f0a-9d4e-1c2b3a4d5e6f';

beforeEach(async () => {
  folder = await makeFolder('secrets');
  path = join(folder, 'secrets.json');
});

afterEach(() => removeFolder(folder));

test('a password is kept encrypted and found again', async () => {
  const secrets = new Secrets(path, vault());
  secrets.set(id, { password: 'p@ss word' }, true);
  await secrets.flush();
  expect(await readFile(path, 'utf8')).not.toContain('p@ss');
  const again = new Secrets(path, vault());
  expect(again.state(id)).toBe('kept');
  expect(again.get(id)).toEqual({ password: 'p@ss word' });
  again.remove(id);
  await again.flush();
  expect(new Secrets(path, vault()).get(id)).toEqual({});
});

test('without a keychain nothing is written, and it is gone after a restart', async () => {
  const secrets = new Secrets(path, vault('There is no keychain.'));
  secrets.set(id, { password: 'secret' }, true);
  expect(secrets.state(id)).toBe('session');
  expect(secrets.get(id)).toEqual({ password: 'secret' });
  await secrets.flush();
  expect(await readdir(folder)).toEqual([]);
  expect(new Secrets(path, vault()).state(id)).toBeUndefined();
});

test('a keychain that is away for a session takes nothing that was kept with it', async () => {
  const first = new Secrets(path, vault());
  first.set(id, { password: 'kept' }, true);
  await first.flush();
  const away = new Secrets(path, vault('The keychain is locked.'));
  expect(away.get(id)).toEqual({});
  away.set(id, { password: 'typed' }, true);
  await away.flush();
  expect(new Secrets(path, vault()).get(id)).toEqual({ password: 'kept' });
});

test('not to be remembered takes what was kept away', async () => {
  const secrets = new Secrets(path, vault());
  secrets.set(id, { password: 'kept' }, true);
  secrets.set(id, { password: 'kept' }, false);
  await secrets.flush();
  expect(secrets.state(id)).toBe('session');
  expect(new Secrets(path, vault()).state(id)).toBeUndefined();
});

test('a damaged file is set aside, and so is what another keychain wrote of no use', async () => {
  await writeFile(path, '{"secrets":');
  const secrets = new Secrets(path, vault());
  expect(secrets.problems[0]).toMatch(/set aside/);
  expect(await readdir(folder)).toEqual([expect.stringMatching(/^secrets\.damaged-/)]);
  await writeFile(path, JSON.stringify({ secrets: { [id]: 'nonsense' } }));
  expect(new Secrets(path, vault()).get(id)).toEqual({});
});

test.each([
  ['amqp://guest:guest@localhost:5672/', 'amqp://guest@localhost:5672/', 'guest'],
  ['amqp://me:p%40ss@host/vhost', 'amqp://me@host/vhost', 'p@ss'],
  ['amqp://me:p@ss/w:ord@host', 'amqp://me@host', 'p@ss/w:ord'],
  ['amqp://host/', 'amqp://host/', undefined],
  ['amqp://me@host/', 'amqp://me@host/', undefined],
  ['amqp://a:x@one, amqp://a:x@two', 'amqp://a@one, amqp://a@two', 'x'],
])('the password of %s', (typed, url, password) => {
  expect(splitPassword(typed)).toEqual({ url, password });
});

test('a URL is made whole again, and one without a password is told', () => {
  expect(joinPassword('amqp://me@one, amqp://me@two/v', 'p@ss', 'guest')).toBe(
    'amqp://me:p%40ss@one, amqp://me:p%40ss@two/v',
  );
  expect(needsPassword('amqp://me@host')).toBe(true);
  expect(needsPassword('amqp://host')).toBe(false);
});
