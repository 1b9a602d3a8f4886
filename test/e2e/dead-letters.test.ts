import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { backends, expect, test } from '../support/backends';
import type { BusdeckWindow } from '../support/busdeck-window';
import { answerDialogs } from '../support/dialogs';
import { fillEditor } from '../support/fill-editor';

// What a person does with the messages that could not be handled.

/** Lets so many messages die on a topic, and shows them. */
async function letDie(window: BusdeckWindow, topic: string, count: number): Promise<void> {
  await window.addSubscribers(topic, 'broken', 1, 'always');
  await window.compose(topic, '{"n": {{seq}}, "price": "12"}', count);
  await window.send('publish', 'routed');
  await window.page.getByRole('tab', { name: /Dead letters/ }).click();
  await expect(window.page.getByTestId('dead-letter-group')).toHaveAttribute('data-count', String(count));
}

for (const backend of backends) {
  test.describe(backend, () => {
    test.use({ backend });

    test('a dead letter is edited, seen as a difference, and replayed', async ({ connected: window }) => {
      const { page } = window;
      await letDie(window, 'payments', 1);
      await window.setBehaviour('broken', 'ack');
      const letter = page.getByTestId('dead-letter');
      const id = (await letter.getAttribute('data-message-id')) ?? '';
      await letter.getByTestId('edit-and-replay').click();
      const editor = page.getByTestId('edit-payload');
      await expect(editor).toContainText('"price": "12"');
      await expect(page.getByTestId('replay-edited')).toBeDisabled();
      await fillEditor(editor, '{"n": 1, "price": }');
      await expect(page.getByTestId('replay-edited')).toBeDisabled();
      await fillEditor(editor, '{\n  "n": 1,\n  "price": 12\n}');
      await expect(page.locator('.cm-deletedChunk')).toContainText('"12"');
      await page.getByRole('button', { name: 'Add a header to the dead letter' }).click();
      await page.getByLabel('Name of edited header 1').fill('mended');
      await page.getByLabel('Value of edited header 1').fill('yes');
      await expect(page.getByTestId('header-change')).toContainText('mended');
      await page.getByTestId('replay-edited').click();
      await expect(letter).toHaveCount(0);

      const acked = page.locator(`[data-testid=delivery][data-message-id="${id}"][data-outcome=acked]`);
      await expect(acked).toHaveAttribute('data-attempt', '1');
      await expect(acked).toContainText('"price": 12');
      await acked.click();
      await expect(page.getByTestId('trace-step').last()).toHaveAttribute('data-type', 'acked');
      const types = await page
        .getByTestId('trace-step')
        .evaluateAll((steps) => steps.map((step) => step.getAttribute('data-type')));
      expect(types.filter((type) => type === 'delivered')).toHaveLength(5);
      expect(types.indexOf('replayed')).toBeGreaterThan(types.indexOf('deadLettered'));
      const inspector = page.getByRole('region', { name: 'Inspector' });
      await expect(inspector.getByRole('textbox', { name: 'Payload', exact: true })).toContainText(
        '"price": 12',
      );
      await inspector.getByText('Headers 1').click();
      await expect(inspector).toContainText('mended');

      // What an earlier delivery held is still to be seen, and compared with what came of it.
      await inspector.getByTestId('compare').click();
      await page.locator(`[data-testid=delivery][data-message-id="${id}"][data-attempt="2"]`).first().click();
      await inspector.getByText('Payload', { exact: true }).click();
      await expect(inspector.getByRole('textbox', { name: 'Payload', exact: true })).toContainText(
        '"price": "12"',
      );
      // Also when it is no longer listed.
      await window.pane('broken').getByTestId('pane-clear').click();
      await expect(page.getByTestId('delivery')).toHaveCount(0);
      await expect(inspector.getByRole('textbox', { name: 'Payload', exact: true })).toContainText(
        '"price": "12"',
      );
      await inspector.getByTestId('compare').click();
      const comparison = page.getByTestId('comparison');
      await expect(comparison.locator('.cm-changedLine').first()).toContainText('"price": 12');
      await expect(comparison.locator('.cm-changedLine').last()).toContainText('"price": "12"');
    });
  });
}

for (const backend of backends) {
  test.describe(backend, () => {
    test.use({ backend });

    test('some are chosen by tick and shift, replayed, discarded and exported', async ({
      launched,
      folder,
      connected: window,
    }) => {
      const { page } = window;
      const file = join(folder, 'letters.ndjson');
      await letDie(window, 'invoices', 6);
      const letters = page.getByTestId('dead-letter');
      const chosen = page.getByTestId('chosen-letters');
      await expect(letters.first()).toBeVisible();

      await letters.nth(0).getByRole('checkbox').click();
      await letters
        .nth(2)
        .getByRole('checkbox')
        .click({ modifiers: ['Shift'] });
      await expect(chosen).toHaveAttribute('data-count', '3');
      await answerDialogs(launched.app, file);
      await page.getByTestId('export-chosen').click();
      await expect(page.getByText('3 dead letters of invoices in letters.ndjson')).toBeVisible();
      const lines = (await readFile(file, 'utf8')).trim().split('\n');
      expect(lines).toHaveLength(3);
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({
        topic: 'invoices',
        reason: 'max-retries',
        attempts: 4,
        text: expect.stringContaining('"price": "12"'),
      });

      await page.getByTestId('discard-chosen').click();
      await page.getByTestId('confirm').click();
      const group = page.getByTestId('dead-letter-group');
      await expect(group).toHaveAttribute('data-count', '3');
      await expect(chosen).toHaveCount(0);

      await window.setBehaviour('broken', 'ack');
      await group.getByRole('checkbox').click();
      await expect(chosen).toHaveAttribute('data-count', '3');
      await page.getByTestId('replay-chosen').click();
      await expect(letters).toHaveCount(0);
      await window.expectCounter('broken', 'acked', 3);
    });
  });
}

test('letters of several topics go to one file, as NDJSON, JSON or CSV', async ({
  launched,
  window,
}, info) => {
  const { page } = window;
  await letDie(window, 'invoices', 2);
  await window.addSubscribers('refunds, all', 'hopeless', 1, 'always');
  await window.compose('refunds, all', '{"n": {{seq}}}', 1);
  await window.send('publish', 'routed');
  await expect(page.getByTestId('dead-letter-group')).toHaveCount(2);
  for (const format of ['ndjson', 'json', 'csv'] as const) {
    const file = info.outputPath(`letters.${format}`);
    await answerDialogs(launched.app, file);
    await page.getByTestId('export-topics').click();
    const told = page
      .getByRole('alert')
      .filter({ hasText: `3 dead letters of 2 topics in letters.${format}` });
    await told.getByRole('button').click();
    await expect(told).toHaveCount(0);
    const text = await readFile(file, 'utf8');
    if (format === 'csv') {
      const lines = text.trimEnd().split('\r\n');
      expect(lines).toHaveLength(4);
      expect(lines[0]).toMatch(/^topic,messageId,/);
      expect(lines.filter((line) => line.startsWith('invoices,'))).toHaveLength(2);
      expect(lines.filter((line) => line.startsWith('"refunds, all",'))).toHaveLength(1);
    } else {
      const rows: { topic: string }[] = JSON.parse(
        format === 'json' ? text : `[${text.trimEnd().split('\n').join(',')}]`,
      );
      expect(rows.map(({ topic }) => topic).sort()).toEqual(['invoices', 'invoices', 'refunds, all']);
    }
  }
});

test('a group folds, and letters of another reason have their own', async ({ connected: window }) => {
  const { page } = window;
  await letDie(window, 'mixed', 2);
  await window.setBehaviour('broken', 'match:price');
  await window.send('publish', 'routed');
  const groups = page.getByTestId('dead-letter-group');
  await expect(groups).toHaveCount(2);
  const letters = page.getByTestId('dead-letter');
  await groups.first().getByRole('button', { name: 'Fold this group' }).click();
  await groups.last().getByRole('button', { name: 'Fold this group' }).click();
  await expect(letters).toHaveCount(0);
});

test('of more than 1,000 the oldest are listed, more on demand, and all are discarded', async ({
  window,
}) => {
  const { page } = window;
  await window.addSubscribers('many', 'broken', 1, 'always');
  await window.compose('many', '{"n": {{seq}}}', 2100);
  await page.getByTestId('publish').click();
  const dead = window.pane('broken').locator('[data-testid=counter][data-counter="dead"]');
  await expect(dead).toHaveAttribute('data-value', '2100', { timeout: 30_000 });
  await page.getByRole('tab', { name: /Dead letters/ }).click();
  const listed = page.getByTestId('dead-letters-listed');
  await expect(listed).toHaveAttribute('data-total', '2100');
  await expect(listed).toContainText('The oldest 1,000 of 2,100');
  await page.getByTestId('list-more').click();
  await expect(listed).toContainText('The oldest 2,000 of 2,100');
  await expect(page.getByTestId('dead-letter-group')).toHaveAttribute('data-count', '2000');
  await page.getByTestId('list-more').click();
  await expect(listed).toHaveCount(0);
  await expect(page.getByTestId('dead-letter-group')).toHaveAttribute('data-count', '2100');
  await page.getByTestId('discard-all').click();
  await page.getByTestId('confirm').click();
  await expect(page.getByTestId('dead-letter-group')).toHaveCount(0);
});
