import { connect } from 'amqplib';
import { expect } from '../support/app';
import { picture } from './picture';

picture('broker', async ({ page, window, broker }) => {
  const url = broker.url();
  const service = await connect(url, { clientProperties: { connection_name: 'billing service' } });
  // It ends with the broker, after the picture.
  service.on('error', () => {});
  const channel = await service.createChannel();
  const topics = [
    'billing',
    'invoices.created',
    'mail.outgoing',
    'orders',
    'shipping.label',
    'stock.changed',
  ];
  // The broker is that of the picture before.
  for (const name of [...topics, 'audit', 'eventbus.dead.orders']) await channel.deleteQueue(name);
  for (const name of topics) await channel.assertQueue(name, { durable: false, autoDelete: true });
  await channel.assertQueue('audit', { durable: true, arguments: { 'x-queue-type': 'quorum' } });
  await channel.assertQueue('eventbus.dead.orders', { durable: true });
  await channel.prefetch(5);
  for (const name of ['billing', 'orders']) await channel.consume(name, () => {});
  for (let n = 0; n < 9; n += 1) channel.sendToQueue('orders', Buffer.from('{"order": 1}'));
  for (let n = 0; n < 240; n += 1) channel.sendToQueue('invoices.created', Buffer.from('{"invoice": 1}'));
  for (let n = 0; n < 3; n += 1) channel.sendToQueue('eventbus.dead.orders', Buffer.from('{"order": 0}'));
  await window.connectRabbitmq(url);
  await window.expectState('ready');
  await page.keyboard.press('Control+8');
  await expect(page.getByTestId('finding').first()).toContainText('240 messages wait', { timeout: 30_000 });
  await page.getByRole('button', { name: 'orders', exact: true }).first().click();
  await expect(page.getByTestId('broker-consumer')).toContainText('billing service', { timeout: 30_000 });
});

/** A shop that publishes, two services that consume, and a queue that nobody reads. */
async function shop(url: string): Promise<void> {
  const [sender, ...takers] = await Promise.all(
    ['shop', 'billing service', 'mail service'].map((connection_name) =>
      connect(url, { clientProperties: { connection_name } }),
    ),
  );
  for (const each of [sender, ...takers]) each?.on('error', () => {});
  const sending = await sender?.createChannel();
  const names = ['billing', 'mail.outgoing'];
  for (const [nth, name] of names.entries()) {
    const channel = await takers[nth]?.createChannel();
    await channel?.assertQueue(name, { durable: false, autoDelete: true });
    await channel?.prefetch(10);
    await channel?.consume(name, (raw) => raw !== null && channel.ack(raw));
  }
  await sending?.assertQueue('audit', { durable: true, arguments: { 'x-queue-type': 'quorum' } });
  let n = 0;
  const timer = setInterval(() => {
    n += 1;
    try {
      for (const name of [...names, 'audit'])
        sending?.sendToQueue(name, Buffer.from(`{"order": ${n}, "total": ${(n * 7) % 90}.5}`));
    } catch {
      clearInterval(timer);
    }
  }, 100);
  timer.unref();
}

picture('map', async ({ page, window, broker }) => {
  const url = broker.url({ vhost: await broker.addVhost() });
  await shop(url);
  await window.connectRabbitmq(url);
  await window.expectState('ready');
  await page.keyboard.press('Control+8');
  await page.getByTestId('broker-list').getByText('Map').click();
  await expect(page.getByTestId('broker-map').getByText(/^\d+(\.\d)?\/s$/)).toHaveCount(6, {
    timeout: 60_000,
  });
});

picture('tap', async ({ page, window, broker }) => {
  const url = broker.url({ vhost: await broker.addVhost() });
  await shop(url);
  await window.connectRabbitmq(url);
  await window.expectState('ready');
  await page.keyboard.press('Control+8');
  await page.getByRole('button', { name: 'billing', exact: true }).first().click();
  await page.getByTestId('tap').click();
  await page.getByTestId('tap-all').click();
  const tap = page.locator('[data-testid=pane][data-tapped=true]');
  // By their names, which the broker lists some seconds late.
  await expect(tap.getByTestId('delivery').filter({ hasText: 'billing service' }).first()).toBeVisible({
    timeout: 30_000,
  });
  await tap.getByTestId('delivery').filter({ hasText: 'to' }).nth(3).click();
  await expect(page.getByTestId('trace-step')).toHaveCount(2);
});
