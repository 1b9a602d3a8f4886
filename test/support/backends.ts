import { test as base, expect } from './app';
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

export const test = base.extend<Fixtures & { backend: BackendName }>({
  backend: ['memory', { option: true }],
  connected: async ({ launched, backend, askBroker }, use, { file }) => {
    const window = new BusdeckWindow(launched.page);
    await expect(window.panes).toHaveCount(3);
    if (backend === 'rabbitmq') {
      await window.connectRabbitmq((await askBroker(file)).url());
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
