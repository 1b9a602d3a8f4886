import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Session } from '../../electron/session/session';
import { ChosenFiles } from '../../electron/session/settings/chosen-files';
import { KeptSetups } from '../../electron/session/settings/kept-setups';
import { Profiles } from '../../electron/session/settings/profiles';
import { Secrets, type Vault } from '../../electron/session/settings/secrets';
import { SettingsStore } from '../../electron/session/settings/settings-store';
import { profileSchema, secretPlace } from '../../shared/window/profile';
import { maxProfiles } from '../../shared/window/settings';
import { makeFolder, removeFolder } from '../support/temporary-folder';

const vault: Vault = {
  problem: () => undefined,
  encrypt: (text) => Buffer.from(text).toString('base64'),
  decrypt: (text) => Buffer.from(text, 'base64').toString(),
};
const password = 'S3cret-password';

/** Connections with a place to be kept, and one saved there with its password. */
async function useProfiles() {
  const folder = await makeFolder('secret-place');
  onTestFinished(() => removeFolder(folder));
  const settings = new SettingsStore(join(folder, 'settings.json'));
  const secrets = new Secrets(join(folder, 'secrets.json'), vault);
  const setups = new KeptSetups(settings);
  const session = new Session(setups);
  const chosen = new ChosenFiles();
  const profiles = new Profiles({ settings, secrets, session, setups, chosen });
  onTestFinished(async () => {
    await session.close();
    await Promise.all([settings.flush(), secrets.flush()]);
  });
  const saved = profileSchema.parse({
    id: randomUUID(),
    name: 'Bank',
    kind: 'rabbitmq',
    url: 'amqps://me@bank.example:5671/v',
  });
  profiles.save({ profile: saved, password, remember: true });
  return { folder, profiles, secrets, settings, chosen, saved };
}

/** What a start of Busdeck makes of a file of secrets. */
function startWith(path: string, settings: SettingsStore) {
  const secrets = new Secrets(path, vault);
  const setups = new KeptSetups(settings);
  const session = new Session(setups);
  const profiles = new Profiles({ settings, secrets, session, setups, chosen: new ChosenFiles() });
  profiles.bindSecrets();
  onTestFinished(async () => {
    await session.close();
    await secrets.flush();
  });
  return { secrets, session, profiles };
}

/** A broker's port that notes every byte it gets. */
async function listen() {
  const bytes: Buffer[] = [];
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on('data', (chunk) => {
      bytes.push(chunk);
      socket.destroy();
    });
    socket.on('error', () => {});
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return {
    port: (server.address() as AddressInfo).port,
    get connections() {
      return connections;
    },
    get text() {
      return Buffer.concat(bytes).toString('latin1');
    },
  };
}

test.for<[string, (port: number) => object]>([
  ['another host', (port) => ({ url: `amqps://me@127.0.0.1:${port}/v` })],
  ['another host, in plain', (port) => ({ url: `amqp://me@127.0.0.1:${port}/v` })],
  ['the same host in plain', () => ({ url: 'amqp://me@bank.example:5671/v' })],
  ['another port', () => ({ url: 'amqps://me@bank.example:5672/v' })],
  ['another user', () => ({ url: 'amqps://you@bank.example:5671/v' })],
  ['a second host', (port) => ({ url: `amqps://me@bank.example:5671/v, amqp://me@127.0.0.1:${port}` })],
  ['another name on the certificate', () => ({ tls: { serverName: 'thief.example' } })],
])('%s does not get a kept password: it is asked for again', async ([, change]) => {
  const { profiles, saved } = await useProfiles();
  const listener = await listen();
  const profile = { ...saved, ...change(listener.port) };
  await expect(profiles.test({ profile })).rejects.toMatchObject({ code: 'password-needed' });
  const copy = { ...profile, id: randomUUID() };
  await expect(profiles.test({ profile: copy, secretsFrom: saved.id })).rejects.toMatchObject({
    code: 'password-needed',
  });
  profiles.save({ profile: copy, secretsFrom: saved.id, remember: true });
  profiles.save({ profile, remember: true });
  for (const { id } of [copy, profile]) {
    await expect(profiles.connect({ id, remember: false })).rejects.toMatchObject({
      code: 'password-needed',
    });
  }
  expect(listener.connections).toBe(0);
});

test('a URL without a user gets no kept password either', async () => {
  const { profiles, saved } = await useProfiles();
  const listener = await listen();
  const status = await profiles.test({ profile: { ...saved, url: `amqp://127.0.0.1:${listener.port}` } });
  expect(status.state).not.toBe('ready');
  expect(listener.connections).toBeGreaterThan(0);
  expect(listener.text).not.toContain(password);
});

test('another virtual host, name or colour is the same place', async () => {
  const { saved } = await useProfiles();
  const changed = { ...saved, url: 'AMQPS://me@BANK.example:5671/other', name: 'Other', colour: 3 };
  expect(secretPlace(changed)).toBe(secretPlace(saved));
});

test('another address of the management is another place: the password would go there', async () => {
  const { profiles, saved } = await useProfiles();
  const listener = await listen();
  const options = { ...saved.options, managementUrl: `http://127.0.0.1:${listener.port}` };
  expect(secretPlace({ ...saved, options })).not.toBe(secretPlace(saved));
  await expect(profiles.test({ profile: { ...saved, options } })).rejects.toMatchObject({
    code: 'password-needed',
  });
  expect(listener.connections).toBe(0);
});

test('settings that were changed by another program get no password', async () => {
  const { folder, profiles, secrets, settings, saved } = await useProfiles();
  await Promise.all([settings.flush(), secrets.flush()]);
  settings.saveProfile({ ...saved, url: 'amqp://me@127.0.0.1:1/' });
  await expect(profiles.connect({ id: saved.id, remember: false })).rejects.toMatchObject({
    code: 'password-needed',
  });
  await writeFile(join(folder, 'done'), '');
});

test('a URL in the settings that can be read in two ways takes the kept password nowhere else', async () => {
  const { profiles, settings, saved } = await useProfiles();
  const listener = await listen();
  profiles.save({ profile: { ...saved, url: 'amqp://me@127.0.0.1:1/v' }, password, remember: true });
  // For one reader the host is behind the last @, for the other behind the first: with a virtual host that was the password.
  const url = `amqp://me:x@127.0.0.1:${listener.port}/\n@127.0.0.1:1/v`;
  settings.saveProfile({ ...saved, url });
  const status = await profiles.connect({ id: saved.id, remember: false });
  expect(status.endpoint).toBe('amqp://me@127.0.0.1:1/v');
  expect(listener.connections).toBe(0);
});

test('a password that the first release kept is bound to its place at the first start', async () => {
  const { folder, settings, saved } = await useProfiles();
  const listener = await listen();
  const path = join(folder, 'old-secrets.json');
  const old = { version: 1, secrets: { [saved.id]: vault.encrypt(JSON.stringify({ password })) } };
  await writeFile(path, JSON.stringify(old));
  settings.saveProfile({ ...saved, url: 'amqp://me@127.0.0.1:1/v' });

  const first = startWith(path, settings);
  const status = await first.profiles.connect({ id: saved.id, remember: false });
  expect(status.endpoint).toBe('amqp://me@127.0.0.1:1/v');
  await first.session.disconnect({ evenIfLost: true });
  await first.secrets.flush();

  settings.saveProfile({ ...saved, url: `amqp://me@127.0.0.1:${listener.port}/v` });
  const second = startWith(path, settings);
  await expect(second.profiles.connect({ id: saved.id, remember: false })).rejects.toMatchObject({
    code: 'password-needed',
  });
  expect(listener.connections).toBe(0);
});

test('a connection that is refused leaves nothing behind', async () => {
  const { profiles, secrets, settings, saved } = await useProfiles();
  const fill = (id: string) => settings.keepProfile({ ...saved, id });
  while (settings.current.profiles.length < maxProfiles) fill(randomUUID());
  const setup = { subscribers: [], retryByTopic: [] };
  settings.keep({ setups: [{ connection: saved.id, setup }] });
  const id = randomUUID();
  expect(() =>
    profiles.save({ profile: { ...saved, id }, secretsFrom: saved.id, password, remember: true }),
  ).toThrow('There may be 1000 saved connections at most');
  expect(secrets.state(id)).toBeUndefined();
  expect(settings.current.setups).toHaveLength(1);
  // One that is there already may still be changed.
  profiles.save({ profile: { ...saved, name: 'Renamed' }, remember: true });
  expect(settings.profile(saved.id)?.name).toBe('Renamed');
});

test('only files that were chosen, or are kept in the same connection, are opened', async () => {
  const { folder, profiles, chosen, saved } = await useProfiles();
  const there = join(folder, 'there.pem');
  await writeFile(there, 'no certificate');
  const refusals = [];
  for (const caFile of [there, join(folder, 'missing.pem')]) {
    const test = profiles.test({ profile: { ...saved, tls: { caFile } }, password });
    refusals.push(await test.catch(({ message }) => message));
  }
  // Whether the file exists cannot be told from it.
  expect(refusals[0]).toBe(refusals[1]);
  expect(refusals[0]).toContain('Choose the file of the CA certificate');
  expect(() => profiles.save({ profile: { ...saved, tls: { keyFile: there } }, remember: true })).toThrow(
    'Choose the file of the client key',
  );
  chosen.add(there);
  profiles.save({ profile: { ...saved, tls: { caFile: there } }, password, remember: true });
  const status = await profiles.test({ profile: { ...saved, tls: { caFile: there } } });
  expect(status.state).toBe('failed');
});
