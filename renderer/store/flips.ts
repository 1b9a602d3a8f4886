import type { DeliveryRow } from './delivery-row';
import type { PaneIds } from './pane-list';

/**
 * Rows that came in or went out of the filter since what became of them did: what was in flight is hidden from
 * `outcome:dead`, and comes in, at its own place, when it is. Gathered over a batch, since each pane's list is then
 * written once.
 */
export class Flips {
  readonly #shown = new Map<string, DeliveryRow[]>();
  readonly #hidden = new Map<string, Set<string>>();

  show(row: DeliveryRow): void {
    if (this.#hidden.get(row.subscriberId)?.delete(row.deliveryId)) return;
    const rows = this.#shown.get(row.subscriberId) ?? [];
    rows.push(row);
    this.#shown.set(row.subscriberId, rows);
  }

  hide(row: DeliveryRow): void {
    const shown = this.#shown.get(row.subscriberId);
    const at = shown?.findIndex(({ deliveryId }) => deliveryId === row.deliveryId) ?? -1;
    if (at >= 0) {
      shown?.splice(at, 1);
      return;
    }
    const ids = this.#hidden.get(row.subscriberId) ?? new Set();
    ids.add(row.deliveryId);
    this.#hidden.set(row.subscriberId, ids);
  }

  /** Writes the lists anew and forgets. */
  apply(
    idsOf: (subscriberId: string) => PaneIds,
    rowOf: (deliveryId: string) => DeliveryRow | undefined,
  ): void {
    for (const subscriberId of new Set([...this.#shown.keys(), ...this.#hidden.keys()])) {
      const ids = idsOf(subscriberId);
      const hidden = this.#hidden.get(subscriberId);
      const kept = hidden === undefined ? ids.live() : ids.live().filter((id) => !hidden.has(id));
      const added = (this.#shown.get(subscriberId) ?? []).sort((a, b) => a.order - b.order);
      ids.replace(merge(kept, added, rowOf), added.length);
    }
    this.#shown.clear();
    this.#hidden.clear();
  }
}

/** The oldest first. What comes in is mostly recent, so only the end of the list is looked at. */
function merge(
  kept: readonly string[],
  added: readonly DeliveryRow[],
  rowOf: (deliveryId: string) => DeliveryRow | undefined,
): string[] {
  const first = added[0];
  if (first === undefined) return [...kept];
  let from = kept.length;
  while (from > 0 && (rowOf(kept[from - 1] ?? '')?.order ?? 0) > first.order) from -= 1;
  const tail = kept.slice(from).flatMap((id) => rowOf(id) ?? []);
  const end = [...tail, ...added].sort((a, b) => a.order - b.order);
  return [...kept.slice(0, from), ...end.map(({ deliveryId }) => deliveryId)];
}
