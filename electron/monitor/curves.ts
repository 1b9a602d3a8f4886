import type { BrokerRow, RowCurves, SmallCurve } from '../../shared/window/broker-view';

/** One sample for so long, ms, and so many of them: an hour. */
const slotMs = 10_000;
const slots = 360;
/** Of the small curve in a row: five minutes. */
const smallSlots = 30;
const smallMs = 1.2 * smallSlots * slotMs;
/** Of very many rows the first have curves; each takes 6 kB. */
const mostRows = 5000;

const measures = ['ready', 'unanswered', 'rateIn', 'rateOut'] as const satisfies readonly (keyof BrokerRow)[];

/** The last hour of each row, in memory. */
export class Curves {
  /** When each slot was, ms since the epoch; a ring. */
  readonly #at = new Float64Array(slots).fill(Number.NaN);
  readonly #rows = new Map<string, Float32Array>();
  #slot = -1;

  add(at: number, rows: readonly BrokerRow[]): void {
    const isNext = this.#slot < 0 || at - (this.#at[this.#slot] ?? 0) >= slotMs;
    if (isNext) this.#turn(at);
    const seen = new Set<string>();
    for (const row of rows.slice(0, mostRows)) {
      seen.add(row.id);
      const values = this.#rows.get(row.id) ?? new Float32Array(measures.length * slots).fill(Number.NaN);
      this.#rows.set(row.id, values);
      for (const [nth, measure] of measures.entries())
        values[nth * slots + this.#slot] = row[measure] ?? Number.NaN;
    }
    for (const id of this.#rows.keys()) if (!seen.has(id)) this.#rows.delete(id);
  }

  /** The oldest first. */
  of(id: string): RowCurves {
    const values = this.#rows.get(id);
    if (values === undefined) return { at: [], ready: [], unanswered: [], in: [], out: [] };
    const order = this.#order(slots);
    return {
      at: order.map((slot) => this.#at[slot] ?? 0),
      ready: read(values, 0, order),
      unanswered: read(values, 1, order),
      in: read(values, 2, order),
      out: read(values, 3, order),
    };
  }

  /** Nothing where there was no traffic: a flat line tells no more. */
  small(id: string): SmallCurve | undefined {
    const values = this.#rows.get(id);
    if (values === undefined) return undefined;
    const newest = this.#at[this.#slot] ?? 0;
    const order = this.#order(smallSlots).filter((slot) => newest - (this.#at[slot] ?? 0) <= smallMs);
    const curve = { in: read(values, 2, order), out: read(values, 3, order) };
    return [...curve.in, ...curve.out].some((value) => value !== null && value > 0) ? curve : undefined;
  }

  #turn(at: number): void {
    this.#slot = (this.#slot + 1) % slots;
    this.#at[this.#slot] = at;
    for (const values of this.#rows.values()) {
      for (const nth of measures.keys()) values[nth * slots + this.#slot] = Number.NaN;
    }
  }

  /** The last slots that were filled. */
  #order(most: number): number[] {
    const order: number[] = [];
    for (let back = most - 1; back >= 0; back -= 1) {
      const slot = (((this.#slot - back) % slots) + slots) % slots;
      if (!Number.isNaN(this.#at[slot])) order.push(slot);
    }
    return order;
  }
}

function read(values: Float32Array, nth: number, order: readonly number[]): (number | null)[] {
  return order.map((slot) => {
    const value = values[nth * slots + slot];
    return value === undefined || Number.isNaN(value) ? null : value;
  });
}
