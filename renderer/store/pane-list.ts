/**
 * The delivery ids of one pane as they were at one moment. The array behind it grows on, shared by all snapshots, so
 * that a batch costs what it adds and not what is already there; a snapshot looks only at its own stretch of it.
 */
export interface PaneList {
  readonly length: number;
  /** How many were ever added: tells how many are new since another snapshot. */
  readonly added: number;
  /** The id at a position, the newest first. */
  readonly at: (index: number) => string | undefined;
}

export const emptyPaneList: PaneList = { length: 0, added: 0, at: () => undefined };

/** A queue of ids, the oldest first, that hands out snapshots. */
export class PaneIds {
  #ids: string[] = [];
  #start = 0;
  #added = 0;
  #snapshot: PaneList | undefined = emptyPaneList;

  get length(): number {
    return this.#ids.length - this.#start;
  }

  push(id: string): void {
    this.#ids.push(id);
    this.#added += 1;
    this.#snapshot = undefined;
  }

  /** Takes the oldest off if it is this one. */
  shift(id: string): boolean {
    if (this.length === 0 || this.#ids[this.#start] !== id) return false;
    this.#start += 1;
    this.#snapshot = undefined;
    // Snapshots that are still in use keep the old array.
    if (this.#start > 1024 && this.#start * 2 > this.#ids.length) this.replace(this.#ids.slice(this.#start));
    return true;
  }

  /** The ids that are listed, the oldest first. */
  live(): readonly string[] {
    return this.#start === 0 ? this.#ids : this.#ids.slice(this.#start);
  }

  /** `added`: how many of them were not listed before. */
  replace(ids: string[], added = 0): void {
    this.#ids = ids;
    this.#start = 0;
    this.#added += added;
    this.#snapshot = undefined;
  }

  snapshot(): PaneList {
    this.#snapshot ??= snapshotOf(this.#ids, this.#start, this.#added);
    return this.#snapshot;
  }
}

function snapshotOf(ids: readonly string[], start: number, added: number): PaneList {
  const end = ids.length;
  return {
    length: end - start,
    added,
    at: (index) => (index < 0 || index >= end - start ? undefined : ids[end - 1 - index]),
  };
}
