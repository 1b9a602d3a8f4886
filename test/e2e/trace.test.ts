import type { Page } from '@playwright/test';
import { backends, expect, test } from '../support/backends';
import { Peer } from '../support/peer';

const stepsOf = (page: Page, testId: string) =>
  page
    .getByTestId(testId)
    .evaluateAll((all) =>
      all.map((step) =>
        [step.dataset.type, step.dataset.attempt ?? '', step.dataset.subscriber ?? ''].join(' ').trim(),
      ),
    );

for (const backend of backends) {
  test.describe(backend, () => {
    test.use({ backend });

    test('the lanes tell the same life as the list, live, and over the whole window', async ({ window }) => {
      const { page } = window;
      await window.addSubscribers('lanes', 'slow', 1, 'first:1 1500ms');
      await window.compose('lanes', '{"n":1}');
      await window.send('publish', 'routed');
      await window.deliveries('slow').first().click();
      await page.getByTestId('trace-mode').getByText('Lanes').click();
      await expect(page.getByText('Going on…')).toBeVisible();
      await expect(page.locator('[data-testid=trace-step][data-type=acked]')).toHaveCount(1);
      await expect(page.getByText('Going on…')).toHaveCount(0);

      const lanes = await stepsOf(page, 'trace-step');
      expect(lanes.filter((step) => step.startsWith('delivered'))).toEqual([
        'delivered 1 slow',
        'delivered 2 slow',
      ]);
      expect(lanes).toContain('failed 1 slow');
      expect(lanes).toContain('retryScheduled 1 slow');
      await expect(page.getByText('Failed on purpose').first()).toBeVisible();

      await page.getByTestId('trace-enlarge').click();
      await expect(page.getByTestId('trace-enlarged')).toBeVisible();
      expect(await stepsOf(page, 'lane-step')).toEqual(lanes);
      await page.keyboard.press('Escape');

      await page.getByTestId('trace-mode').getByText('List').click();
      await expect(page.getByRole('list', { name: 'Steps' })).toBeVisible();
      expect(await stepsOf(page, 'trace-step')).toEqual(lanes);
    });
  });
}

test('the lanes of a long life begin with its last steps, and show the earlier ones when asked', async ({
  window,
}) => {
  const { page } = window;
  await page.evaluate(async () => {
    const retry = { maxRetries: 100, delay: { type: 'immediate' } };
    await Reflect.get(globalThis, 'api').connect({ kind: 'memory', retry });
  });
  await expect(window.panes).toHaveCount(0);
  await window.addSubscribers('long', 'broken', 1, 'always');
  await window.compose('long', '{"n":1}');
  await window.send('publish', 'routed');
  await window.expectCounter('broken', 'dead', 1);
  await window.deliveries('broken').first().click();
  await page.getByTestId('trace-mode').getByText('Lanes').click();
  const steps = page.getByTestId('trace-step');
  const earlier = page.getByTestId('earlier-steps');
  await expect(steps).toHaveCount(200);
  const hidden = Number(await earlier.getAttribute('data-count'));
  expect(hidden).toBeGreaterThan(100);
  await earlier.getByRole('button').click();
  await expect(earlier).toHaveCount(0);
  await expect(steps).toHaveCount(200 + hidden);
  await expect(steps.first()).toHaveAttribute('data-type', 'published');
});

test('a trace is copied as JSON, event by event', async ({ window }) => {
  const { page } = window;
  const id = await window.send('publish', 'routed');
  await page.locator(`[data-testid=delivery][data-message-id="${id}"]`).click();
  await expect(page.locator('[data-testid=trace-step][data-type=acked]')).toHaveCount(1);
  await page.getByTestId('trace-copy').click();
  // Pasted where a person would paste it: the clipboard itself is closed to the page.
  await page.getByRole('combobox', { name: /format/i }).selectOption({ label: 'Text' });
  await page.getByTestId('compose-payload').click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.press('ControlOrMeta+V');
  await expect(page.getByTestId('compose-payload')).toContainText(`"messageId": "${id}"`);
  await expect(page.getByTestId('compose-payload')).toContainText('"type": "published"');
});

test('a step leads to its row, and the keys to the messages around it', async ({ window }) => {
  const { page } = window;
  const ids: string[] = [];
  for (let sent = 0; sent < 3; sent += 1) ids.push(await window.send('publish', 'routed'));
  // A receipt may be there before the delivery.
  await window.expectCounter('worker-3', 'acked', 1);
  const trace = page.getByTestId('trace');
  await page.keyboard.press('ControlOrMeta+J');
  await expect(trace).toHaveAttribute('data-message-id', ids[2] ?? '');
  await page.keyboard.press('ControlOrMeta+Shift+J');
  await expect(trace).toHaveAttribute('data-message-id', ids[1] ?? '');
  await page.keyboard.press('ControlOrMeta+Shift+J');
  await expect(trace).toHaveAttribute('data-message-id', ids[0] ?? '');
  await page.keyboard.press('ControlOrMeta+J');
  await expect(trace).toHaveAttribute('data-message-id', ids[1] ?? '');
  await expect(window.deliveries('worker-2').first()).toHaveAttribute('aria-selected', 'true');

  await page.getByTestId('trace-jump').first().click();
  await expect(window.pane('worker-2').getByRole('listbox')).toBeFocused();
});

test('the shares tell who got how much, and in which order', async ({ window }) => {
  const { page } = window;
  await window.setBehaviour('worker-2', 'first:1');
  for (let sent = 0; sent < 2; sent += 1) await window.send('publish', 'routed');
  await page.getByRole('tab', { name: 'Distribution' }).click();
  const cells = page.getByTestId('sequence').getByRole('button');
  await expect(cells).toHaveCount(3);
  expect(
    await cells.evaluateAll((all) => all.map(({ dataset }) => `${dataset.name} ${dataset.attempt}`)),
  ).toEqual(['worker-1 1', 'worker-2 1', 'worker-3 2']);
  await expect(cells.nth(1)).toHaveAttribute('data-outcome', 'retried');
  const share = page.locator('[data-testid=share][data-name=worker-1]');
  await expect(share).toHaveAttribute('data-received', '1');
  await expect(share).toContainText('33 %');

  await cells.last().focus();
  await page.keyboard.press('ArrowLeft');
  await expect(cells.nth(1)).toBeFocused();
  await expect(cells.nth(1)).toHaveAccessibleName(/worker-2, attempt 1, retried/);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('trace')).toBeVisible();
  await expect(page.locator('[data-testid=trace-step][data-type=delivered]')).toHaveCount(2);
});

test('panes are moved, folded and sized, and stay so', async ({ launch, userData }) => {
  const first = await launch({ userData });
  const panes = first.page.getByTestId('pane');
  await expect(panes).toHaveCount(3);
  const { page } = first;
  await page.locator('[data-testid=pane][data-name=worker-3]').focus();
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(panes.nth(1)).toHaveAttribute('data-name', 'worker-3');
  await expect(panes.nth(1)).toBeFocused();
  const edge = page.getByRole('separator', { name: 'Width of column 1' });
  await edge.focus();
  await page.keyboard.press('ArrowRight');
  await expect(edge).toHaveAttribute('aria-valuenow', '55');
  const widths = await panes.evaluateAll((all) => all.map((pane) => pane.getBoundingClientRect().width));
  expect(widths[0]).toBeGreaterThan((widths[1] ?? 0) * 1.1);

  // By the mouse too.
  const box = await edge.boundingBox();
  if (box === null) throw new Error('The edge is not drawn.');
  await page.mouse.move(box.x + 3, box.y + 50);
  await page.mouse.down();
  await page.mouse.move(box.x + 43, box.y + 50, { steps: 4 });
  await page.mouse.up();
  const dragged = Number(await edge.getAttribute('aria-valuenow'));
  expect(dragged).toBeGreaterThan(56);

  await page.locator('[data-testid=pane][data-name=worker-2] [data-testid=pane-fold]').click();
  await expect(page.locator('[data-testid=pane][data-name=worker-2]')).toHaveAttribute('data-folded', 'true');
  await page.getByTestId('publish').click();
  await first.close();

  const { page: again } = await launch({ userData });
  const foldedAgain = again.locator('[data-testid=pane][data-name=worker-2]');
  await expect(foldedAgain).toHaveAttribute('data-folded', 'true');
  await foldedAgain.getByTestId('pane-fold').click();
  await expect(foldedAgain).not.toHaveAttribute('data-folded', 'true');
  expect(
    await again.getByTestId('pane').evaluateAll((all) => all.map(({ dataset }) => dataset.name)),
  ).toEqual(['worker-1', 'worker-3', 'worker-2']);
  await expect(again.getByRole('separator', { name: 'Width of column 1' })).toHaveAttribute(
    'aria-valuenow',
    String(dragged),
  );
});

test('a share that goes to another program is explained', async ({ window, broker }) => {
  test.setTimeout(90_000);
  const { page } = window;
  await window.connectRabbitmq(broker.url());
  await window.expectState('ready');
  await expect(page.getByTestId('first-run')).toHaveCount(0);
  await window.addSubscribers('shared', 'ours');
  await using peer = await Peer.start('pika', broker.url());
  await peer.subscribe('shared');
  await window.compose('shared', '{"n":1}', 10);
  // One after the other: with both free, the broker takes them in turn.
  await page.getByTestId('compose-rate').fill('20');
  await window.send('publish', 'routed');
  const ours = await window.counter('ours', 'received');
  expect(ours).toBeLessThan(10);
  await page.getByRole('tab', { name: 'Distribution' }).click();
  const foreign = page.locator('[data-testid=share][data-foreign]');
  await expect(foreign).toHaveAttribute('data-received', String(10 - ours), { timeout: 15_000 });
  await expect(page.getByTestId('distribution')).toContainText('they took ');
});
