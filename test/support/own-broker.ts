import { test as base } from './app';
import { Broker } from './broker';

/** Playwright's `test` with a broker of the file's own. */
export const test = base.extend<object, { broker: Broker }>({
  broker: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures wanted from this pattern.
    async ({}, use) => {
      await using broker = await Broker.start();
      await use(broker);
    },
    { scope: 'worker', timeout: 60_000 },
  ],
});
