import type { KeptSetup } from '../../../shared/window/kept-setup';
import type { SettingsStore } from './settings-store';

/** So many connections' setups are kept; the one that was not in use for longest goes first. */
const most = 50;

/** What stood on each connection, under the id of its profile or, where it is not saved, the name of its broker. */
export class KeptSetups {
  readonly #settings: SettingsStore;

  constructor(settings: SettingsStore) {
    this.#settings = settings;
  }

  of(connection: string): KeptSetup | undefined {
    return this.#settings.current.setups.find((kept) => kept.connection === connection)?.setup;
  }

  copy(from: string, to: string): void {
    const setup = this.of(from);
    if (setup !== undefined) this.keep(to, setup);
  }

  keep(connection: string, setup: KeptSetup): void {
    const others = this.#settings.current.setups.filter((kept) => kept.connection !== connection);
    this.#settings.keep({ setups: [...others, { connection, setup }].slice(-most) });
  }
}
