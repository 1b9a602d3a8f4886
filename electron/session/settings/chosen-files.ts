import { BusError } from '../../../shared/bus/errors';
import type { Profile } from '../../../shared/window/profile';

type TlsPaths = Partial<Pick<Profile['tls'], 'caFile' | 'certFile' | 'keyFile'>>;

const words = { caFile: 'CA certificate', certFile: 'client certificate', keyFile: 'client key' } as const;

/**
 * The files that the person has chosen in the system's dialog. The window passes paths, and a window that is taken over could
 * pass any: only those that were chosen, or are kept in a saved connection, are ever opened.
 */
export class ChosenFiles {
  readonly #paths = new Set<string>();

  add(path: string): void {
    this.#paths.add(path);
  }

  /** Throws `invalid-argument` for a path that is neither chosen nor one of the same kind in what is kept. */
  check(tls: TlsPaths | undefined, kept: readonly Pick<Profile, 'tls'>[]): void {
    for (const name of ['caFile', 'certFile', 'keyFile'] as const) {
      const path = tls?.[name];
      if (path === undefined || this.#paths.has(path)) continue;
      if (kept.some((profile) => profile.tls[name] === path)) continue;
      throw new BusError(
        'invalid-argument',
        `Choose the file of the ${words[name]} with its button: Busdeck opens only files that were chosen there.`,
      );
    }
  }
}
