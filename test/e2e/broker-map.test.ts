import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connect } from 'amqplib';
import { expect, test } from '../support/app';
import { Broker } from '../support/broker';
import { BusdeckWindow } from '../support/busdeck-window';
import { answerDialogs } from '../support/dialogs';
import { expectNothingSerious } from '../support/expect-accessible';

let managed: Broker;

test.beforeAll(async () => {
  // With its own interval of 5 s: with a shorter one its rates are 0 now and then.
  managed = await Broker.start({ management: true });
});

test.afterAll(async () => {
  await managed?.[Symbol.asyncDispose]();
});

/** A shop, a billing service and two queues, one of which nobody consumes. */
async function shop(url: string) {
  const publisher = await connect(url, { clientProperties: { connection_name: 'shop' } });
  const consumer = await connect(url, { clientProperties: { connection_name: 'billing service' } });
  const [sending, taking] = [await publisher.createChannel(), await consumer.createChannel()];
  await taking.assertQueue('orders', { durable: false, autoDelete: true });
  await taking.assertQueue('forgotten', { durable: true });
  await taking.consume('orders', (raw) => raw !== null && taking.ack(raw));
  sending.sendToQueue('forgotten', Buffer.from('{"n":1}'), { headers: { tenant: 'a' }, appId: 'shop' });
  sending.sendToQueue('forgotten', Buffer.from('{"n":2}'));
  const timer = setInterval(() => sending.sendToQueue('orders', Buffer.from('{"order":1}')), 20);
  return async () => {
    clearInterval(timer);
    await publisher.close();
    await consumer.close();
  };
}

test('the map shows who publishes through what into which queue to whom, and is exported', async ({
  launched,
  folder,
}) => {
  test.setTimeout(120_000);
  const { app, page } = launched;
  const window = new BusdeckWindow(page);
  const url = managed.url({ vhost: await managed.addVhost() });
  const close = await shop(url);
  await window.connectRabbitmq(url);
  await window.expectState('ready');
  await page.keyboard.press('ControlOrMeta+8');
  await page.getByTestId('broker-list').getByText('Map').click();
  const place = (name: string) => page.locator(`[data-testid=map-place][data-name="${name}"]`);
  for (const name of ['shop', 'default exchange', 'orders', 'billing service', 'forgotten'])
    await expect(place(name).first()).toBeVisible({ timeout: 40_000 });
  await expect(place('forgotten')).toContainText('nobody consumes it');
  // How much goes over a line stands on it.
  await expect(
    page
      .getByTestId('broker-map')
      .getByText(/^\d+\/s$/)
      .first(),
  ).toBeVisible({ timeout: 40_000 });
  await expectNothingSerious(page);

  for (const format of ['svg', 'png'] as const) {
    const path = join(folder, `map.${format}`);
    await answerDialogs(app, path);
    await page.getByTestId(`map-${format}`).click();
    await expect
      .poll(() =>
        readFile(path).then(
          ({ length }) => length,
          () => 0,
        ),
      )
      .toBeGreaterThan(1000);
    const bytes = await readFile(path);
    if (format === 'svg') expect(bytes.toString()).toContain('billing service');
    else expect(bytes.subarray(1, 4).toString()).toBe('PNG');
  }
  await page.getByTestId('broker-filter').fill('forgotten');
  await expect(place('orders')).toHaveCount(0);
  await expect(place('forgotten')).toBeVisible();
  await close();
});

test('columns are chosen and stay; curves have a past; what waits is looked at and put back', async ({
  launched,
}) => {
  test.setTimeout(120_000);
  const { page } = launched;
  const window = new BusdeckWindow(page);
  const url = managed.url({ vhost: await managed.addVhost() });
  const close = await shop(url);
  await window.connectRabbitmq(url);
  await window.expectState('ready');
  await page.keyboard.press('ControlOrMeta+8');
  await page.getByTestId('broker-list').getByText('Topics').click();
  await page.getByTestId('broker-list').getByText('Clients').click();
  await page.getByRole('button', { name: 'billing service', exact: true }).click();
  await expect(page.getByTestId('broker-channel')).toContainText('1 consumer, no prefetch limit', {
    timeout: 40_000,
  });
  await page.getByTestId('broker-list').getByText('Topics').click();
  await page.getByTestId('broker-columns').click();
  await page.getByRole('menuitem', { name: 'Bytes, shown' }).click();
  await page.keyboard.press('Escape');
  await expect(page.locator('th[data-column=bytes]')).toHaveCount(0);
  await expect(page.locator('th[data-column=type]')).toBeVisible();

  const row = page.locator('[data-testid=broker-row][data-name="orders"]');
  await expect(row.locator('svg polyline')).toHaveCount(2, { timeout: 40_000 });
  await page.getByRole('button', { name: 'orders', exact: true }).click();
  await expect(page.getByTestId('broker-curves')).toBeVisible({ timeout: 30_000 });

  await page.getByRole('button', { name: 'forgotten', exact: true }).click();
  await page.getByTestId('peek').click();
  await page.getByRole('button', { name: 'Look', exact: true }).click();
  await expect(page.getByTestId('peeked')).toHaveCount(2);
  await expect(page.getByTestId('peeked').first()).toContainText('{"n":1}');
  await page.getByTestId('peeked').first().getByText('properties and headers').click();
  await expect(page.getByTestId('peeked').first()).toContainText('tenant');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('peeked')).toHaveCount(0);
  await close();
});
