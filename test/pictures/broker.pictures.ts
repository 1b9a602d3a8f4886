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
