import type { ElectronApplication, Page } from '@playwright/test';
import { expect, test } from '../../support/app';
import { BusdeckWindow } from '../../support/busdeck-window';

const seconds = Number(process.env.BENCH_SECONDS ?? 60);
const perSecond = 20_000;
/** The longest the window may take for one task, ms, but for one in a hundred. */
const taskMs = 50;
/** What memory may grow by from the middle of the run to its end, as a share. */
const growth = 0.1;
interface Memory {
  readonly main: number;
  readonly window: number;
}

const panes = ['worker-1', 'worker-2', 'worker-3'];

test(`${perSecond} deliveries a second over three panes for ${seconds} s`, async ({ launch }) => {
  const { app, page } = await launch();
  const window = new BusdeckWindow(page);
  await expect(window.panes).toHaveCount(3);
  await page.getByTestId('connection-status').click();
  await page.evaluate(watchTasks);
  watchTasks();

  const count = perSecond * seconds;
  const sending = sendAtRate(page, count);
  await expect
    .poll(() => received(window), { timeout: 300_000, intervals: [250] })
    .toBeGreaterThan(count / 2);
  const half = await memory(app, page);
  const receipt = await sending;
  await expect.poll(() => received(window), { timeout: 60_000 }).toBe(count);
  const end = await memory(app, page);
  const tasks = await page.evaluate(taskTimes);
  const idle = taskTimes();

  const rate = Math.round((count * 1000) / receipt.durationMs);
  say(`${rate.toLocaleString('en')} deliveries/s in fact`);
  say(`tasks of the window: p99 ${tasks.p99.toFixed(0)} ms, longest ${tasks.longest.toFixed(0)} ms`);
  say(
    `a process with next to nothing to do, meanwhile: p99 ${idle.p99.toFixed(0)} ms, longest ${idle.longest.toFixed(0)} ms`,
  );
  say(`memory half-way and at the end: ${words(half)}; ${words(end)}`);

  const acked = await Promise.all(panes.map((name) => window.counter(name, 'acked')));
  expect(acked.reduce((sum, each) => sum + each)).toBe(count);
  await window.expectLedgerAddsUp();
  expect(rate).toBeGreaterThan(perSecond * 0.95);
  expect(tasks.p99).toBeLessThanOrEqual(taskMs);
  expect(end.main).toBeLessThan(half.main * (1 + growth));
  expect(end.window).toBeLessThan(half.window * (1 + growth));
});

async function received(window: BusdeckWindow): Promise<number> {
  return (await window.ledger()).received;
}

/** Paced by the bus itself, like a send of the composer; a send has a million messages at most. */
function sendAtRate(page: Page, count: number): Promise<{ durationMs: number }> {
  return page.evaluate(
    async ({ total, rate }) => {
      const begun = performance.now();
      for (let left = total; left > 0; left -= 1_000_000) {
        const answer = await Reflect.get(globalThis, 'api').publish({
          sendId: crypto.randomUUID(),
          topic: 'orders',
          payload: { format: 'json', text: '{"order": {{seq}}, "total": 42.5}' },
          count: Math.min(left, 1_000_000),
          rate,
        });
        if (!answer.ok) throw new Error(answer.error.message);
      }
      return { durationMs: performance.now() - begun };
    },
    { total: count, rate: perSecond },
  );
}

/**
 * How late a timer is tells how long the task before it took. The same timer in this process tells how much of that is
 * the machine's doing, which has others to serve.
 */
function watchTasks(): void {
  const everyMs = 5;
  const late: number[] = [];
  let due = performance.now() + everyMs;
  const timer = setInterval(() => {
    const now = performance.now();
    late.push(Math.max(0, now - due));
    due = now + everyMs;
  }, everyMs);
  Object.assign(globalThis, { late, timer });
}

function taskTimes(): { p99: number; longest: number } {
  clearInterval(Reflect.get(globalThis, 'timer'));
  const late: number[] = Reflect.get(globalThis, 'late').toSorted((a: number, b: number) => a - b);
  return { p99: late[Math.floor(late.length * 0.99)] ?? 0, longest: late.at(-1) ?? 0 };
}

/** What is in use after a collection, bytes: how much garbage lies about is no sign of a leak. */
async function memory(app: ElectronApplication, page: Page): Promise<Memory> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('HeapProfiler.collectGarbage');
  const { usedSize: window } = await cdp.send('Runtime.getHeapUsage');
  await cdp.detach();
  const main = await app.evaluate(() => process.memoryUsage().rss);
  return { main, window };
}

function words({ main, window }: Memory): string {
  return `main process ${Math.round(main / 1e6)} MB, heap of the window ${Math.round(window / 1e6)} MB`;
}

function say(line: string): void {
  process.stderr.write(`    ${line}\n`);
}
