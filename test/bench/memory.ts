import type { Delivery, Handler } from '../../electron/bus/delivery';
import { EventBus } from '../../electron/bus/event-bus';
import { MemoryBackend } from '../../electron/bus/memory/backend';
import { type Comparison, inWindow, rate } from './measure';

const subscribers = 3;
/** Messages on their way at a time. */
const window = 256;
const topic = 'bench';
const body = Buffer.from('{"order":1}');

const handled = { count: 0 };
const handler: Handler = async () => {
  handled.count += 1;
};

/** What a program without a bus would do: call the handlers one after the other and wait for each. */
const loop = {
  name: 'loop',
  run: async (count: number) => {
    const handlers = Array.from({ length: subscribers }, () => handler);
    const delivery = { message: { body } } as unknown as Delivery;
    const startedAt = performance.now();
    for (let at = 0; at < count; at += subscribers) {
      for (const handle of handlers) await handle(delivery);
    }
    return rate(count, startedAt);
  },
};

type Verb = 'publish' | 'broadcast';

/** Deliveries with a listener to every event, against the loop. */
export function inMemory(verb: Verb): Comparison {
  const reach = verb === 'broadcast' ? subscribers : 1;
  return {
    what: `in memory, ${verb} to ${subscribers} subscribers, deliveries with events`,
    count: 150_000,
    budget: 0.25,
    theirs: loop,
    ours: {
      name: 'bus',
      run: async (count) => {
        const bus = new EventBus({ backend: new MemoryBackend() });
        let acked = 0;
        const allAcked = new Promise<void>((resolve) => {
          bus.onEvent(({ type }) => {
            if (type === 'acked') acked += 1;
            if (acked === count) resolve();
          });
        });
        await bus.connect();
        for (let each = 1; each <= subscribers; each += 1) {
          await bus.subscribe({ topic, name: `s${each}`, prefetch: 100, handler });
        }
        const startedAt = performance.now();
        await inWindow(count / reach, window, () => bus[verb]({ topic, body }));
        await allAcked;
        const result = rate(count, startedAt);
        await bus.close();
        return result;
      },
    },
  };
}
