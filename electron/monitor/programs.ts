import type { BrokerClient } from '../../shared/window/broker-view';

/** A connection that is not known is looked for this often at most, ms. */
const againMs = 2000;

/** The names of programs by their connections, as the broker lists them. */
export class Programs {
  readonly #clients: () => Promise<readonly BrokerClient[]>;
  #names = new Map<string, string>();
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(clients: () => Promise<readonly BrokerClient[]>) {
    this.#clients = clients;
  }

  /** What is known now; who is not is asked for, and has a name the next time. */
  readonly of = (connection: string): string | undefined => {
    const name = this.#names.get(connection);
    if (name === undefined && performance.now() - this.#askedAt > againMs) void this.learn();
    return name;
  };

  async learn(): Promise<void> {
    this.#askedAt = performance.now();
    try {
      const clients = await this.#clients();
      this.#names = new Map(clients.map(({ id, program }) => [id, program]));
    } catch {
      // Then it goes by its address.
    }
  }
}
