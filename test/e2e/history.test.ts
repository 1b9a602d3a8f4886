import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { backends, test as base, expect } from '../support/backends';
import type { BusdeckWindow } from '../support/busdeck-window';
import { answerDialogs } from '../support/dialogs';
import { openConnectionsMenu } from '../support/saved-connections';

interface Started {
  readonly app: ElectronApplication;
  readonly window: BusdeckWindow;
}

const test = base.extend<{ started: Started }>({
  started: async ({ launched, window }, use) => use({ app: launched.app, window }),
});

for (const backend of backends) {
  test.describe(backend, () => {
    test.use({ backend });

    test('a recording is made, opened again, looked at and published again', async ({ started, folder }) => {
      const { app, window } = started;
      const { page } = window;
      const path = join(folder, 'orders.ndjson');
      await answerDialogs(app, path);
      await answerDialogs(app, path);

      await page.keyboard.press('Control+5');
      await page.getByTestId('start-recording').click();
      await expect(page.getByTestId('recording')).toHaveAttribute('data-state', 'recording');
      await window.compose('orders', '{"n":{{seq}}}', 4);
      await window.send('publish', 'routed');
      await window.compose('orders', '"to all"');
      const broadcast = await window.send('broadcast', 'routed');
      await expect(page.getByTestId('delivery')).toHaveCount(7);
      await page.getByTestId('stop-recording').click();
      await expect(page.getByTestId('recording')).toHaveAttribute('data-state', 'stopped');
      await expect(page.getByTestId('recording')).toHaveAttribute('data-lost', '0');
      const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
      await expect(page.getByTestId('recording')).toHaveAttribute('data-events', String(lines.length));
      expect(lines.filter((line) => JSON.parse(line).event.type === 'acked')).toHaveLength(7);

      await page.getByTestId('open-recording').click();
      const opened = page.getByTestId('opened-recording');
      await expect(opened).toHaveAttribute('data-messages', '5');
      await expect(opened).toHaveAttribute('data-damaged', '0');
      await expect(page.getByTestId('recorded-message')).toHaveCount(5);

      await page.getByTestId('publish-pace').selectOption('0');
      await page.getByTestId('publish-recording').click();
      await expect(page.getByTestId('republished')).toHaveAttribute('data-state', 'done');
      await expect(page.getByTestId('republished')).toHaveAttribute('data-done', '5');
      await expect(page.getByTestId('delivery')).toHaveCount(14);

      await page.locator(`[data-testid=recorded-message][data-message-id="${broadcast}"]`).click();
      await expect(page.getByTestId('trace')).toHaveAttribute('data-message-id', broadcast);
      await expect(page.getByTestId('trace')).toContainText('to all');
      await window.expectLedgerAddsUp();
    });
  });
}

test('a recording is filtered, also by what stands deep in a payload, and grouped by subscriber', async ({
  started,
  folder,
}) => {
  const { app, window } = started;
  const { page } = window;
  await answerDialogs(app, join(folder, 'grouped.ndjson'));
  await page.keyboard.press('Control+5');
  await page.getByTestId('start-recording').click();
  await expect(page.getByTestId('recording')).toHaveAttribute('data-state', 'recording');
  await window.setBehaviour('worker-2', 'first:1');
  for (const needle of ['hay', 'needle']) {
    await window.compose('orders', JSON.stringify({ fill: 'x'.repeat(2000), needle }));
    await window.send('publish', 'routed');
  }
  await window.compose('nobody', '"held"');
  await window.send('publish', 'held');
  await window.expectCounter('worker-3', 'acked', 1);
  await page.getByTestId('stop-recording').click();
  await expect(page.getByTestId('recording')).toHaveAttribute('data-state', 'stopped');
  await page.getByTestId('open-recording').click();
  const rows = page.getByTestId('recorded-message');
  await expect(rows).toHaveCount(3);

  const filter = page.getByTestId('recording-filter');
  await filter.fill('$.needle=needle');
  await expect(rows).toHaveCount(1);
  await expect(page.getByTestId('recording-found')).toContainText('1 of 3 messages');
  await filter.fill('subscriber:');
  await expect(page.getByTestId('recording-filter-problem')).toBeVisible();
  await expect(rows).toHaveCount(1);
  await filter.fill('');
  await expect(rows).toHaveCount(3);

  await page.getByRole('switch', { name: 'By subscriber' }).click();
  const heads = page.getByTestId('recorded-subscriber');
  await expect(heads).toHaveCount(4);
  expect(
    await heads.evaluateAll((all) => all.map(({ dataset }) => `${dataset.name} ${dataset.count}`)),
  ).toEqual(['worker-1 1', 'worker-2 1', 'worker-3 1', 'Not delivered 1']);
  await filter.fill('outcome:retried');
  await expect(rows).toHaveCount(1);
  const id = (await rows.getAttribute('data-message-id')) ?? '';
  await rows.click();
  await expect(page.getByTestId('trace')).toHaveAttribute('data-message-id', id);
  await expect(page.locator('[data-testid=trace-step][data-type=delivered]')).toHaveCount(2);
  // The panes have a filter of their own.
  await expect(page.getByTestId('ledger')).toHaveAttribute('data-filtered', '0');
});

test('a recording of another session opens with its traces and payloads, cut as it may be', async ({
  started,
  folder,
}) => {
  const { app, window } = started;
  const { page } = window;
  const path = join(folder, 'foreign.ndjson');
  const message = {
    id: 'm-1',
    topic: 'elsewhere',
    verb: 'publish',
    headers: { tenant: 'a' },
    properties: {},
    size: 8,
    preview: { format: 'json', text: '{"x": 1}', truncated: false },
  };
  const about = {
    deliveryId: 'd-1',
    messageId: 'm-1',
    topic: 'elsewhere',
    verb: 'publish',
    subscriber: { id: 's', name: 'far' },
    attempt: 1,
  };
  const events = [
    { event: { type: 'published', seq: 1, at: 1000, message }, payload: { text: '{"x": 1}' } },
    {
      event: {
        type: 'delivered',
        seq: 2,
        at: 1001,
        ...about,
        message,
        redelivered: false,
        foreign: false,
        interrupted: 0,
      },
    },
    { event: { type: 'acked', seq: 3, at: 1002, ...about, handlerMs: 1 } },
  ];
  await writeFile(path, `${events.map((line) => JSON.stringify(line)).join('\n')}\n{"event":{"type":"ack`);
  await answerDialogs(app, path);
  await page.keyboard.press('Control+5');
  await page.getByTestId('open-recording').click();
  await expect(page.getByTestId('opened-recording')).toHaveAttribute('data-damaged', '1');
  await page.getByTestId('recorded-message').click();
  await expect(page.getByTestId('trace')).toHaveAttribute('data-message-id', 'm-1');
  await expect(page.getByTestId('trace-step').last()).toHaveAttribute('data-type', 'acked');
  await expect(page.getByTestId('trace')).toContainText('"x"');

  await writeFile(path, 'not a recording');
  await page.keyboard.press('Control+5');
  await page.getByTestId('open-recording').click();
  await expect(page.getByRole('alert').filter({ hasText: 'This file is not a recording' })).toBeVisible();
});

test('what is shown is exported, after the filter', async ({ started, folder }) => {
  const { app, window } = started;
  const { page } = window;
  await window.compose('orders', '{"n":{{seq}},"text":"=1+1, \\"quoted\\""}', 6);
  await window.send('publish', 'routed');
  await window.addSubscribers('refunds', 'clerk');
  await window.compose('refunds', '{"n":{{seq}}}');
  await window.send('publish', 'routed');
  // Several topics are on show: one file has them all.
  await page.getByTestId('filter').fill('subscriber:worker-1,clerk');
  await expect(page.getByTestId('delivery')).toHaveCount(3);
  await page.keyboard.press('Control+5');
  for (const format of ['ndjson', 'json', 'csv'] as const) {
    const path = join(folder, `out.${format}`);
    await answerDialogs(app, path);
    await page.getByTestId('export-format').selectOption(format);
    await page.getByTestId('export').click();
    await expect(page.getByTestId('exported')).toContainText(`out.${format}`);
    await expect(page.getByTestId('exported')).toHaveAttribute('data-written', '3');
    const text = await readFile(path, 'utf8');
    if (format === 'csv') {
      expect(text.split('\r\n')).toHaveLength(5);
    } else {
      const rows =
        format === 'json'
          ? JSON.parse(text)
          : text
              .trimEnd()
              .split('\n')
              .map((line) => JSON.parse(line));
      expect(rows.map(({ topic }: { topic: string }) => topic)).toEqual(['orders', 'orders', 'refunds']);
      expect(rows[0]).toMatchObject({ subscriber: 'worker-1', outcome: 'acked', attempt: 1 });
      expect(JSON.parse(rows[0].text).n).toBe(1);
    }
  }
});

test('the history keeps to its limit, counts what goes, and remembers the limit', async ({ started }) => {
  const { window } = started;
  const { page } = window;
  await page.keyboard.press('Control+5');
  const memory = page.getByTestId('history-memory');
  await expect(memory).toHaveAttribute('data-limit', '256000000');
  // The same number as in the settings, and nothing is thrown away while it is being typed.
  const limit = page.getByTestId('history-limit');
  await expect(limit).toHaveValue('256');
  await limit.fill('1');
  await expect(memory).toContainText('of 256.0 MB');
  await limit.press('Enter');
  await expect(memory).toHaveAttribute('data-limit', '1000000');
  await window.compose('orders', JSON.stringify({ text: 'x'.repeat(100_000) }), 20);
  await window.send('publish', 'routed');
  await expect.poll(async () => Number(await memory.getAttribute('data-evicted'))).toBeGreaterThan(5);
  expect(Number(await memory.getAttribute('data-bytes'))).toBeLessThanOrEqual(1_000_000);
  await limit.fill('0');
  await limit.press('Enter');
  await expect(memory).toContainText('Keep 1 MB at least.');
  await page.reload();
  // The keys work once the window is drawn.
  await expect(page.getByTestId('compose-topic')).toBeVisible();
  await page.keyboard.press('Control+5');
  await expect(memory).toHaveAttribute('data-limit', '1000000');
});

test('production asks for the connection’s name before a recording of several topics is published again', async ({
  started,
  folder,
}) => {
  const { app, window } = started;
  const { page } = window;
  await openConnectionsMenu(page);
  await page.getByTestId('save-connection').click();
  await page.getByTestId('profile-name').fill('Live');
  await page.getByTestId('profile-production').check();
  await page.getByTestId('profile-connect').click();
  await expect(page.getByTestId('active-profile')).toContainText('Production');

  await answerDialogs(app, join(folder, 'live.ndjson'));
  await page.keyboard.press('Control+5');
  await page.getByTestId('start-recording').click();
  await expect(page.getByTestId('recording')).toHaveAttribute('data-state', 'recording');
  for (const topic of ['invoices', 'refunds']) {
    await window.compose(topic, '{"n":"{{uuid}}"}');
    await window.send('publish', 'held');
  }
  await page.getByTestId('stop-recording').click();
  await expect(page.getByTestId('recording')).toHaveAttribute('data-state', 'stopped');
  await page.getByTestId('open-recording').click();
  await expect(page.getByTestId('recorded-message')).toHaveCount(2);

  await page.getByTestId('publish-recording').click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('2 messages of several topics would be published');
  await expect(dialog).toContainText('Connection: Live');
  await page.getByTestId('confirm-topic').fill('refunds');
  await expect(page.getByTestId('confirm')).toBeDisabled();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByTestId('republished')).toHaveCount(0);

  await page.getByTestId('publish-recording').click();
  await page.getByTestId('confirm-topic').fill('Live');
  await page.getByTestId('confirm').click();
  await expect(page.getByTestId('republished')).toHaveAttribute('data-state', 'done');
  await expect(page.getByTestId('republished')).toHaveAttribute('data-done', '2');
  await expect(page.getByTestId('republished')).toHaveAttribute('data-failed', '0');
});
