import type { DeliveryRow } from './delivery-row';

/**
 * The first delivery of the message that came next after a message, or before it. A message stands where its first
 * delivery stands. Without a message to start from it is the newest.
 */
export function neighbour(
  rows: Iterable<DeliveryRow>,
  messageId: string | undefined,
  direction: 'newer' | 'older',
): DeliveryRow | undefined {
  const firsts = new Map<string, DeliveryRow>();
  for (const row of rows) {
    if (!firsts.has(row.messageId)) firsts.set(row.messageId, row);
  }
  const inOrder = [...firsts.values()];
  const at = inOrder.findIndex((row) => row.messageId === messageId);
  if (at < 0) return inOrder.at(-1);
  return inOrder[direction === 'newer' ? at + 1 : at - 1];
}
