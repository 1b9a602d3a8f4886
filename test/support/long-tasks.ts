import type { Page } from '@playwright/test';

/**
 * A task of this length holds the window up, ms. It is wall-clock time: what is drawn in pieces takes 100 to 250 ms at a time
 * here, what is not takes seconds, and a busy core may double the one and the other.
 */
export const frozenMs = 1000;

/** Watches the window for tasks that hold it up. */
export class LongTasks {
  readonly #page: Page;

  private constructor(page: Page) {
    this.#page = page;
  }

  static async watch(page: Page): Promise<LongTasks> {
    await page.evaluate(() => {
      const durations: number[] = [];
      Object.assign(window, { longTasks: durations });
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) durations.push(duration);
      }).observe({ entryTypes: ['longtask'] });
    });
    return new LongTasks(page);
  }

  /** The longest so far, ms; 0 when none took 50 ms. */
  longest(): Promise<number> {
    return this.#page.evaluate(() => Math.max(0, ...Reflect.get(window, 'longTasks')));
  }

  async forget(): Promise<void> {
    await this.#page.evaluate(() => {
      Reflect.get(window, 'longTasks').length = 0;
    });
  }
}
