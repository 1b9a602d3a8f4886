import type { Verb } from '../../../shared/bus/message';
import type { TapRequest } from '../backend';
import type { TapLink } from '../broker/kept-tap';
import type { Dispose } from '../emitter';
import { countOf, type Entry, fromEntry, readEntries } from './entry';
import type { Keys } from './keys';
import type { Argument, Link } from './link';
import { type Script, script } from './scripts';

/** How long one read waits, ms; see the reader of a subscriber. */
const blockMs = 20_000;
const overdueMs = 5000;
const mostAtOnce = '200';
/** How often what was missed is counted, ms. */
const countEveryMs = 1000;

/** KEYS stream. How many entries there ever were, where the server counts them, and the last of them. */
const standing = script(
  1,
  `
if redis.call('EXISTS', KEYS[1]) == 0 then return { 0, '0-0' } end
local added, last = -1, '0-0'
local info = redis.call('XINFO', 'STREAM', KEYS[1])
for i = 1, #info, 2 do
  if info[i] == 'entries-added' then added = info[i + 1] end
  if info[i] == 'last-generated-id' then last = info[i + 1] end
end
return { added, last }
`,
);

interface Stream {
  readonly key: string;
  readonly verb: Verb;
  /** The last entry that was seen. */
  last: string;
  /** Entries that were added before, seen since, and known to be missed. */
  before: number;
  seen: number;
  missed: number;
  /** How it stood at the last look. */
  stood: string;
}

interface TapOptions {
  readonly link: Link;
  readonly request: TapRequest;
  readonly keys: Pick<Keys, 'work' | 'all'>;
  readonly run: (script: Script, keys: readonly string[], args: readonly Argument[]) => Promise<unknown>;
}

/**
 * Reads the streams of a topic beside its groups, on a link of its own. What is answered is deleted: an entry that comes and goes between
 * two reads is not seen, and since the server counts all that were added, it is known how many those were.
 */
export class TapReader implements TapLink {
  readonly #options: TapOptions;
  readonly #streams: readonly Stream[];
  #counting: NodeJS.Timeout | undefined;

  static async open(options: TapOptions): Promise<TapReader> {
    const reader = new TapReader(options);
    try {
      for (const stream of reader.#streams) await reader.#begin(stream);
    } catch (error) {
      options.link.destroy();
      throw error;
    }
    reader.#countLater();
    options.link.onEnd(() => clearTimeout(reader.#counting));
    void reader.#read();
    return reader;
  }

  private constructor(options: TapOptions) {
    this.#options = options;
    const fresh = { last: '0-0', before: 0, seen: 0, missed: 0, stood: '' };
    this.#streams = [
      { key: options.keys.work, verb: 'publish', ...fresh },
      { key: options.keys.all, verb: 'broadcast', ...fresh },
    ];
  }

  get ended(): boolean {
    return this.#options.link.ended;
  }

  onEnd(listener: (error: unknown) => void): Dispose {
    return this.#options.link.onEnd(listener);
  }

  async close(): Promise<void> {
    clearTimeout(this.#counting);
    this.#options.link.destroy();
  }

  /** From now on: what is there already is no news. */
  async #begin(stream: Stream): Promise<void> {
    const { added, last } = await this.#standing(stream);
    stream.before = added;
    stream.last = last;
  }

  async #standing({ key }: Stream): Promise<{ added: number; last: string }> {
    const answer = await this.#options.run(standing, [key], []);
    const [added, last] = Array.isArray(answer) ? answer : [];
    return { added: typeof added === 'number' ? added : -1, last: String(last ?? '0-0') };
  }

  async #read(): Promise<void> {
    const { link } = this.#options;
    while (!link.ended) {
      const overdue = setTimeout(() => link.destroy('The server stayed silent.'), blockMs + overdueMs);
      try {
        const reply = await link.command([
          ...['XREAD', 'COUNT', mostAtOnce, 'BLOCK', String(blockMs), 'STREAMS'],
          ...this.#streams.map(({ key }) => key),
          ...this.#streams.map(({ last }) => last),
        ]);
        for (const [key, entries] of pairsOf(reply)) {
          const stream = this.#streams.find((each) => each.key === key);
          if (stream !== undefined) this.#take(stream, readEntries(entries));
        }
      } catch (error) {
        link.destroy(error instanceof Error ? error.message : String(error));
      } finally {
        clearTimeout(overdue);
      }
    }
  }

  #take(stream: Stream, entries: readonly Entry[]): void {
    const { topic, onSight } = this.#options.request;
    for (const entry of entries) {
      stream.last = entry.entryId;
      stream.seen += 1;
      const attempt = countOf(entry.fields, 'attempt') ?? 1;
      onSight(fromEntry(entry, topic, stream.verb), { what: 'published' }, attempt);
    }
  }

  #countLater(): void {
    this.#counting = setTimeout(() => {
      this.#count()
        .catch(() => {
          // The link’s end tells it.
        })
        .finally(() => {
          if (!this.ended) this.#countLater();
        });
    }, countEveryMs);
  }

  /** The two ways to the server are not in step, so only what has stood still from one look to the next counts: all of it has come by then. */
  async #count(): Promise<void> {
    for (const stream of this.#streams) {
      const { added, last } = await this.#standing(stream);
      const stood = `${added} ${last} ${stream.seen}`;
      const isSettled = stood === stream.stood;
      stream.stood = stood;
      if (added < 0 || !isSettled) continue;
      const missed = added - stream.before - stream.seen;
      // Another stream by this name: it was deleted meanwhile.
      if (missed < stream.missed) stream.before = added - stream.seen - stream.missed;
      if (missed <= stream.missed) continue;
      this.#options.request.onMissed(missed - stream.missed);
      stream.missed = missed;
    }
  }
}

/** In RESP3 a map, which is flat. */
function pairsOf(reply: unknown): [string, unknown][] {
  if (!Array.isArray(reply)) return [];
  if (Array.isArray(reply[0]))
    return reply.map(([key, entries]: [unknown, unknown]) => [String(key), entries]);
  const pairs: [string, unknown][] = [];
  for (let at = 0; at + 1 < reply.length; at += 2) pairs.push([String(reply[at]), reply[at + 1]]);
  return pairs;
}
