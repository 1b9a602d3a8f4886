import { connect } from 'amqplib';
import { expect, test } from '../support/app';
import { Broker } from '../support/broker';
import { BusdeckWindow } from '../support/busdeck-window';
import { frozenMs, LongTasks } from '../support/long-tasks';

const queues = 10_000;
const connections = 200;

let managed: Broker;

test.beforeAll(async () => {
  managed = await Broker.start({ management: true });
});

test.afterAll(async () => {
  await managed?.[Symbol.asyncDispose]();
});

test('10,000 queues are scrolled through, grouped on the map, and 200 connections listed', async ({
  launched,
}) => {
  test.setTimeout(240_000);
  const { page } = launched;
  const window = new BusdeckWindow(page);
  const url = managed.url({ vhost: await managed.addVhost() });
  const programs = await Promise.all(
    Array.from({ length: connections }, (_, n) =>
      connect(url, { clientProperties: { connection_name: `program ${n}` } }),
    ),
  );
  const [first] = programs;
  const channel = await first?.createChannel();
  for (let n = 0; n < queues; n += 1) {
    const declared = channel?.assertQueue(`team-${n % 20}.queue-${String(n).padStart(5, '0')}`, {
      durable: false,
    });
    if (n % 500 === 499) await declared;
  }
  await window.connectRabbitmq(url);
  await window.expectState('ready');
  await page.keyboard.press('ControlOrMeta+8');
  await expect(page.getByTestId('broker-summary')).toContainText(`${queues / 1000},000 rows`, {
    timeout: 60_000,
  });
  const tasks = await LongTasks.watch(page);
  const table = page.getByTestId('broker-table');
  for (const part of [0.25, 0.5, 0.75, 1]) {
    await table.evaluate((element, share) => {
      const scroller = element.parentElement;
      if (scroller !== null) scroller.scrollTop = scroller.scrollHeight * share;
    }, part);
    await expect(page.getByTestId('broker-row').first()).toHaveAttribute('data-name', /team/);
  }
  await expect(page.locator('[data-testid=broker-row][data-name="team-9.queue-09989"]')).toBeVisible();
  expect(await tasks.longest()).toBeLessThan(frozenMs);

  await page.getByTestId('broker-list').getByText('Map').click();
  await expect(page.getByTestId('map-place').first()).toBeVisible({ timeout: 60_000 });
  await expect(page.locator('[data-testid=map-place][data-name="team-9.queue-*"]')).toContainText(
    '500 queues',
  );
  await page.getByTestId('broker-list').getByText('Clients').click();
  await expect(page.getByText(/20[0-9] connections/)).toBeVisible({ timeout: 30_000 });
  await Promise.all(programs.map((program) => program.close()));
});
