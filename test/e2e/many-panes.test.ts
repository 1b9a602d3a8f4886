import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ackAlways } from '../../shared/bus/behaviour';
import { expect, test } from '../support/app';
import { BusdeckWindow } from '../support/busdeck-window';
import { frozenMs, LongTasks } from '../support/long-tasks';

/** A setup with very many subscribers: the window draws those that are looked at. */

/** The name under which the in-memory bus keeps its setup. */
const inMemory = 'In-memory';

async function keepSubscribers(userData: string, count: number): Promise<void> {
  const subscribers = Array.from({ length: count }, (_, at) => ({
    topic: 'orders',
    name: `worker-${at + 1}`,
    prefetch: 1,
    behaviour: ackAlways,
  }));
  const setups = [{ connection: inMemory, setup: { subscribers, retryByTopic: [] } }];
  await writeFile(join(userData, 'settings.json'), JSON.stringify({ setups }));
}

for (const count of [1000, 10_000]) {
  test(`${count} kept subscribers are opened, and the window answers`, async ({ launch, userData }) => {
    await keepSubscribers(userData, count);
    const started = Date.now();
    const { app, page } = await launch({ userData });
    const window = new BusdeckWindow(page);
    await expect(window.pane('worker-1')).toBeVisible();
    const shown = Date.now() - started;
    const tasks = await LongTasks.watch(page);
    await expect(page.getByTestId('subscriber-total')).toHaveText(String(count), { timeout: 30_000 });
    const opened = Date.now() - started;
    expect(await window.panes.count()).toBeLessThan(60);
    const memory = await app.evaluate(({ app: electron }) =>
      electron
        .getAppMetrics()
        .map(({ type, memory: { workingSetSize } }) => `${type} ${Math.round(workingSetSize / 1024)} MB`),
    );
    const figures = `first pane ${shown} ms; all ${opened} ms; ${memory.join(', ')}`;
    test.info().annotations.push({ type: 'figures', description: figures });

    // To the last one by its scroll bar, and every pane counts, drawn or not.
    await page
      .locator('[data-testid=pane]')
      .first()
      .evaluate((pane) => {
        const grid = pane.parentElement;
        if (grid !== null) grid.scrollTop = grid.scrollHeight;
      });
    await expect(window.pane(`worker-${count}`)).toBeInViewport();
    await window.compose('orders', '{"n":{{seq}}}');
    await window.send('broadcast', 'routed');
    await window.expectCounter(`worker-${count}`, 'acked', 1);
    expect(await tasks.longest()).toBeLessThan(frozenMs);
  });
}
