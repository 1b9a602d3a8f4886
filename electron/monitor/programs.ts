import type { BrokerClient } from '../../shared/window/broker-view';

/** Who is not known is asked for again after this pause, ms: a broker lists a new connection some seconds late. */
const againMs = 2000;
const mostTries = 5;
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
    if (name === undefined && !this.#missing.has(connection) && this.#missing.size < mostNames) {
      this.#missing.set(connection, 0);
      this.#schedule();
    }
    return name;
  };

  async learn(): Promise<void> {
    try {
      const clients = await this.#clients();
      this.#names = new Map(clients.slice(0, mostNames).map(({ id, program }) => [id, program]));
      this.#onLearnt(this.#names);
    } catch {
      // Then they go by their addresses.
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#missing.clear();
  }

  #schedule(): void {
    this.#timer ??= setTimeout(async () => {
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
    }, againMs);
  }
}
