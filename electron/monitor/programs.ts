import type { BrokerClient } from '../../shared/window/broker-view';

/** Who is not known is asked for again after this pause, ms: a broker lists a new connection some seconds late. */
const againMs = 2000;
const mostTries = 5;
/** A broker is busy with it for a twentieth of the time at most. */
const share = 20;
/** So many names are told. */
const mostNames = 2000;

/** The names of programs by their connections, as the broker lists them. */
export class Programs {
  readonly #clients: () => Promise<readonly BrokerClient[]>;
  readonly #onLearnt: (names: ReadonlyMap<string, string>) => void;
  /** Those that are looked for, and how often they were not found. */
  readonly #missing = new Map<string, number>();
  #names = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  #tookMs = 0;
  #isClosed = false;

  constructor(
    clients: () => Promise<readonly BrokerClient[]>,
    onLearnt: (names: ReadonlyMap<string, string>) => void,
  ) {
    this.#clients = clients;
    this.#onLearnt = onLearnt;
  }

  /** What is known now; who is not is looked for. */
  readonly of = (connection: string): string | undefined => {
    const name = this.#names.get(connection);
    if (name === undefined && !this.#missing.has(connection)) {
      // Those that nobody knows make room, the oldest first.
      const [oldest] = this.#missing.keys();
      if (this.#missing.size >= mostNames && oldest !== undefined) this.#missing.delete(oldest);
      this.#missing.set(connection, 0);
      this.#schedule();
    }
    return name;
  };

  async learn(): Promise<void> {
    try {
      const begun = performance.now();
      const clients = await this.#clients();
      this.#tookMs = performance.now() - begun;
      if (this.#isClosed) return;
      // Who has left keeps his name as long as there is room.
      const merged = new Map(this.#names);
      for (const { id, program } of clients) {
        merged.delete(id);
        merged.set(id, program);
      }
      this.#names = new Map([...merged].slice(-mostNames));
      this.#onLearnt(this.#names);
    } catch {
      // Then they go by their addresses.
    }
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#missing.clear();
  }

  #schedule(): void {
    if (this.#isClosed) return;
    this.#timer ??= setTimeout(
      async () => {
        await this.learn();
        this.#timer = undefined;
        let isWanted = false;
        for (const [connection, tries] of this.#missing) {
          // Stays known as missing: it is not looked for again.
          if (this.#names.has(connection)) this.#missing.delete(connection);
          else if (tries < mostTries) {
            this.#missing.set(connection, tries + 1);
            isWanted = true;
          }
        }
        if (isWanted) this.#schedule();
      },
      Math.max(againMs, share * this.#tookMs),
    );
  }
}
