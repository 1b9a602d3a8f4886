import type { Locator } from '@playwright/test';
import { test as base, expect } from '../support/app';
import { BusdeckWindow } from '../support/busdeck-window';

/** What a person says about retries: for the connection, for a topic, for one subscriber. */
const test = base.extend<{ window: BusdeckWindow }>({
  window: async ({ launched }, use) => {
    const window = new BusdeckWindow(launched.page);
    await window.expectState('ready');
    await use(window);
  },
});

/** Opens the form for new subscribers down to the retries. */
async function beginToAdd({ page }: BusdeckWindow, topic: string, name: string) {
  await page.getByTestId('add-subscriber').first().click();
  const form = page.getByRole('dialog');
  await form.getByTestId('subscriber-topic').fill(topic);
  await form.getByTestId('subscriber-name').fill(name);
  await form.getByTestId('subscriber-behaviour').fill('always');
  await form.getByRole('button', { name: 'More' }).click();
  return form;
}

/** The form is in the page until it has faded out. */
async function add(form: Locator) {
  await form.getByTestId('subscriber-create').click();
  await expect(form).toHaveCount(0);
}

for (const kind of ['memory', 'rabbitmq'] as const) {
  test(`${kind}: a subscriber goes by its own policy, and by another as soon as that is said`, async ({
    window,
    broker,
  }) => {
    const { page } = window;
    const topic = `jobs ${kind}`;
    if (kind === 'rabbitmq') {
      await window.connectRabbitmq(broker.url());
      await expect(window.panes).toHaveCount(0);
      await window.expectState('ready');
    }
    const form = await beginToAdd(window, topic, 'slow');
    await expect(form).toContainText('After a failure 3 retries, each at once; then it is a dead letter.');
    await form.getByTestId('retry-from').selectOption('subscriber');
    await form.getByTestId('retry-max').fill('2');
    await form.getByTestId('retry-delay').selectOption('exponential');
    await form.getByTestId('retry-ms').fill('200');
    await form.getByTestId('retry-factor').fill('3');
    await form.getByTestId('retry-longest').fill('500');
    await form.getByTestId('retry-jitter').fill('0');
    await add(form);
    const policy = window.pane('slow').getByTestId('pane-retry');
    await expect(policy).toHaveAttribute('data-from', 'subscriber');
    await expect(policy).toContainText('2 retries, 200 ms…500 ms');

    await window.compose(topic, '{"n": 1}');
    const id = await window.send('publish', 'routed');
    await window.expectCounter('slow', 'dead', 1);
    await window.expectCounter('slow', 'received', 3);
    await window.deliveries('slow').first().click();
    await expect(page.getByTestId('trace')).toHaveAttribute('data-message-id', id);
    const steps = page.locator('[data-testid=trace-step][data-type=retryScheduled]');
    await expect(steps).toHaveCount(2);
    await expect(steps.nth(0)).toContainText('attempt 2 in 200 ms');
    await expect(steps.nth(1)).toContainText('attempt 3 in 500 ms');
    if (kind === 'rabbitmq') {
      const names = (await broker.list('list_queues', 'name')).map(({ name }) => name);
      expect(names).toEqual(
        expect.arrayContaining([`eventbus.wait.200.${topic}`, `eventbus.wait.500.${topic}`]),
      );
    }

    // While it runs.
    await policy.click();
    await page.getByTestId('retry-max').fill('0');
    await page.getByTestId('retry-apply').click();
    await expect(policy).toHaveText('no retries');
    await window.send('publish', 'routed');
    await window.expectCounter('slow', 'dead', 2);
    await window.expectCounter('slow', 'received', 4);
  });
}

test('a policy for a topic holds for all its subscribers, until it is taken back', async ({ window }) => {
  const { page } = window;
  await expect(window.pane('worker-1').getByTestId('pane-retry')).toHaveAttribute('data-from', 'connection');
  const form = await beginToAdd(window, 'orders', 'fourth');
  await form.getByTestId('retry-from').selectOption('topic');
  await form.getByTestId('retry-max').fill('1');
  await form.getByTestId('retry-delay').selectOption('fixed');
  await form.getByTestId('retry-ms').fill('50');
  await add(form);
  for (const name of ['worker-1', 'worker-3', 'fourth']) {
    const policy = window.pane(name).getByTestId('pane-retry');
    await expect(policy).toHaveAttribute('data-from', 'topic');
    await expect(policy).toHaveText('1 retry, 50 ms');
  }
  const first = window.pane('worker-1').getByTestId('pane-retry');
  await first.click();
  await page.getByTestId('retry-from').selectOption('connection');
  await page.getByTestId('retry-apply').click();
  await expect(window.pane('fourth').getByTestId('pane-retry')).toHaveAttribute('data-from', 'connection');
  await expect(first).toHaveText('3 retries');
});

test('a retry that comes back to nobody is listed by itself, and replayed', async ({ window, broker }) => {
  const { page } = window;
  await window.connectRabbitmq(broker.url());
  await expect(window.panes).toHaveCount(0);
  await window.expectState('ready');
  const form = await beginToAdd(window, 'left', 'gone');
  await form.getByTestId('retry-from').selectOption('subscriber');
  await form.getByTestId('retry-delay').selectOption('fixed');
  await add(form);
  await window.compose('left', '{"n": 1}');
  const id = await window.send('publish', 'routed');
  await window.expectCounter('gone', 'retried', 1);
  await window.pane('gone').getByTestId('pane-remove').click();
  await page.getByRole('tab', { name: /Dead letters/ }).click();
  const letter = page.getByTestId('dead-letter');
  await expect(letter).toHaveAttribute('data-reason', 'unroutable', { timeout: 10_000 });
  await expect(letter).toHaveAttribute('data-message-id', id);
  await expect(letter).toHaveAttribute('data-attempts', '1');
  await expect(letter).toContainText('its retry found no subscriber');
  await window.addSubscribers('left', 'next');
  await letter.getByTestId('replay').click();
  await window.expectCounter('next', 'acked', 1);
  await expect(letter).toHaveCount(0);
});
