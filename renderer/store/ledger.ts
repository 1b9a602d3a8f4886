import type { DeliveryHistory } from './delivery-history';

/**
 * Where every delivery is. Each number is counted on its own, where it happens; none is worked out from the others, so
 * that `received = shown + filtered + evicted` is a check and not a tautology.
 */
export interface Ledger {
  readonly received: number;
  readonly shown: number;
  readonly filtered: number;
  readonly evicted: number;
  /** What the evicted ones are made up of. */
  readonly why: Evicted;
}

export interface Evicted {
  /** They were over before this window looked. */
  readonly missed: number;
  /** They came faster than a window can list them. */
  readonly leftOut: number;
  /** They made room for newer ones. */
  readonly oldest: number;
  /** Their pane was cleared or removed. */
  readonly cleared: number;
}

/** What the stream says: deliveries counted into it, left out of it, and past before the window looked. */
export interface StreamTotals {
  readonly received: number;
  readonly dropped: number;
  readonly missed: number;
}

export const noTotals: StreamTotals = { received: 0, dropped: 0, missed: 0 };

export const emptyLedger: Ledger = {
  received: 0,
  shown: 0,
  filtered: 0,
  evicted: 0,
  why: { missed: 0, leftOut: 0, oldest: 0, cleared: 0 },
};

export function takeStock(totals: StreamTotals, history: DeliveryHistory): Ledger {
  const { missed, dropped: leftOut } = totals;
  const { oldest, cleared } = history;
  return {
    received: missed + totals.received,
    shown: history.shown,
    filtered: history.filtered,
    evicted: missed + leftOut + oldest + cleared,
    why: { missed, leftOut, oldest, cleared },
  };
}

/** How many deliveries are unaccounted for; anything but 0 is a defect, and the status bar says so. */
export function imbalance({ received, shown, filtered, evicted }: Ledger): number {
  return received - shown - filtered - evicted;
}
