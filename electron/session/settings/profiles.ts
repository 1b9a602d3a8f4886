import { type ConnectOptions, connectOptionsSchema, descriptorOf, isInside } from '../../../shared/brokers';
import type { ConnectionStatus } from '../../../shared/bus/connection';
import { BusError } from '../../../shared/bus/errors';
import type { RequestArgument } from '../../../shared/ipc/ipc';
import {
  type ActiveProfile,
  joinPassword,
  needsPassword,
  type Profile,
  type SecretState,
  secretPlace,
  splitPassword,
} from '../../../shared/window/profile';
import { createBackend } from '../../bus/backends';
import { EventBus } from '../../bus/event-bus';
import type { Session } from '../session';
import type { ChosenFiles } from './chosen-files';
import type { KeptSetups } from './kept-setups';
import type { Secret, Secrets } from './secrets';
import type { SettingsStore } from './settings-store';

interface ProfilesOptions {
  readonly settings: SettingsStore;
  readonly secrets: Secrets;
  readonly session: Session;
  readonly setups: KeptSetups;
  readonly chosen: ChosenFiles;
}

/** The saved connections: keeps them, and connects with the secrets that the window never sees. */
export class Profiles {
  readonly #settings: SettingsStore;
  readonly #secrets: Secrets;
  readonly #session: Session;
  readonly #setups: KeptSetups;
  readonly #chosen: ChosenFiles;

  constructor({ settings, secrets, session, setups, chosen }: ProfilesOptions) {
    this.#settings = settings;
    this.#secrets = secrets;
    this.#session = session;
    this.#setups = setups;
    this.#chosen = chosen;
  }

  /** Once the keychain can be used. What the first release kept is bound to the place that its connection names now. */
  bindSecrets(): void {
    this.#secrets.bind((id) => {
      const saved = this.#settings.profile(id);
      return saved === undefined ? undefined : secretPlace({ ...saved, url: splitPassword(saved.url).url });
    });
  }

  secretStates(): Record<string, SecretState> {
    return Object.fromEntries(
      this.#settings.current.profiles.flatMap(({ id }) => {
        const state = this.#secrets.state(id);
        return state === undefined ? [] : [[id, state]];
      }),
    );
  }

  save(request: RequestArgument<'saveProfile'>): void {
    const { profile, remember } = request;
    const { url } = splitPassword(profile.url);
    // Tries the form of it before it is kept.
    const { status } = createBackend(optionsOf({ ...profile, url }, { password: 'x' }));
    // All that may refuse it comes before anything is kept.
    this.#chosen.check(profile.tls, this.#keptOf(request));
    this.#settings.checkRoomFor(profile.id);
    if (this.#settings.profile(profile.id) === undefined) {
      // A new one takes along what was set up on the connection that it is a copy of, saved or not.
      this.#setups.copy(request.secretsFrom ?? status.endpoint, profile.id);
    }
    const kept = { ...this.#settings.profile(profile.id), ...profile, url };
    const secret = this.#secretFor(request);
    this.#secrets.set(profile.id, { ...secret, place: secretPlace(kept) }, remember);
    this.#settings.saveProfile(kept);
    this.#session.updateProfile(activeOf(kept));
  }

  delete(id: string): void {
    this.#secrets.remove(id);
    // First: what is set up from now on is kept under the broker's own name.
    this.#session.forgetProfile(id);
    this.#settings.deleteProfile(id);
  }

  /** To be connected to without asking anybody; undefined where somebody would have to be asked, or it is not there any more. */
  optionsOf(id: string): ConnectOptions | undefined {
    const profile = this.#settings.profile(id);
    if (profile === undefined) return undefined;
    const { url, password } = splitPassword(profile.url);
    const place = { ...profile, url };
    const secret = merged(this.#kept(id, place), { password, passphrase: undefined });
    if (needsPassword(url) && secret.password === undefined) return undefined;
    try {
      return optionsOf(place, secret);
    } catch {
      return undefined;
    }
  }

  async connect(request: RequestArgument<'connectProfile'>): Promise<ConnectionStatus> {
    const { id, password, passphrase, remember, evenIfLost } = request;
    const profile = this.#settings.profile(id);
    if (profile === undefined)
      throw new BusError('not-found', 'That saved connection is not there any more.');
    // The file may have been changed by hand: a password in its URL counts as typed, and the place is read without it.
    const { url, password: inUrl } = splitPassword(profile.url);
    const place = { ...profile, url };
    const secret = merged(this.#kept(id, place), { password: password ?? inUrl, passphrase });
    if (!isInside(profile.kind) && needsPassword(url) && secret.password === undefined)
      throw new BusError('password-needed', `Busdeck does not know the password of ${profile.name}.`);
    const options = optionsOf(place, secret);
    const status = await this.#session.connect(options, activeOf(profile), { evenIfLost });
    // Deleted while it was opened: nothing is kept for it.
    if (this.#settings.profile(id) === undefined) return status;
    // A wrong password is asked for again the next time.
    if (password !== undefined && status.error?.code !== 'login-refused') {
      this.#secrets.set(id, { ...secret, place: secretPlace(place) }, remember);
      this.#settings.change({});
    }
    return status;
  }

  /** Connects beside the session, waits for the first try's outcome, and closes again. */
  async test(request: RequestArgument<'testProfile'>): Promise<ConnectionStatus> {
    const { profile } = request;
    const { url } = splitPassword(profile.url);
    this.#chosen.check(profile.tls, this.#keptOf(request));
    const secret = this.#secretFor(request);
    if (!isInside(profile.kind) && needsPassword(url) && secret.password === undefined)
      throw new BusError(
        'password-needed',
        'Enter the password to test this connection. One that is kept is used only where it was kept for.',
      );
    const bus = new EventBus({ backend: createBackend(optionsOf({ ...profile, url }, secret)) });
    try {
      await bus.connect().catch(() => {
        // The status holds the reason.
      });
      return bus.status;
    } finally {
      await bus.close();
    }
  }

  /** What is typed in the URL or beside it goes before what is kept. */
  #secretFor({
    profile,
    password,
    passphrase,
    secretsFrom,
  }: RequestArgument<'testProfile'> | RequestArgument<'saveProfile'>): Secret {
    const inUrl = splitPassword(profile.url).password;
    const from = secretsFrom ?? profile.id;
    const place = { ...profile, url: splitPassword(profile.url).url };
    return merged(this.#kept(from, place), { password: password ?? inUrl, passphrase });
  }

  /** What is kept under the id, as long as it would go where it was typed for. */
  #kept(id: string, profile: Profile): Secret {
    const { place, ...secret } = this.#secrets.get(id);
    return place === secretPlace(profile) ? secret : {};
  }

  /** The saved connections whose files may be used again. */
  #keptOf({ profile, secretsFrom }: RequestArgument<'testProfile'>): Profile[] {
    return [profile.id, secretsFrom].flatMap((id) => {
      const saved = id === undefined ? undefined : this.#settings.profile(id);
      return saved === undefined ? [] : [saved];
    });
  }
}

function merged(kept: Secret, typed: { [Name in keyof Secret]: string | undefined }): Secret {
  const password = typed.password ?? kept.password;
  const passphrase = typed.passphrase ?? kept.passphrase;
  return {
    ...(password === undefined ? {} : { password }),
    ...(passphrase === undefined ? {} : { passphrase }),
  };
}

function activeOf(profile: Profile): ActiveProfile {
  const { id, name, colour, kind, url, readOnly, production, prefetch } = profile;
  return { id, name, colour, kind, url, readOnly, production, prefetch };
}

function optionsOf(profile: Profile, { password, passphrase }: Secret): ConnectOptions {
  const { kind, url, tls, options, retry } = profile;
  const { address } = descriptorOf(kind);
  const way = address && {
    url: password === undefined || url === '' ? url : joinPassword(url, password, address.defaultUser),
    tls: passphrase === undefined ? tls : { ...tls, passphrase },
  };
  const parsed = connectOptionsSchema.safeParse({ ...options, ...way, kind, retry });
  if (!parsed.success)
    throw new BusError(
      'invalid-argument',
      parsed.error.issues[0]?.message ?? 'These connection settings are not valid.',
    );
  // A URL of a wrong form is refused here, without its password in the words.
  createBackend(parsed.data);
  return parsed.data;
}
