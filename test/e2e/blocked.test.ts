import { expect, test } from '../support/app';
import { Broker } from '../support/broker';
import { BusdeckWindow } from '../support/busdeck-window';

test('a send cancelled while the broker is blocked says so, and what it waits for', async ({ launched }) => {
  test.slow();
  await using broker = await Broker.start();
  const { page } = launched;
  const window = new BusdeckWindow(page);
  await window.connectRabbitmq(broker.url());
  await window.expectState('ready');
  await broker.lowMemory(true);
  await window.compose('orders', '{"n": {{seq}}}', 5000);
  await page.getByTestId('publish').click();
  await window.expectState('blocked');
  const progress = page.getByTestId('send-progress');
  await expect(progress).toContainText('Publishing to orders: 0 of 5,000');
  const cancel = page.getByTestId('cancel-send');
  await cancel.click();
  await expect(progress).toContainText(
    'Cancelled; waiting for 16 on their way to orders, which cannot be taken back',
  );
  await expect(cancel).toHaveCount(0);
  await expect(page.getByTestId('composer')).not.toContainText('Publishing');
  await broker.lowMemory(false);
  await expect(window.receipt).toContainText('Cancelled after 16 of 5,000 messages');
  await expect(progress).toHaveCount(0);
});
