import { connect } from 'amqplib';
import { RabbitmqTracing } from '../../electron/monitor/rabbitmq/tracing';
import { rabbitmqOptionsSchema } from '../../shared/brokers/rabbitmq';
import { expect, test } from '../support/app';
import { Broker } from '../support/broker';
import { BusdeckWindow } from '../support/busdeck-window';
import { expectNothingSerious } from '../support/expect-accessible';

let managed: Broker;

test.beforeAll(async () => {
  managed = await Broker.start({ management: true, config: ['collect_statistics_interval = 1000'] });
});

test.afterAll(async () => {
  await managed?.[Symbol.asyncDispose]();
});

async function isTraced(url: string): Promise<boolean> {
  const control = new RabbitmqTracing(rabbitmqOptionsSchema.parse({ kind: 'rabbitmq', url }));
  try {
    return await control.isOn();
  } finally {
    control.close();
  }
}

/** Another program that consumes a topic, by a name of its own, and what it got. */
async function service(url: string, topic: string) {
  const connection = await connect(url, { clientProperties: { connection_name: 'billing service' } });
  const channel = await connection.createChannel();
  await channel.assertQueue(topic, { durable: false, autoDelete: true });
  const got: string[] = [];
  await channel.consume(topic, (raw) => {
    if (raw === null) return;
    got.push(raw.content.toString());
    channel.ack(raw);
  });
  return { got, channel, close: () => connection.close() };
}

/** From the row of a topic, with tracing switched on after the question. */
async function openTap(window: BusdeckWindow, topic: string): Promise<void> {
  const { page } = window;
  await page.keyboard.press('ControlOrMeta+8');
  await page.getByRole('button', { name: topic, exact: true }).click();
  await page.getByTestId('tap').click();
  await expect(page.getByRole('dialog')).toContainText('20,300');
  await page.getByTestId('tap-all').click();
  await expect(page.locator('[data-testid=pane][data-tapped=true]')).toHaveAttribute(
    'data-state',
    'watching',
  );
}

test('what two other programs say to each other is watched, and nothing is taken from them', async ({
  launched,
}) => {
  test.setTimeout(120_000);
  const { page } = launched;
  const window = new BusdeckWindow(page);
  const url = managed.url({ vhost: await managed.addVhost() });
  const billing = await service(url, 'orders');
  await window.connectRabbitmq(url);
  await window.expectState('ready');
  await openTap(window, 'orders');
  expect(await isTraced(url)).toBe(true);
  for (let n = 1; n <= 5; n += 1) billing.channel.sendToQueue('orders', Buffer.from(`{"order":${n}}`));

  const tap = page.locator('[data-testid=pane][data-tapped=true]');
  await expect(tap.getByTestId('delivery')).toHaveCount(10);
  await expect(tap.locator('[data-outcome=tapped]')).toHaveCount(10);
  await expect.poll(() => billing.got).toHaveLength(5);
  await tap.getByTestId('delivery').filter({ hasText: '"order":5' }).first().click();
  await expect(page.getByTestId('trace-step')).toHaveCount(2);
  await expect(page.getByTestId('trace')).toContainText('Seen: published to orders by billing service');
  await expect(page.getByTestId('trace')).toContainText('Seen: delivered to billing service');
  await expectNothingSerious(page);
  // It stands in the ledger, and in nobody's share.
  await expect(page.getByTestId('ledger')).toHaveAttribute('data-shown', '10');

  await tap.getByTestId('pane-remove').click();
  await expect(tap).toHaveCount(0);
  await expect.poll(() => isTraced(url)).toBe(false);
  await billing.close();
});

test('tracing is off after quitting; after a kill it is switched off by the next start', async ({
  launch,
  userData,
}) => {
  test.setTimeout(180_000);
  const url = managed.url({ vhost: await managed.addVhost() });
  const billing = await service(url, 'orders');
  const start = async () => {
    const launched = await launch({ userData });
    const window = new BusdeckWindow(launched.page);
    return { ...launched, window };
  };
  const first = await start();
  await first.window.connectRabbitmq(url);
  await first.window.expectState('ready');
  await openTap(first.window, 'orders');
  expect(await isTraced(url)).toBe(true);
  await first.close();
  expect(await isTraced(url)).toBe(false);

  const second = await start();
  await second.window.connectRabbitmq(url);
  await second.window.expectState('ready');
  await openTap(second.window, 'orders');
  const process = second.app.process();
  const gone = new Promise((resolve) => process.once('exit', resolve));
  process.kill('SIGKILL');
  await gone;
  expect(await isTraced(url)).toBe(true);

  // It was never saved, so that nobody has its password: it is told, and done as soon as it is connected to.
  const third = await start();
  await expect(third.page.getByText('may still be tracing').first()).toBeVisible();
  await third.window.connectRabbitmq(url);
  await third.window.expectState('ready');
  await expect.poll(() => isTraced(url)).toBe(false);
  await billing.close();
});

test('in memory a tap needs nothing: it sees who gets each message', async ({ launched }) => {
  const { page } = launched;
  const window = new BusdeckWindow(page);
  await window.compose('orders', '{"a":1}');
  await page.keyboard.press('ControlOrMeta+k');
  await page.keyboard.type('tap orders');
  await page.keyboard.press('Enter');
  const tap = page.locator('[data-testid=pane][data-tapped=true]');
  await expect(tap).toBeVisible();
  await window.send('publish', 'routed');
  await expect(tap.getByTestId('delivery')).toHaveCount(2);
  await expect(tap.getByTestId('delivery').first()).toContainText('to worker-');
  await tap.focus();
  await page.keyboard.press('Delete');
  await expect(tap).toHaveCount(0);
});
