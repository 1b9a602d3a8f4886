import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { SettingsStore } from '../../electron/session/settings/settings-store';
import { bundleForNode } from '../../scripts/lib/bundle.mjs';
import { profileSchema } from '../../shared/window/profile';
import { makeFolder, removeFolder } from '../support/temporary-folder';

let folder: string;
let path: string;

beforeEach(async () => {
  folder = await makeFolder('settings');
  path = join(folder, 'settings.json');
});

afterEach(() => removeFolder(folder));

const id = '7d0e3b1e-6b1c-4f0a-9d4e-1c2b3a4d5e6f';
const profile = profileSchema.parse({ id, name: 'Local', kind: 'rabbitmq', url: 'amqp://me@host/' });
const kept = async () => JSON.parse(await readFile(path, 'utf8'));
const others = async () => (await readdir(folder)).filter((name) => name !== 'settings.json');

test('without a file there are the defaults, and nothing is written until something changes', async () => {
  const settings = new SettingsStore(path);
  expect(settings.current.preferences).toMatchObject({ theme: 'auto', zoom: 1, prefetch: 1 });
  expect(settings.problems).toEqual([]);
  await settings.flush();
  expect(await readdir(folder)).toEqual([]);
});

test('what was changed is there again after a restart', async () => {
  const settings = new SettingsStore(path);
  settings.changePreferences({ theme: 'dark' });
  settings.changePreferences({ zoom: 1.25 });
  settings.saveProfile(profile);
  settings.saveProfile({ ...profile, name: 'Renamed' });
  settings.keep({ layout: { columns: { composer: 30, work: 70 } } });
  await settings.flush();

  const again = new SettingsStore(path);
  expect(again.current.preferences).toMatchObject({ theme: 'dark', zoom: 1.25 });
  expect(again.current.profiles.map(({ name }) => name)).toEqual(['Renamed']);
  expect(again.current.layout).toEqual({ columns: { composer: 30, work: 70 } });
  expect(await others()).toEqual([]);
});

test.each([
  ['half a file', '{"version":1,"profiles":[{"id"'],
  ['something else', '[1,2,3]'],
  ['nothing at all', ''],
  ['not even text', '\u0000\u0001\u0002'],
])('%s is set aside, never written over', async (_what, text) => {
  await writeFile(path, text);
  const settings = new SettingsStore(path);
  expect(settings.current.profiles).toEqual([]);
  expect(settings.problems).toHaveLength(1);
  expect(settings.problems[0]).toMatch(/damaged.*set aside as/s);
  settings.changePreferences({ theme: 'light' });
  await settings.flush();
  const [aside = ''] = await others();
  expect(aside).toMatch(/^settings\.damaged-.*\.json$/);
  expect(await readFile(join(folder, aside), 'utf8')).toBe(text);
  expect((await kept()).preferences.theme).toBe('light');
});

test('one bad entry does not take the others along', async () => {
  const text = JSON.stringify({
    preferences: { theme: 'dark', zoom: 'big' },
    profiles: [profile, { id: 'nobody', name: '' }],
    setups: [
      { connection: id, setup: { subscribers: [], retryByTopic: [] } },
      { connection: 'another', setup: { subscribers: [{ name: 'lost' }] } },
    ],
    layout: { columns: { composer: 25 } },
  });
  await writeFile(path, text);
  const settings = new SettingsStore(path);
  expect(settings.current.setups.map(({ connection }) => connection)).toEqual([id]);
  expect(settings.current.profiles.map(({ name }) => name)).toEqual(['Local']);
  expect(settings.current.preferences).toMatchObject({ zoom: 1 });
  expect(settings.current.layout).toEqual({ columns: { composer: 25 } });
  expect(settings.problems[0]).toMatch(/preferences\.zoom/);
  const [aside = ''] = await others();
  expect(await readFile(join(folder, aside), 'utf8')).toBe(text);
});

test('what a newer Busdeck has written stays', async () => {
  await writeFile(
    path,
    JSON.stringify({
      version: 7,
      hologram: { on: true },
      preferences: { theme: 'light', smell: 'rose' },
      profiles: [{ ...profile, orbit: 3 }],
    }),
  );
  const settings = new SettingsStore(path);
  expect(settings.problems).toEqual([]);
  settings.changePreferences({ zoom: 1.5 });
  await settings.flush();
  const now = await kept();
  expect(now).toMatchObject({ version: 7, hologram: { on: true } });
  expect(now.preferences).toMatchObject({ theme: 'light', smell: 'rose', zoom: 1.5 });
  expect(now.profiles[0]).toMatchObject({ name: 'Local', orbit: 3 });
});

test('many changes are few writes, and a folder that is missing is made', async () => {
  const deep = join(folder, 'not', 'yet', 'settings.json');
  const settings = new SettingsStore(deep);
  for (let zoom = 100; zoom <= 200; zoom += 1) settings.changePreferences({ zoom: zoom / 100 });
  await settings.flush();
  expect(JSON.parse(await readFile(deep, 'utf8')).preferences.zoom).toBe(2);
});

test('a path that cannot be written is told, and the session goes on', async () => {
  await writeFile(join(folder, 'file'), '');
  const settings = new SettingsStore(join(folder, 'file', 'settings.json'));
  let changes = 0;
  settings.onChange(() => {
    changes += 1;
  });
  settings.changePreferences({ theme: 'dark' });
  await settings.flush();
  expect(settings.problems[0]).toMatch(/could not be written/);
  expect(settings.current.preferences.theme).toBe('dark');
  expect(changes).toBe(2);
});

test('a process that is killed while it writes leaves a whole file', async () => {
  const { writer: program = '' } = await bundleForNode('settings', {
    writer: 'test/settings/writes-for-ever.ts',
  });
  for (let round = 0; round < 5; round += 1) {
    const writer = fork(program, [path], { execArgv: [] });
    await once(writer, 'message');
    await pause(20 + round * 17);
    writer.kill('SIGKILL');
    await once(writer, 'exit');
    const { profiles, end } = await kept();
    expect(profiles.length).toBeGreaterThan(0);
    expect(end).toBe(true);
  }
});
