import type { BusEvent } from '../../shared/bus/bus-event';
import { type DeliveryRow, isSettling, type SettlingEvent, settle, tappedRow, toRow } from './delivery-row';
import { Flips } from './flips';
import { emptyPaneList, PaneIds, type PaneList } from './pane-list';

export interface HistoryLimits {
  readonly bytes: number;
  readonly rows: number;
}

export const defaultLimits: HistoryLimits = { bytes: 64 * 1024 * 1024, rows: 100_000 };

/** `undefined`: not to be told yet. The row is hidden until `tryAgain`. */
export type RowFilter = (row: DeliveryRow) => boolean | undefined;

/** How many answers are kept for deliveries that have not come yet. */
const maxEarly = 10_000;

/**
 * The deliveries in the window: a row by its id, and the ids of each pane.
 *
 * The containers are changed in place, since copying a hundred thousand entries for each batch would be the most
 * expensive thing the window does. What is in them is not: a row or a list that changed is another object, so whoever
 * selects one sees a change by identity.
 */
export class DeliveryHistory {
  /** In the order of arrival, which is the order of eviction: a Map keeps the place of a key that is set again. */
  readonly #rows = new Map<string, DeliveryRow>();
  readonly #panes = new Map<string, PaneIds>();
  readonly #hidden = new Set<string>();
  /** Answers that overtook their delivery. */
  readonly #early = new Map<string, SettlingEvent[]>();
  readonly #limits: HistoryLimits;
  readonly #flips = new Flips();
  #filter: RowFilter | undefined;
  #order = 0;
  #bytes = 0;
  #oldest = 0;
  #cleared = 0;

  constructor(limits: HistoryLimits = defaultLimits) {
    this.#limits = limits;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Rows that a pane lists, counted where the panes look. */
  get shown(): number {
    let shown = 0;
    for (const ids of this.#panes.values()) shown += ids.length;
    return shown;
  }

  /** Rows that a filter keeps out of their pane. */
  get filtered(): number {
    return this.#hidden.size;
  }

  /** Rows that made room for newer ones. */
  get oldest(): number {
    return this.#oldest;
  }

  /** Rows of a pane that was cleared or removed. */
  get cleared(): number {
    return this.#cleared;
  }

  row(deliveryId: string): DeliveryRow | undefined {
    return this.#rows.get(deliveryId);
  }

  list(subscriberId: string): PaneList {
    return this.#panes.get(subscriberId)?.snapshot() ?? emptyPaneList;
  }

  /** Takes in what the events say, for the panes that there are. */
  append(events: readonly BusEvent[], hasPane: (subscriberId: string) => boolean): void {
    for (const event of events) {
      if (event.type === 'delivered') {
        if (hasPane(event.subscriber.id)) this.#add(toRow(event, this.#nextOrder()));
        // Its pane has gone: nobody will see it, and the ledger says so.
        else this.#cleared += 1;
      } else if (event.type === 'tapped') {
        if (hasPane(event.tap.id)) this.#add(tappedRow(event, this.#nextOrder()));
        else this.#cleared += 1;
      } else if (isSettling(event)) {
        this.#settle(event);
      }
    }
    this.#applyFlips();
    this.#evictOldest();
  }

  /** Empties a pane. */
  clear(subscriberId: string): void {
    this.#drop((row) => row.subscriberId === subscriberId);
  }

  /** Lets go of the panes that are no more. */
  retainPanes(hasPane: (subscriberId: string) => boolean): void {
    const gone = [...this.#panes.keys()].filter((subscriberId) => !hasPane(subscriberId));
    if (gone.length === 0) return;
    this.#drop((row) => gone.includes(row.subscriberId));
    for (const subscriberId of gone) this.#panes.delete(subscriberId);
  }

  /** Shows only the rows that pass; the others stay in the history and count as filtered. */
  setFilter(filter: RowFilter | undefined): void {
    this.#filter = filter;
    this.#rebuildLists();
  }

  /** The filter has learnt more of these deliveries. */
  tryAgain(deliveryIds: Iterable<string>): void {
    for (const deliveryId of deliveryIds) {
      const row = this.#rows.get(deliveryId);
      if (row !== undefined) this.#filterAgain(row);
    }
    this.#applyFlips();
  }

  /** The deliveries of a message that are still here, the oldest first. */
  deliveriesOf(messageId: string): DeliveryRow[] {
    const found: DeliveryRow[] = [];
    for (const row of this.#rows.values()) {
      if (row.messageId === messageId) found.push(row);
    }
    return found;
  }

  /** The rows that a pane lists, in the order of their arrival over all panes. */
  *shownRows(): Generator<DeliveryRow> {
    for (const row of this.#rows.values()) {
      if (!this.#hidden.has(row.deliveryId)) yield row;
    }
  }

  #applyFlips(): void {
    this.#flips.apply(
      (subscriberId) => this.#idsOf(subscriberId),
      (deliveryId) => this.#rows.get(deliveryId),
    );
  }

  #add(delivered: DeliveryRow): void {
    let row = delivered;
    const early = this.#early.get(row.deliveryId);
    if (early !== undefined) {
      this.#early.delete(row.deliveryId);
      row = early.reduce(settle, row);
    }
    this.#rows.set(row.deliveryId, row);
    this.#bytes += row.bytes;
    if (this.#passes(row)) this.#idsOf(row.subscriberId).push(row.deliveryId);
    else this.#hidden.add(row.deliveryId);
  }

  #passes(row: DeliveryRow): boolean {
    return this.#filter === undefined || this.#filter(row) === true;
  }

  #idsOf(subscriberId: string): PaneIds {
    const found = this.#panes.get(subscriberId);
    if (found !== undefined) return found;
    const created = new PaneIds();
    this.#panes.set(subscriberId, created);
    return created;
  }

  #settle(event: SettlingEvent): void {
    const row = this.#rows.get(event.deliveryId);
    if (row !== undefined) {
      const settled = settle(row, event);
      this.#rows.set(event.deliveryId, settled);
      this.#bytes += settled.bytes - row.bytes;
      this.#filterAgain(settled);
      return;
    }
    // Either the delivery is still to come, or it never will because it was left out or is already evicted.
    const early = this.#early.get(event.deliveryId);
    if (early !== undefined) {
      early.push(event);
      return;
    }
    this.#early.set(event.deliveryId, [event]);
    if (this.#early.size > maxEarly) {
      for (const oldest of this.#early.keys()) {
        this.#early.delete(oldest);
        if (this.#early.size <= maxEarly / 2) break;
      }
    }
  }

  /** What became of a delivery may bring it into the filter, or out of it. */
  #filterAgain(row: DeliveryRow): void {
    if (this.#filter === undefined) return;
    const passes = this.#passes(row);
    if (passes !== this.#hidden.has(row.deliveryId)) return;
    if (passes) {
      this.#hidden.delete(row.deliveryId);
      this.#flips.show(row);
    } else {
      this.#hidden.add(row.deliveryId);
      this.#flips.hide(row);
    }
  }

  #nextOrder(): number {
    this.#order += 1;
    return this.#order;
  }

  #evictOldest(): void {
    if (this.#bytes <= this.#limits.bytes && this.#rows.size <= this.#limits.rows) return;
    for (const row of this.#rows.values()) {
      this.#forget(row);
      this.#oldest += 1;
      this.#panes.get(row.subscriberId)?.shift(row.deliveryId);
      if (this.#bytes <= this.#limits.bytes && this.#rows.size <= this.#limits.rows) return;
    }
  }

  #drop(match: (row: DeliveryRow) => boolean): void {
    for (const row of this.#rows.values()) {
      if (!match(row)) continue;
      this.#forget(row);
      this.#cleared += 1;
    }
    this.#rebuildLists();
  }

  #forget(row: DeliveryRow): void {
    this.#rows.delete(row.deliveryId);
    this.#hidden.delete(row.deliveryId);
    this.#bytes -= row.bytes;
  }

  #rebuildLists(): void {
    this.#hidden.clear();
    const lists = new Map<string, string[]>();
    for (const row of this.#rows.values()) {
      if (this.#passes(row)) getOrCreate(lists, row.subscriberId).push(row.deliveryId);
      else this.#hidden.add(row.deliveryId);
    }
    // A pane may have nothing left to list, or, with everything filtered until now, have had no list yet.
    for (const subscriberId of new Set([...this.#panes.keys(), ...lists.keys()])) {
      this.#idsOf(subscriberId).replace(lists.get(subscriberId) ?? []);
    }
  }
}

function getOrCreate(lists: Map<string, string[]>, subscriberId: string): string[] {
  const found = lists.get(subscriberId);
  if (found !== undefined) return found;
  const created: string[] = [];
  lists.set(subscriberId, created);
  return created;
}
