import { backends, expect, test } from '../support/backends';
import { fillEditor } from '../support/fill-editor';

for (const backend of backends) {
  test.describe(backend, () => {
    test.use({ backend });

    test('a filter hides what it does not find, follows what becomes of it, and is counted', async ({
      window,
    }) => {
      const { page } = window;
      const filter = page.getByTestId('filter');
      const rows = page.getByTestId('delivery');
      await window.compose('orders', '{"order":{{seq}},"total":42.5}', 6);
      await window.send('publish', 'routed');
      await expect(rows).toHaveCount(6);

      await filter.fill('$.order>4');
      await expect(rows).toHaveCount(2);
      await expect(page.getByTestId('ledger')).toHaveAttribute('data-filtered', '4');
      await window.expectLedgerAddsUp();

      await filter.fill('subscriber:worker-2 verb:publish attempt:1');
      await expect(rows).toHaveCount(2);
      await filter.fill('-subscriber:worker-2 after:5m "order"');
      await expect(rows).toHaveCount(4);

      await filter.fill('outcome:dead');
      await expect(rows).toHaveCount(0);
      await window.setBehaviour('worker-1', 'always');
      await window.setBehaviour('worker-2', 'always');
      await window.setBehaviour('worker-3', 'always');
      await window.compose('orders', '{"order":7}', 1);
      const dead = await window.send('publish', 'routed');
      await expect(rows).toHaveCount(1);
      await expect(rows).toHaveAttribute('data-message-id', dead);
      await window.expectLedgerAddsUp();

      await filter.fill('outcome:lost');
      await expect(page.getByTestId('filter-problem')).toContainText(
        'in-flight, acked, failed, retried, dead, tapped',
      );
      await expect(rows).toHaveCount(1);
      await filter.fill('');
      await expect(page.getByTestId('filter-problem')).toHaveCount(0);
      await expect(rows).toHaveCount(10);
      await window.expectLedgerAddsUp();
    });
  });
}

/** A JSON object whose last value stands so many bytes behind its head. */
const deep = (bytes: number, needle: string) => JSON.stringify({ fill: 'x'.repeat(bytes), needle });

test('text, patterns and JSON paths are found wherever they stand in a payload', async ({ window }) => {
  const { page } = window;
  const filter = page.getByTestId('filter');
  const rows = page.getByTestId('delivery');
  await page.evaluate(
    async (payloads) => {
      for (const text of payloads) {
        await Reflect.get(globalThis, 'api').publish({
          sendId: crypto.randomUUID(),
          topic: 'orders',
          payload: { format: 'json', text },
        });
      }
    },
    [deep(0, 'at 0'), deep(600, 'at 600'), deep(70_000, 'at 70k'), deep(1_200_000, 'at 1.2M')],
  );
  await expect(rows).toHaveCount(4);
  const first = await rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-message-id')));

  await filter.fill('$.needle~at');
  await expect(rows).toHaveCount(3);
  await expect(page.getByTestId('search-note')).toContainText('Of 1 payload only the first 1.0 MB');
  await window.expectLedgerAddsUp();
  await filter.fill('"at 600"');
  await expect(rows).toHaveCount(1);
  await filter.fill('/at \\d+k/');
  await expect(rows).toHaveCount(1);
  await expect(page.getByTestId('ledger')).toHaveAttribute('data-filtered', '3');
  await filter.fill('-"at 70k"');
  await expect(rows).toHaveCount(3);
  await window.expectLedgerAddsUp();

  // What comes while the filter is in force is looked into as well, on whatever topic of whichever verb.
  await filter.fill('$.needle="later"');
  await expect(rows).toHaveCount(0);
  await window.compose('orders', deep(5000, 'later'));
  const id = await window.send('broadcast', 'routed');
  await expect(rows).toHaveCount(3);
  await expect(rows.first()).toHaveAttribute('data-message-id', id);
  expect(first).not.toContain(id);
  await window.expectLedgerAddsUp();

  // A pattern that would take for ever holds up neither the window nor the bus, and says so.
  await window.compose('orders', JSON.stringify({ fill: 'a'.repeat(3000) }));
  await filter.fill('/(a|aa|a.)+$Z/');
  await window.send('publish', 'routed');
  await window.expectCounter('worker-1', 'in-flight', 0);
  await expect(page.getByTestId('filter-problem')).toContainText('takes too long', { timeout: 15_000 });
  await filter.fill('"at 600"');
  await expect(rows).toHaveCount(1);
  await window.expectLedgerAddsUp();
});

test('each delivery of a message is searched in what it held, also after an edit', async ({ window }) => {
  const { page } = window;
  const filter = page.getByTestId('filter');
  const rows = page.getByTestId('delivery');
  await window.addSubscribers('payments', 'broken', 1, 'always');
  await window.compose('payments', deep(3000, 'before'));
  await window.send('publish', 'routed');
  await expect(rows).toHaveCount(4);
  await page.getByRole('tab', { name: /Dead letters/ }).click();
  await window.setBehaviour('broken', 'ack');
  await page.getByTestId('edit-and-replay').click();
  await fillEditor(page.getByTestId('edit-payload'), deep(5000, 'after it'));
  await page.getByTestId('replay-edited').click();
  await expect(rows).toHaveCount(5);

  await filter.fill('$.needle="before"');
  await expect(rows).toHaveCount(4);
  await filter.fill('$.needle="after it"');
  await expect(rows).toHaveCount(1);
  await expect(rows).toHaveAttribute('data-outcome', 'acked');
  await window.expectLedgerAddsUp();
});

test('a rule colours by what stands deep in a payload', async ({ window }) => {
  const { page } = window;
  await page.getByTestId('highlights').click();
  await page.getByTestId('highlight-filter').fill('$.needle');
  await page.getByTestId('highlight-add').click();
  await page.keyboard.press('Escape');
  await window.compose('orders', deep(3000, 'x'));
  await window.send('publish', 'routed');
  await expect(page.locator('[data-testid=delivery][data-highlight=amber]')).toHaveCount(1);
});

test('a filter is suggested as it is written, by keyboard', async ({ window }) => {
  const { page } = window;
  const filter = page.getByTestId('filter');
  await page.keyboard.press('Control+F');
  await expect(filter).toBeFocused();
  await filter.pressSequentially('outc');
  await expect(page.getByRole('option', { name: /^outcome:/ })).toBeVisible();
  await filter.press('ArrowDown');
  await filter.press('Enter');
  await expect(filter).toHaveValue('outcome:');
  await filter.pressSequentially('d');
  await filter.press('ArrowDown');
  await filter.press('Enter');
  await expect(filter).toHaveValue('outcome:dead ');
  await filter.press('Escape');
  await filter.press('Escape');
  await expect(filter).toHaveValue('');
});

test('a rule colours the rows it finds, and is still there after a reload', async ({ window }) => {
  const { page } = window;
  await page.getByTestId('highlights').click();
  await page.getByTestId('highlight-filter').fill('$.total>40');
  await page.getByTestId('highlight-colour').selectOption('red');
  await page.getByTestId('highlight-add').click();
  await page.keyboard.press('Escape');
  for (const total of [39, 41]) {
    await window.compose('orders', `{"total":${total}}`);
    await window.send('publish', 'routed');
  }
  const coloured = page.locator('[data-testid=delivery][data-highlight=red]');
  await expect(coloured).toHaveCount(1);
  await expect(coloured).toContainText('41');
  await page.reload();
  await expect(page.getByTestId('highlights')).toHaveAttribute('data-count', '1');
});

for (const backend of backends) {
  test.describe(backend, () => {
    test.use({ backend });

    test('two messages are compared side by side', async ({ window }) => {
      const { page } = window;
      await window.compose('orders', '{"city":"Paris","n":1}');
      const first = await window.send('publish', 'routed');
      await window.compose('orders', '{"city":"Rome","n":1}');
      const second = await window.send('publish', 'routed');
      await page.locator(`[data-testid=delivery][data-message-id="${first}"]`).click();
      await page.getByTestId('compare').click();
      await expect(page.getByTestId('comparing')).toBeVisible();
      await page.locator(`[data-testid=delivery][data-message-id="${second}"]`).click();
      await page.getByTestId('compare').click();
      const comparison = page.getByTestId('comparison');
      await expect(comparison).toContainText('"Paris"');
      await expect(comparison).toContainText('"Rome"');
      await expect(comparison.locator('.cm-changedLine')).toHaveCount(2);
      await comparison.getByText('Headers and properties').click();
      await expect(comparison).toContainText('They are the same.');
    });
  });
}
