import { test as base, expect } from './app';
import { Broker } from './broker';
import { BusdeckWindow } from './busdeck-window';

/** What a person can connect to. What is to be the same on each is tested on each: `for (const backend of backends)`. */
export const backends = ['memory', 'rabbitmq'] as const;
export type BackendName = (typeof backends)[number];

interface Fixtures {
  /** A window that is connected; on RabbitMQ there are no subscribers yet. */
  connected: BusdeckWindow;
  /** The same with three subscribers of `orders`, as the first window has them. */
  window: BusdeckWindow;
}

interface WorkerFixtures {
  /** Starts the worker's broker when it is first asked for. Dead letters outlive a test: use topics of your own for them. */
  startBroker: () => Promise<Broker>;
}

export const test = base.extend<Fixtures & { backend: BackendName }, WorkerFixtures>({
  backend: ['memory', { option: true }],
  startBroker: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures wanted from this pattern.
    async ({}, use) => {
      let broker: Promise<Broker> | undefined;
      await use(() => {
        broker ??= Broker.start();
        return broker;
      });
      await (await broker)?.[Symbol.asyncDispose]();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  connected: async ({ launched, backend, startBroker }, use) => {
    const window = new BusdeckWindow(launched.page);
    await expect(window.panes).toHaveCount(3);
    if (backend === 'rabbitmq') {
      await window.connectRabbitmq((await startBroker()).url());
      await expect(window.panes).toHaveCount(0);
      await window.expectState('ready');
    }
    await use(window);
  },
  window: async ({ connected, backend }, use) => {
    if (backend === 'rabbitmq') await connected.addSubscribers('orders', 'worker', 3);
    await use(connected);
  },
});

export { expect };
