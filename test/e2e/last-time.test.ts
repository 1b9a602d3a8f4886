import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ackAlways } from '../../shared/bus/behaviour';
import { profileSchema } from '../../shared/window/profile';
import { expect, test } from '../support/app';
import { everything } from '../support/broker-access';
import { BusdeckWindow } from '../support/busdeck-window';
import { expectNothingSerious } from '../support/expect-accessible';
import { connectSaved } from '../support/saved-connections';
import { TcpProxy } from '../support/tcp-proxy';
import { resizeWindow } from '../support/window-size';

/** Who stood on a connection when it was last in use, and is offered to be opened again. */

test('on a broker nobody is there until a person opens the subscribers of the last time', async ({
  launch,
  userData,
  broker,
}) => {
  await using proxy = await TcpProxy.start({ port: broker.port });
  const url = broker.url({ port: proxy.port });
  const first = await launch({ userData });
  const window = new BusdeckWindow(first.page);
  await window.connectRabbitmq(url);
  await window.expectState('ready');
  await expect(first.page.getByTestId('reopen-subscribers')).toHaveCount(0);
  await window.addSubscribers('bills', 'billing', 2, 'always');
  await window.addSubscribers('audits', 'audit');
  await first.close();

  const { page } = await launch({ userData });
  const again = new BusdeckWindow(page);
  await again.connectRabbitmq(url);
  await again.expectState('ready');
  const reopen = page.getByTestId('reopen-subscribers');
  await expect(reopen).toHaveText('Open all 3 again');
  await expect(page.getByRole('region', { name: 'Subscribers of the last time' })).toContainText(
    'bills: billing-1, billing-2',
  );
  await expect(again.panes).toHaveCount(0);
  expect(await broker.list('list_consumers')).toEqual([]);
  await reopen.focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-part=subscribers]')).toBeFocused();
  await expect
    .poll(() => again.panes.evaluateAll((panes) => panes.map((pane) => pane.getAttribute('data-name'))))
    .toEqual(['billing-1', 'billing-2', 'audit']);
  await expect(again.pane('billing-2').getByTestId('subscriber-behaviour')).toHaveValue('always');
  await again.compose('audits', '{"n":1}');
  await again.send('publish', 'routed');
  await again.expectCounter('audit', 'acked', 1);
  // Somebody takes up the connection again within the same run, too.
  await page.getByTestId('disconnect').click();
  await again.expectState('closed');
  await again.connectRabbitmq(url);
  await again.expectState('ready');
  await expect(reopen).toHaveText('Open all 3 again');

  // Nobody can be opened while the link is away.
  await proxy.refuse();
  proxy.cut();
  await again.expectState('reconnecting');
  await expect(reopen).toBeDisabled();
  await proxy.accept();
  await again.expectState('ready');
  await expect(reopen).toBeEnabled();
});

test('subscribers of the last time that the broker refuses are told once, and the others are open', async ({
  launch,
  broker,
  userData,
}) => {
  const vhost = await broker.addVhost();
  const user = { user: 'limited', password: 'secret', vhost };
  await broker.addUser(user.user, user.password, { ...everything, vhost });
  const first = await launch({ userData });
  const window = new BusdeckWindow(first.page);
  await window.connectRabbitmq(broker.url(user));
  await window.expectState('ready');
  await window.addSubscribers('bills', 'billing', 2);
  await window.addSubscribers('audits', 'audit');
  await first.close();

  await broker.permit(user.user, vhost, { ...everything, configure: '^(?!bills)' });
  const { page } = await launch({ userData });
  const again = new BusdeckWindow(page);
  await again.connectRabbitmq(broker.url(user));
  await again.expectState('ready');
  await page.getByTestId('reopen-subscribers').dblclick();
  await expect(again.panes).toHaveCount(1);
  await expect(again.pane('audit')).toBeVisible();
  const told = page
    .getByRole('alert')
    .filter({ hasText: 'Not opened again: billing-1 of bills, billing-2 of bills.' });
  await expect(told).toContainText('They are kept');
  await expectNothingSerious(page);
  // A second answer would have come with the first.
  await expect(told).toHaveCount(1);
});

test('however many there were the last time, the button that opens them is in sight', async ({
  launch,
  userData,
}) => {
  const profile = profileSchema.parse({ id: randomUUID(), name: 'Bench', kind: 'memory' });
  const subscribers = Array.from({ length: 200 }, (_, at) => ({
    topic: `a.service.with.a.long.name.${at % 40}`,
    name: `worker-with-a-long-name-${at}`,
    prefetch: 1,
    behaviour: ackAlways,
  }));
  const setups = [{ connection: profile.id, setup: { subscribers, retryByTopic: [] } }];
  await writeFile(join(userData, 'settings.json'), JSON.stringify({ profiles: [profile], setups }));
  const { app, page } = await launch({ userData });
  await connectSaved(page, 'Bench');
  const reopen = page.getByTestId('reopen-subscribers');
  await expect(reopen).toHaveText('Open all 200 again');
  const height = (await page.getByTestId('publish').boundingBox())?.height;
  await resizeWindow(app, page, 900, 600);
  await expect(reopen).toBeInViewport({ ratio: 1 });
  expect((await reopen.boundingBox())?.height).toBe(height);
  const topics = page.getByRole('region', { name: 'Subscribers of the last time' }).getByRole('list');
  await topics.focus();
  await page.keyboard.press('End');
  await expect(topics.getByRole('listitem').last()).toBeInViewport({ ratio: 1 });
  await expectNothingSerious(page);
  await reopen.click();
  await expect(page.getByTestId('pane')).toHaveCount(200);
});
