import { describe, expect, it } from 'vitest';
import { imbalance } from '../../renderer/store/ledger';
import { createBusdeckStore } from '../../renderer/store/store';
import { processorMs } from '../support/busy-machine';
import { acked, Batches, delivered, opening } from './events';

const batchCount = 200;
const deliveriesPerBatch = 1000;

describe('the store under load', () => {
  it('takes 200 batches of 2,000 events well within the 10 s in which they come', () => {
    const store = createBusdeckStore();
    const batches = new Batches();
    store.actions.open(opening(['a', 'b', 'c']));
    const panes = ['a', 'b', 'c'];
    const times = Array.from({ length: batchCount }, (_, number) => {
      const events = Array.from({ length: deliveriesPerBatch }, (_, at) => {
        const options = { by: panes[at % 3] ?? 'a', text: `{"order":${at}}`.padEnd(200) };
        return [delivered(`${number}-${at}`, options), acked(`${number}-${at}`, options)];
      });
      const batch = batches.next(events.flat());
      return processorMs(() => store.actions.append(batch));
    });

    const total = times.reduce((sum, ms) => sum + ms, 0);
    const median = times.toSorted((a, b) => a - b)[times.length / 2] ?? 0;
    const { ledger, history } = store.getState();
    expect(ledger.received).toBe(batchCount * deliveriesPerBatch);
    expect(imbalance(ledger)).toBe(0);
    expect(history.bytes).toBeLessThanOrEqual(64 * 1024 * 1024);
    // Seen on two quiet cores: 5 ms a batch, 16 ms where the garbage collector joins in. The bounds are
    // of processor time: what the window can bear: a frame in the middle, and no falling behind.
    expect(median).toBeLessThan(50);
    expect(total).toBeLessThan(10_000);
  });
});
