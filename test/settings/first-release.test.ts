import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { SettingsStore } from '../../electron/session/settings/settings-store';
import { optionsForKind } from '../../shared/window/own-options';
import { profileSchema } from '../../shared/window/profile';
import { makeFolder, removeFolder } from '../support/temporary-folder';

const written = join(import.meta.dirname, 'files', 'first-release.json');

test('a settings file of the first release is taken over: what is a kind’s own goes into its options', async () => {
  const folder = await makeFolder('settings');
  onTestFinished(() => removeFolder(folder));
  const path = join(folder, 'settings.json');
  await copyFile(written, path);
  const before = JSON.parse(await readFile(written, 'utf8'));

  const settings = new SettingsStore(path);
  expect(settings.problems).toEqual([]);
  const own = [
    { queues: 'durable', keepAlive: 'anchor', onLinkLoss: 'resend' },
    // The second is of another kind: what it would be on RabbitMQ is not lost either.
    { queues: 'compatible', keepAlive: 'off', onLinkLoss: 'report' },
    { queues: 'compatible', keepAlive: 'off', onLinkLoss: 'report' },
  ];
  const expected = before.profiles.map((profile: object, at: number) => {
    const { queues, keepAlive, onLinkLoss, ...rest } = profile as Record<string, unknown>;
    expect([queues, keepAlive, onLinkLoss]).not.toContain(undefined);
    return { ...rest, options: own[at] };
  });
  expect(settings.current.profiles).toEqual(expected);
  expect(settings.current).toMatchObject({ preferences: before.preferences, variables: before.variables });

  settings.changePreferences({ zoom: 1.5 });
  await settings.flush();
  expect(new SettingsStore(path).current.profiles).toEqual(expected);
  expect(JSON.parse(await readFile(path, 'utf8')).profiles).toEqual(expected);
});

test('a choice that its kind does not know is refused', async () => {
  const folder = await makeFolder('settings');
  onTestFinished(() => removeFolder(folder));
  const path = join(folder, 'settings.json');
  await copyFile(written, path);
  const settings = new SettingsStore(path);
  const [first] = settings.current.profiles;
  const wrong = profileSchema.safeParse({ ...first, options: { queues: 'elastic' } });
  expect(wrong.error?.issues[0]?.path).toEqual(['options', 'queues']);
});

test('a connection that is made one of another kind and back has its options again, and none that mean something else', () => {
  const durable = { queues: 'durable', newer: 5 };
  expect(optionsForKind('rabbitmq', optionsForKind('memory', durable))).toEqual(durable);
  expect(optionsForKind('rabbitmq', { queues: 'elastic', newer: 5 })).toEqual({ newer: 5 });
});
