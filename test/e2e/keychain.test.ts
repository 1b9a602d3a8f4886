import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test as base, expect } from '../support/app';
import { everything } from '../support/broker-access';
import { BusdeckWindow } from '../support/busdeck-window';
import { Keyring } from '../support/keyring';
import { connectSaved, newConnection } from '../support/saved-connections';

/** Passwords of saved connections, over a restart, with a keychain and without one. */
const test = base.extend<{ password: string }>({
  /** Of the user `keeper`. */
  password: async ({ broker }, use) => {
    const password = `kept-${randomUUID()}`;
    await broker.addUser('keeper', password, everything);
    await use(password);
    await broker.ctl('delete_user', 'keeper');
  },
});

/** The files below a folder that hold a text, in any way a program would write it. */
async function filesWith(folder: string, secret: string): Promise<string[]> {
  const forms = [
    Buffer.from(secret, 'utf8'),
    Buffer.from(secret, 'utf16le'),
    // In the middle of something longer, Base64 has one of three forms; what is the same in each is looked for.
    ...[0, 1, 2].map((shift) => {
      const whole = Buffer.from(`${'x'.repeat(shift)}${secret}`).toString('base64');
      return Buffer.from(whole.slice(4, 4 * Math.floor((secret.length + shift) / 3)));
    }),
  ];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const found = await Promise.all(
    paths.map(async (path) => {
      const content = await readFile(path);
      return forms.some((form) => content.includes(form)) ? [path] : [];
    }),
  );
  return found.flat();
}

// Elsewhere the keychain is the user's own, in which a test has no business.
if (process.platform === 'linux') {
  test('with a keychain a password is typed once, and stands in no file', async ({
    launch,
    broker,
    password,
    userData,
  }) => {
    await using keyring = await Keyring.start();
    const withKeyring = { userData, env: { ...keyring.env }, args: ['--password-store=gnome-libsecret'] };
    const first = await launch(withKeyring);
    await newConnection(first.page, 'Kept', `amqp://keeper@127.0.0.1:${broker.port}/${broker.vhost}`);
    await first.page.getByTestId('profile-password').fill(password);
    await expect(first.page.getByLabel('Keep it in the system’s keychain')).toBeChecked();
    await expect(first.page.getByTestId('secrets-problem')).toHaveCount(0);
    await first.page.getByTestId('profile-connect').click();
    await new BusdeckWindow(first.page).expectState('ready');
    await first.close();

    expect(await readFile(join(userData, 'settings.json'), 'utf8')).toContain('amqp://keeper@127.0.0.1');
    expect(
      Object.keys(JSON.parse(await readFile(join(userData, 'secrets.json'), 'utf8')).secrets),
    ).toHaveLength(1);
    expect(await filesWith(userData, password)).toEqual([]);

    const { page, close } = await launch(withKeyring);
    const window = new BusdeckWindow(page);
    await expect(window.panes).toHaveCount(3);
    await connectSaved(page, 'Kept');
    await expect(page.getByTestId('active-profile')).toContainText('Kept');
    await window.expectState('ready');
    await expect(page.getByTestId('profile-password')).toHaveCount(0);
    // Before its session bus goes: Chromium ends with it.
    await close();
  });

  test('without a keychain a password is kept until Busdeck quits, and the form says so', async ({
    launch,
    broker,
    password,
    userData,
  }) => {
    const without = { userData, args: ['--password-store=basic'] };
    const first = await launch(without);
    await newConnection(first.page, 'Not kept', `amqp://keeper@127.0.0.1:${broker.port}/${broker.vhost}`);
    await first.page.getByTestId('profile-password').fill(password);
    await expect(first.page.getByTestId('secrets-problem')).toContainText('until Busdeck quits');
    await first.page.getByTestId('profile-connect').click();
    const window = new BusdeckWindow(first.page);
    await window.expectState('ready');
    await first.page.getByTestId('disconnect').click();
    await connectSaved(first.page, 'Not kept');
    await window.expectState('ready');
    await first.close();
    expect(await filesWith(userData, password)).toEqual([]);

    const { page } = await launch(without);
    await expect(new BusdeckWindow(page).panes).toHaveCount(3);
    await connectSaved(page, 'Not kept');
    await expect(page.getByRole('dialog')).toContainText('until Busdeck quits');
    await page.getByTestId('profile-password').fill(password);
    await page.getByTestId('password-connect').click();
    await expect(page.getByTestId('active-profile')).toContainText('Not kept');
    await new BusdeckWindow(page).expectState('ready');
  });
}
