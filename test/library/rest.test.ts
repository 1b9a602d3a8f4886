import { expect, test } from 'vitest';
import { Rest } from '../../library/rest';
import type { BusEvent, BusFact } from '../../shared/bus/bus-event';

const subscriber = { id: 's', name: 'S' };
const ref = { messageId: 'm', topic: 'orders', verb: 'publish' } as const;
const delivery = { ...ref, deliveryId: 's/1', subscriber, attempt: 1 };
const summary = {
  ...{ id: 'm', topic: 'orders', verb: 'publish' as const, headers: {}, properties: {}, size: 0 },
  preview: { format: 'empty' as const, text: '', truncated: false },
};

const added: BusFact = { type: 'subscriberAdded', subscriber, topic: 'orders', prefetch: 1 };
const published: BusFact = { type: 'published', message: summary };
const confirmed: BusFact = { type: 'confirmed', ...ref, latencyMs: 1 };
const delivered: BusFact = {
  ...{ type: 'delivered', ...delivery, message: summary, redelivered: false, foreign: false, interrupted: 0 },
};
const acked: BusFact = { type: 'acked', ...delivery, handlerMs: 1 };
const interrupted: BusFact = { type: 'interrupted', ...delivery, count: 1 };
const retry = (delayMs: number): BusFact => ({
  type: 'retryScheduled',
  ...delivery,
  nextAttempt: 2,
  delayMs,
});

/** After these events, each at the time 0, when it has been at rest for 100 ms. */
function restedAt(...facts: BusFact[]): number {
  const rest = new Rest();
  for (const [seq, fact] of facts.entries()) rest.note({ ...fact, seq, at: 0 } as BusEvent);
  return rest.restedAt(100);
}

test.each([
  ['a message for others', 100, [published, confirmed]],
  ['a message that one of ours may still get', 1100, [added, published, confirmed]],
  ['one that is held after all', 100, [added, published, confirmed, { type: 'held', ...ref }]],
  ['a delivery', Number.POSITIVE_INFINITY, [added, published, delivered, confirmed]],
  ['its answer', 100, [added, published, delivered, acked]],
  ['a retry at once', 1100, [added, published, delivered, retry(0)]],
  ['a retry that waits', 6100, [added, published, delivered, retry(5000)]],
  ['a delivery that was interrupted', 1100, [added, delivered, interrupted]],
  [
    'the same, with nobody left',
    100,
    [added, delivered, { type: 'subscriberRemoved', subscriber, topic: 'orders' }, interrupted],
  ],
] as [string, number, BusFact[]][])('%s: at rest after %d ms', (_, ms, facts) => {
  expect(restedAt(...facts)).toBe(ms);
});

test('a broadcast is expected by each of ours', () => {
  const both: BusFact[] = ['s', 't'].map((id) => ({ ...added, subscriber: { id, name: id } }) as BusFact);
  const sent = { type: 'published', message: { ...summary, verb: 'broadcast' } } as BusFact;
  const got = (id: string): BusFact[] => {
    const of = { verb: 'broadcast', subscriber: { id, name: id }, deliveryId: `${id}/1` };
    return [{ ...delivered, ...of } as BusFact, { ...acked, ...of } as BusFact];
  };
  expect(restedAt(...both, sent, ...got('s'))).toBe(1100);
  expect(restedAt(...both, sent, ...got('s'), ...got('t'))).toBe(100);
});

test('what is being sent is under way', async () => {
  const rest = new Rest();
  let seen = 0;
  rest.watch(() => {
    seen = rest.restedAt(0);
  });
  const refused = rest.during(async () => {
    expect(rest.restedAt(0)).toBe(Number.POSITIVE_INFINITY);
    throw new Error('refused');
  });
  await expect(refused).rejects.toThrow('refused');
  expect(seen).toBeLessThanOrEqual(Date.now());
});
