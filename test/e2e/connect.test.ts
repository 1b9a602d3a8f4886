import type { Page } from '@playwright/test';
import { expect, test } from '../support/app';
import { Broker } from '../support/broker';
import { BusdeckWindow } from '../support/busdeck-window';
import { makeCerts } from '../support/certs';
import { answerDialogs } from '../support/dialogs';
import { expectNothingSerious } from '../support/expect-accessible';
import { manageConnections, newConnection } from '../support/saved-connections';
import { TcpProxy } from '../support/tcp-proxy';

/* Ways to a broker that are more than a URL: TLS with files of one's own, and the way back to one that was lost. */

async function countdown(page: Page): Promise<number> {
  const text = (await page.getByTestId('connection-status').textContent()) ?? '';
  return Number(/Try \d+ in (\d+) s/.exec(text)?.[1] ?? 0);
}

test('TLS with an own CA and a client certificate, from the form to the delivery', async ({ launched }) => {
  test.slow();
  await using certs = await makeCerts();
  await using broker = await Broker.start({
    tls: { ca: certs.ca, ...certs.server, requireClientCert: true },
  });
  const { page, app } = launched;
  const window = new BusdeckWindow(page);
  await newConnection(page, 'Vault', broker.url({ scheme: 'amqps', host: 'localhost' }));
  const outcome = page.getByTestId('profile-outcome');
  const testButton = page.getByTestId('profile-test');
  /** By the system's dialog: there is no other way. */
  async function choose(label: string, path: string): Promise<void> {
    await answerDialogs(app, path);
    await page.getByRole('button', { name: `Choose the file of the ${label}` }).click();
    await expect(page.getByLabel(label, { exact: true })).toHaveValue(path);
  }

  await testButton.click();
  await expect(outcome).toContainText('nobody this app trusts');
  await choose('CA certificate', certs.otherCa);
  await testButton.click();
  await expect(outcome).toContainText('nobody this app trusts');

  await choose('CA certificate', certs.ca);
  await testButton.click();
  await expect(outcome).toContainText('client certificate');
  await choose('Client certificate', certs.client.cert);
  await choose('Client key', certs.client.key);
  await testButton.click();
  await expect(outcome).toContainText('It works: RabbitMQ');

  await page.getByTestId('profile-connect').click();
  await window.expectState('ready');
  await expect(page.getByTestId('active-profile')).toContainText('Vault');
  await window.addSubscribers('sealed', 'reader');
  await window.compose('sealed', '{"letter": 1}');
  const id = await window.send('publish', 'routed');
  const delivery = window.deliveries('reader').first();
  await expect(delivery).toHaveAttribute('data-message-id', id);
  await expect(delivery).toHaveAttribute('data-outcome', 'acked');

  // Edited into a wrong one: the next connection says why it fails, and the form is there to mend it.
  await manageConnections(page);
  await choose('CA certificate', certs.otherCa);
  // Somebody else vouches for the broker now: the password is not given to it unasked.
  await expect(page.getByText('Enter it again: the kept one is for another address.')).toBeVisible();
  await page.getByTestId('profile-password').fill('guest');
  await page.getByTestId('profile-connect').click();
  await window.expectState('failed');
  await expect(window.status).toContainText('nobody this app trusts');
});

test('a lost broker: the countdown runs, and Try now does not wait for its end', async ({
  launched,
  broker,
}) => {
  test.setTimeout(90_000);
  await using proxy = await TcpProxy.start({ port: broker.port });
  const { page, app } = launched;
  const window = new BusdeckWindow(page);
  await window.connectRabbitmq(broker.url({ port: proxy.port }));
  await window.expectState('ready');
  await window.addSubscribers('lost and found', 'reader');

  // The pauses as long as their jitter allows, so that there is a countdown to be seen.
  await app.evaluate(() => {
    Math.random = () => 0.999;
  });
  await proxy.refuse();
  proxy.cut();
  await window.expectState('reconnecting');
  await expect(window.status).toContainText('Nothing listens');
  await expect.poll(() => countdown(page), { timeout: 40_000, intervals: [100] }).toBeGreaterThanOrEqual(7);
  // In whole words, also where the reason needs all the room there is.
  const tryNow = page.getByRole('button', { name: 'Try now' });
  expect(await tryNow.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
  const label = tryNow.getByText('Try now');
  expect(await label.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
  const seen = await countdown(page);
  await expect.poll(() => countdown(page), { intervals: [100] }).toBeLessThan(seen);

  await proxy.accept();
  // Nobody has tried yet: it is still the person's to ask.
  await window.expectState('reconnecting');
  expect(await countdown(page)).toBeGreaterThanOrEqual(4);
  await tryNow.focus();
  await page.keyboard.press('Enter');
  await expect(window.status).toBeFocused();
  await expect(window.status).toHaveAttribute('data-state', 'ready', { timeout: 3_000 });
  await expect(tryNow).toHaveCount(0);
  await expect(window.pane('reader')).toHaveAttribute('data-state', 'consuming');
  await window.compose('lost and found', '{}');
  await window.send('publish', 'routed');
  await window.expectCounter('reader', 'acked', 1);
});

test('on another connection the receipt of the one before is gone', async ({ launched, broker }) => {
  const { page } = launched;
  const window = new BusdeckWindow(page);
  await expect(window.panes).toHaveCount(3);
  await window.compose('orders', '{}');
  await window.send('publish', 'routed');
  await window.connectRabbitmq(broker.url());
  await window.expectState('ready');
  await expect(window.receipt).toHaveCount(0);
  await window.send('publish', 'held');
  await expect(window.receipt).toContainText('orders');
});

test('Connect and Disconnect keep the focus that they were pressed with', async ({ launched, broker }) => {
  const { page } = launched;
  const window = new BusdeckWindow(page);
  const connect = page.getByTestId('connect');
  const disconnect = page.getByTestId('disconnect');
  await window.connectRabbitmq(broker.url());
  await window.expectState('ready');
  await expect(connect).toBeFocused();
  await expect(connect).toBeDisabled();
  await page.keyboard.press('Tab');
  await expect(disconnect).toBeFocused();
  await page.keyboard.press('Enter');
  await window.expectState('closed');
  await expect(disconnect).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Space');
  await window.expectState('ready');
  await expect(connect).toBeFocused();
});

test('what a connection still needs is said below its field, which has the focus', async ({ launched }) => {
  const { page } = launched;
  await newConnection(page, '', '');
  const name = page.getByTestId('profile-name');
  const url = page.getByTestId('profile-url');
  for (const button of ['profile-save', 'profile-connect', 'profile-test']) {
    await page.getByTestId(button).click();
    await expect(name).toBeFocused();
    await expect(name).toHaveAccessibleDescription('A connection needs a name.');
    await expect(url).toHaveAccessibleDescription('A connection to RabbitMQ needs a URL.');
  }
  await expectNothingSerious(page);
  await name.fill('Local');
  await expect(page.getByText('A connection needs a name.')).toHaveCount(0);
  await name.press('Enter');
  await expect(url).toBeFocused();
  await url.fill('amqp://localhost/');
  await page.getByTestId('profile-save').click();
  await expect(page.getByTestId('profile-outcome')).toContainText('Saved.');
});
