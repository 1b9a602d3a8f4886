import { z } from 'zod';
import { describeThrown } from '../../../shared/bus/errors';
import type { SecretState } from '../../../shared/window/profile';
import { KeptFile } from '../files/kept-file';
import { readIfThere, setAside } from '../files/replace-file';

/** Encrypts for this user of this machine. */
export interface Vault {
  /** Why nothing can be kept safely here; undefined when it can. */
  readonly problem: () => string | undefined;
  readonly encrypt: (text: string) => string;
  readonly decrypt: (text: string) => string;
}

export const secretSchema = z.object({
  password: z.string().optional(),
  passphrase: z.string().optional(),
  /** See `secretPlace`; the first release kept none, see {@link Secrets.bind}. */
  place: z.string().optional(),
});
export type Secret = z.infer<typeof secretSchema>;

/** Since this form of the file every secret has its place. */
const boundVersion = 2;

const fileSchema = z.looseObject({
  version: z.int().min(1).default(1),
  /** Encrypted, by the profile's id. */
  secrets: z.record(z.string(), z.string()).default({}),
});

/**
 * The passwords of the saved connections. They are in a file of their own, encrypted by the system's keychain; where
 * there is none they are in memory only, until Busdeck quits. They never leave the main process.
 */
export class Secrets {
  readonly problems: string[] = [];
  readonly #vault: Vault;
  readonly #session = new Map<string, Secret>();
  readonly #file: KeptFile;
  #kept: z.infer<typeof fileSchema>;

  constructor(path: string, vault: Vault) {
    this.#vault = vault;
    this.#file = new KeptFile({
      path,
      text: () => `${JSON.stringify(this.#kept, undefined, 2)}\n`,
      onProblem: (problem) => this.problems.push(problem),
    });
    this.#kept = this.#read(path);
  }

  /** Why passwords are not kept over a restart; undefined when they are. */
  get problem(): string | undefined {
    return this.#vault.problem();
  }

  state(id: string): SecretState | undefined {
    if (this.#session.has(id)) return 'session';
    return Object.hasOwn(this.#kept.secrets, id) && this.problem === undefined ? 'kept' : undefined;
  }

  get(id: string): Secret {
    const known = this.#session.get(id);
    if (known !== undefined) return known;
    const encrypted = this.#kept.secrets[id];
    if (encrypted === undefined || this.problem !== undefined) return {};
    try {
      return secretSchema.parse(JSON.parse(this.#vault.decrypt(encrypted)));
    } catch {
      // Another user's keychain, or a new one: the person is asked again. The reason may hold what must not be told.
      return {};
    }
  }

  /**
   * Gives each secret that has no place the one it is told, once for a file: whoever changes a connection's URL later gets
   * nothing. Waits for a keychain that can be used.
   */
  bind(placeOf: (id: string) => string | undefined): void {
    if (this.#kept.version >= boundVersion || this.problem !== undefined) return;
    const secrets = { ...this.#kept.secrets };
    for (const id of Object.keys(secrets)) {
      const secret = this.get(id);
      const place = secret.place ?? placeOf(id);
      if (place !== undefined && Object.keys(secret).length > 0)
        secrets[id] = this.#vault.encrypt(JSON.stringify({ ...secret, place }));
    }
    this.#kept = { ...this.#kept, version: boundVersion, secrets };
    this.#file.touch();
  }

  /** `remember` keeps it over a restart where that is safe; else it is forgotten with this session. */
  set(id: string, secret: Secret, remember: boolean): void {
    if (secret.password === undefined && secret.passphrase === undefined) {
      this.remove(id);
      return;
    }
    if (this.problem !== undefined) {
      // What was kept while there was a keychain may be good again when it is back.
      this.#session.set(id, secret);
      return;
    }
    this.remove(id);
    if (!remember) {
      this.#session.set(id, secret);
      return;
    }
    const encrypted = this.#vault.encrypt(JSON.stringify(secret));
    this.#kept = { ...this.#kept, secrets: { ...this.#kept.secrets, [id]: encrypted } };
    this.#file.touch();
  }

  remove(id: string): void {
    this.#session.delete(id);
    if (!Object.hasOwn(this.#kept.secrets, id)) return;
    const { [id]: _, ...secrets } = this.#kept.secrets;
    this.#kept = { ...this.#kept, secrets };
    this.#file.touch();
  }

  flush(): Promise<void> {
    return this.#file.flush();
  }

  flushNow(): void {
    this.#file.flushNow();
  }

  #read(path: string): z.infer<typeof fileSchema> {
    try {
      return fileSchema.parse(JSON.parse(readIfThere(path) ?? `{"version":${boundVersion}}`));
    } catch {
      try {
        this.problems.push(
          `The file with the passwords was damaged and was set aside as ${setAside(path)}. Busdeck asks for them again.`,
        );
      } catch (error) {
        this.#file.forbid();
        this.problems.push(`The file with the passwords cannot be used: ${describeThrown(error)}`);
      }
      return fileSchema.parse({ version: boundVersion });
    }
  }
}
