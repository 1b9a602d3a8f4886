import { connect } from 'amqplib';
import { expect, test } from '../support/app';
import { Broker } from '../support/broker';
import { BusdeckWindow } from '../support/busdeck-window';
import { expectNothingSerious } from '../support/expect-accessible';
import { resizeWindow } from '../support/window-size';

let managed: Broker;

test.beforeAll(async () => {
  managed = await Broker.start({ management: true, config: ['collect_statistics_interval = 1000'] });
});

test.afterAll(async () => {
  await managed?.[Symbol.asyncDispose]();
});

test('the broker’s own view: every queue, in our words, and from there to a subscriber', async ({
  launched,
}) => {
  test.setTimeout(120_000);
  const { page } = launched;
  const window = new BusdeckWindow(page);
  const url = managed.url({ vhost: await managed.addVhost() });
  const connection = await connect(url);
  const channel = await connection.createChannel();
  const names = Array.from({ length: 600 }, (_, n) => `service.${String(n).padStart(3, '0')}`);
  for (const name of names) await channel.assertQueue(name, { durable: false, autoDelete: true });
  await channel.assertQueue('billing', { durable: false, autoDelete: true });
  for (let n = 0; n < 12; n += 1) channel.sendToQueue('billing', Buffer.from('x'));
  await window.connectRabbitmq(url);
  await window.expectState('ready');

  await page.keyboard.press('ControlOrMeta+8');
  await expect(page.getByTestId('broker-summary')).toHaveAttribute('data-source', 'broker');
  await expect(page.getByTestId('broker-summary')).toContainText('12 messages ready', { timeout: 20_000 });
  await page.getByRole('button', { name: 'Ready' }).click();
  const first = page.getByTestId('broker-row').first();
  await expect(first).toHaveAttribute('data-name', 'billing');
  await expect(first).toHaveAttribute('data-kind', 'topic');
  await expectNothingSerious(page);

  // The last of 601, by scrolling.
  await page.getByRole('button', { name: 'Name' }).click();
  await page.getByTestId('broker-table').evaluate((table) => {
    const scroller = table.parentElement;
    if (scroller) scroller.scrollTop = scroller.scrollHeight;
  });
  await expect(page.locator('[data-testid=broker-row][data-name="service.599"]')).toBeVisible();

  await page.getByTestId('broker-filter').fill('bill');
  await expect(page.getByTestId('broker-row')).toHaveCount(1);
  await page.getByRole('button', { name: 'billing', exact: true }).click();
  await page.getByTestId('broker-chosen').getByRole('button', { name: 'Compose to it' }).click();
  await expect(page.getByTestId('compose-topic')).toHaveValue('billing');
  await page.keyboard.press('ControlOrMeta+8');
  await page.getByTestId('broker-filter').fill('bill');
  await page.getByRole('button', { name: 'billing', exact: true }).click();
  await page.getByTestId('broker-chosen').getByRole('button', { name: 'Add a subscriber' }).click();
  await window.expectCounter('watcher', 'received', 12);
  await connection.close();
});

test('who consumes a queue; it is purged and deleted after its name is typed', async ({ launched }) => {
  test.setTimeout(120_000);
  const { app, page } = launched;
  const window = new BusdeckWindow(page);
  const url = managed.url({ vhost: await managed.addVhost() });
  const connection = await connect(url, {
    clientProperties: { connection_name: 'billing service' },
  });
  const channel = await connection.createChannel();
  await channel.assertQueue('jobs', { durable: true, arguments: { 'x-max-length': 100 } });
  await channel.prefetch(1);
  await channel.consume('jobs', () => {});
  for (let n = 0; n < 4; n += 1) channel.sendToQueue('jobs', Buffer.from('x'));
  await window.connectRabbitmq(url);
  await window.expectState('ready');
  await page.keyboard.press('ControlOrMeta+8');
  await page.getByRole('button', { name: 'jobs', exact: true }).click();
  await expect(page.getByTestId('broker-consumer')).toContainText('1 unanswered', { timeout: 30_000 });
  await expect(page.getByTestId('broker-consumer')).toContainText('billing service', { timeout: 20_000 });
  await expect(page.getByTestId('broker-consumer')).toContainText('1 message at a time');
  await expect(page.getByTestId('broker-detail')).toContainText('x-max-length');
  await expectNothingSerious(page);

  // It stays chosen in a window of another size, and from one view to the other.
  await resizeWindow(app, page, 900, 600);
  await expect(page.getByTestId('broker-consumer')).toContainText('billing service');
  await page.keyboard.press('ControlOrMeta+7');
  await page.keyboard.press('ControlOrMeta+8');
  await expect(page.getByTestId('broker-consumer')).toContainText('billing service');

  const row = page.locator('[data-testid=broker-row][data-name=jobs]');
  await expect(row.locator('[data-column=ready]')).toHaveText('3', { timeout: 20_000 });
  await page.getByTestId('broker-danger').click();
  await page.getByRole('menuitem', { name: /Purge/ }).click();
  await page.getByTestId('confirm-topic').fill('job');
  await expect(page.getByRole('button', { name: 'Purge it' })).toBeDisabled();
  await page.getByTestId('confirm-topic').fill('jobs');
  await page.getByRole('button', { name: 'Purge it' }).click();
  await expect(row.locator('[data-column=ready]')).toHaveText('0', { timeout: 20_000 });
  await expect(row.locator('[data-column=unanswered]')).toHaveText('1');

  await page.getByTestId('broker-danger').click();
  await page.getByRole('menuitem', { name: /Delete/ }).click();
  await page.getByTestId('confirm-topic').fill('jobs');
  await page.getByRole('button', { name: 'Delete it' }).click();
  await expect(row).toHaveCount(0, { timeout: 20_000 });
  await connection.close();
});

test('clients: who is connected, and one of them is closed after a question', async ({ launched }) => {
  test.setTimeout(120_000);
  const { page } = launched;
  const window = new BusdeckWindow(page);
  const url = managed.url({ vhost: await managed.addVhost() });
  const service = await connect(url, { clientProperties: { connection_name: 'mail service' } });
  const closed = new Promise((resolve) => service.on('close', resolve));
  service.on('error', () => {});
  await window.connectRabbitmq(url);
  await window.expectState('ready');
  await page.keyboard.press('ControlOrMeta+8');
  await page.getByTestId('broker-list').getByText('Clients').click();
  const client = page.locator('[data-testid=broker-client][data-program="mail service"]');
  await expect(client).toContainText('running', { timeout: 20_000 });
  await expect(client).toContainText('guest');
  await expectNothingSerious(page);
  await client.getByRole('button', { name: 'Close the connection of mail service' }).click();
  await page.getByRole('button', { name: 'Close it' }).click();
  await closed;
  await expect(client).toHaveCount(0, { timeout: 20_000 });
  await window.expectState('ready');
});

test('names complete where a topic is typed, by what is on the broker', async ({ launched }) => {
  test.setTimeout(120_000);
  const { page } = launched;
  const window = new BusdeckWindow(page);
  const url = managed.url({ vhost: await managed.addVhost() });
  const connection = await connect(url);
  const channel = await connection.createChannel();
  await channel.assertQueue('invoices.created', { durable: false, autoDelete: true });
  await window.connectRabbitmq(url);
  await window.expectState('ready');
  await page.getByTestId('compose-topic').fill('created');
  await page.getByRole('option', { name: 'invoices.created' }).click({ timeout: 20_000 });
  await expect(page.getByTestId('compose-topic')).toHaveValue('invoices.created');
  await connection.close();
});

test('in memory it shows its topics, without a management it says so and what is known', async ({
  launched,
  broker,
}) => {
  const { page } = launched;
  const window = new BusdeckWindow(page);
  await page.getByTestId('view-switch').getByText('Broker').click();
  await expect(page.locator('[data-testid=broker-row][data-name=orders]')).toBeVisible();
  await window.connectRabbitmq(broker.url());
  await window.expectState('ready');
  await expect(page.getByTestId('broker-problem')).toContainText('Switch its plugin on');
});
