import { expect, test } from 'vitest';
import { receiptWords } from '../../renderer/compose/receipt-words';
import { noCapabilities } from '../../shared/bus/capabilities';
import type { Receipt } from '../../shared/window/send';

const receipt: Receipt = {
  sendId: 's',
  verb: 'publish',
  topic: 'orders',
  requested: 30,
  counts: { routed: 20, held: 0, returned: 0, failed: 10, unknown: 0 },
  outcome: 'failed',
  messageId: 'm',
  confirmMs: 1,
  durationMs: 1000,
  cancelled: false,
};

test('the rate of many messages is of those that went out', () => {
  expect(receiptWords(receipt, noCapabilities).notes).toContain('20/s');
  const refused = { ...receipt.counts, routed: 0, failed: 30 };
  expect(receiptWords({ ...receipt, counts: refused }, noCapabilities).notes).toEqual(['30 failed']);
});

test('one message is told in words of the bus, whatever the broker', () => {
  const one: Receipt = { ...receipt, requested: 1, outcome: 'routed' };
  const headline = (change: Partial<Receipt>) => receiptWords({ ...one, ...change }, noCapabilities).headline;
  expect(headline({})).toBe('Accepted for a subscriber of orders');
  expect(headline({ verb: 'broadcast' })).toBe('Sent to every subscriber of orders');
  expect(headline({ outcome: 'held' })).toBe('Held for the first subscriber of orders');
  expect(headline({ outcome: 'returned' })).toBe('Nobody there: no subscriber of orders');
});
