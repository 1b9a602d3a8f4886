import { expect } from '../support/app';
import { Peer } from '../support/peer';
import { picture } from './picture';

picture('add-subscribers', async ({ page }) => {
  await page.getByTestId('add-subscriber').first().click();
  await page.getByTestId('subscriber-topic').fill('payments');
  await page.getByTestId('subscriber-name').fill('till');
  await page.getByTestId('subscriber-count').fill('2');
  await page.getByRole('dialog').getByTestId('subscriber-behaviour').fill('first:2 50..200ms');
});

picture('manual', async ({ page, window }) => {
  await window.addSubscribers('payments', 'desk', 1, 'manual');
  await window.compose('payments', '{"invoice": {{seq}}, "amount": {{random 10 90}}}');
  await window.send('publish', 'routed');
  await expect(page.getByTestId('manual-answer')).toContainText('attempt 1');
});

picture('crowded', async ({ page, window }) => {
  await window.addSubscribers('payments', 'till', 4);
  await window.addSubscribers('invoices', 'printer', 2, 'first:1');
  await window.compose('payments', '{"amount": {{random 10 90}}, "currency": "EUR"}', 40);
  await window.send('publish', 'routed');
  await window.compose('invoices', '{"invoice": {{seq}}}', 10);
  await window.send('publish', 'routed');
  await window.compose('orders', '{"order": {{seq}}, "total": {{random 10 90}}}', 20);
  await window.send('broadcast', 'routed');
  await expect(page.getByTestId('pane')).toHaveCount(9);
});

picture('rabbitmq', async ({ page, window, broker }) => {
  await window.connectRabbitmq(broker.url());
  await window.expectState('ready');
  await using peer = await Peer.start('pika', broker.url());
  const topic = `orders.${crypto.randomUUID().slice(0, 4)}`;
  await peer.subscribe(topic);
  await window.addSubscribers(topic, 'watcher', 2);
  await window.compose(topic, '{"order": {{seq}}, "total": {{random 10 90}}}', 9);
  await window.send('publish', 'routed');
  await page.getByRole('tab', { name: 'Distribution' }).click();
  await expect(page.locator('[data-testid=share]')).not.toHaveCount(0);
  await expect(page.getByText(/other program/i).first()).toBeVisible({ timeout: 20_000 });
});

picture('reopen', async ({ page, window, broker }) => {
  await window.connectRabbitmq(broker.url());
  await window.expectState('ready');
  await window.addSubscribers('orders', 'billing', 3);
  await window.addSubscribers('payments', 'till', 1, 'first:1');
  await page.getByTestId('disconnect').click();
  await window.expectState('closed');
  await window.connectRabbitmq(broker.url());
  await window.expectState('ready');
  await expect(page.getByTestId('reopen-subscribers')).toBeVisible();
});

picture('refused', async ({ page, window, broker }) => {
  await window.connectRabbitmq(broker.url({ password: 'mistyped' }));
  await window.expectState('failed');
  await page.getByRole('tab', { name: 'Log' }).click();
});
