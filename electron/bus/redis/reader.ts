import { type Entry, readEntries } from './entry';
import type { Link } from './link';

/**
 * How long one read waits for messages, ms. Not for ever: a link that is half open answers never. Not shortly either: who asks again
 * stands at the end of the line of those that wait.
 */
const blockMs = 20_000;
const overdueMs = 5000;

export interface ReaderOptions {
  readonly link: Link;
  readonly stream: string;
  readonly group: string;
  readonly consumer: string;
  /** How many more may be in hand now. */
  readonly room: () => number;
  readonly onEntry: (entry: Entry) => void;
}

/** Reads one stream for one subscriber, as much as it has room for. */
export class Reader {
  readonly #options: ReaderOptions;
  #stopped = false;
  #wake: (() => void) | undefined;

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  /** There may be room again. */
  wake(): void {
    this.#wake?.();
  }

  /** Takes nothing from now on: what a read brings that is under way stays unanswered at the server. */
  stop(): void {
    this.#stopped = true;
    this.wake();
  }

  /** Until it is stopped; rejects when it cannot read any more. */
  async run(): Promise<void> {
    const { room, onEntry } = this.#options;
    while (!this.#stopped) {
      const count = room();
      if (count <= 0) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
        continue;
      }
      const entries = await this.#read(count);
      if (this.#stopped) return;
      for (const entry of entries) onEntry(entry);
    }
  }

  async #read(count: number): Promise<Entry[]> {
    const { link, stream, group, consumer } = this.#options;
    const overdue = setTimeout(() => link.destroy('The server stayed silent.'), blockMs + overdueMs);
    try {
      const reply = await link.command([
        ...['XREADGROUP', 'GROUP', group, consumer],
        ...['COUNT', String(count), 'BLOCK', String(blockMs), 'STREAMS', stream, '>'],
      ]);
      if (!Array.isArray(reply)) return [];
      // A pair for each stream; in RESP3 a map, which is flat.
      return readEntries(Array.isArray(reply[0]) ? reply[0][1] : reply[1]);
    } finally {
      clearTimeout(overdue);
    }
  }
}
