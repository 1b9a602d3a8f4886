import type { Ack, Acks } from './acks';
import { Bursts } from './bursts';
import { type Entry, readEntries } from './entry';
import type { Link } from './link';
import { ack } from './scripts';

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
  /** By the link that all share. */
  readonly acks: Acks;
}

/**
 * Reads one stream for one subscriber, as much as it has room for. As long as it has none its link is idle: then what is answered goes
 * there, and the next read with it in one breath. A read that waits would hold an answer up, so any other goes by the link that
 * all share.
 */
export class Reader {
  readonly #options: ReaderOptions;
  readonly #acksHere: Bursts<Ack, boolean>;
  #stopped = false;
  #wake: (() => void) | undefined;
  /** Nothing is read, and nothing that was read waits. */
  #isIdle = false;
  /** What was answered just now and counts as in hand until the server has confirmed it. */
  #leaving = 0;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#acksHere = new Bursts({
      most: { items: 128, bytes: Number.POSITIVE_INFINITY },
      bytesOf: () => 0,
      goesWith: () => true,
      send: (acks) => this.#sendAcks(acks),
    });
  }

  /** Takes an entry off the stream. */
  ack(entry: Ack): Promise<boolean> {
    return (this.#isIdle ? this.#acksHere : this.#options.acks).add(entry);
  }

  /** There may be room again. */
  wake(): void {
    this.#isIdle = false;
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
      const count = room() + this.#leaving;
      this.#leaving = 0;
      if (count <= 0) {
        this.#isIdle = true;
        await this.#untilWoken();
        continue;
      }
      for (const entry of await this.#read(count)) {
        // It was read while the one before it was being answered: that comes first.
        while (room() <= 0 && !this.#stopped) await this.#untilWoken();
        if (this.#stopped) return;
        onEntry(entry);
      }
    }
  }

  /** One turn later than who is woken with it: what was answered is told before the next is begun. */
  async #untilWoken(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }

  async #sendAcks(entries: readonly [Ack, ...Ack[]]): Promise<readonly boolean[]> {
    const { link, acks, stream, group } = this.#options;
    if (this.#isIdle && !this.#stopped) {
      const [{ isWhole }] = entries;
      const ids = entries.map(({ entryId }) => entryId);
      const answer = link.runKnown(ack, [stream], [group, isWhole ? '1' : '0', ...ids]);
      this.#leaving = entries.length;
      this.wake();
      const overdue = setTimeout(() => link.destroy('The server stayed silent.'), overdueMs);
      try {
        return ((await answer) as number[]).map((each) => each === 1);
      } catch (error) {
        if (link.ended) throw error;
        // A server that has not seen the script, or a slot that has moved: the other way knows what to do.
      } finally {
        clearTimeout(overdue);
      }
    }
    return Promise.all(entries.map((entry) => acks.add(entry)));
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
