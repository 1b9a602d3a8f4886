import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { createBackend } from '../electron/bus/backends';
import { EventBus } from '../electron/bus/event-bus';
import { type Deed, guard } from '../electron/session/guard';
import { readSettings } from '../electron/session/settings/read-settings';
import { type BrokerKind, type ConnectOptions, connectOptionsSchema, descriptorOf } from '../shared/brokers';
import { kindOfUrl, noBusAt } from '../shared/brokers/by-url';
import { defaultRetryPolicy, type RetryPolicy } from '../shared/bus/connection';
import { describeThrown } from '../shared/bus/errors';
import { type ActiveProfile, joinPassword, splitPassword } from '../shared/window/profile';
import { Exit, exitCodes } from './exit';

export interface ConnectionFlags {
  readonly url?: string;
  readonly profile?: string;
  readonly userData?: string;
  readonly passwordFile?: string;
  readonly queues?: string;
  readonly confirm?: string;
}

/** A bus that is connected, and what it was connected with. */
export interface Connected {
  readonly bus: EventBus;
  readonly options: ConnectOptions;
  /** Throws where the saved connection does not allow it. */
  readonly allow: (deed: Deed) => void;
}

export interface ConnectWith {
  readonly retry?: RetryPolicy;
  /** Before it is connected, so that nothing it tells is missed. */
  readonly onBus?: (bus: EventBus) => unknown;
  /** Nobody waits for it any more. */
  readonly signal?: AbortSignal;
  /** How a bus of each kind is opened, where the connection does not say so itself. */
  readonly own?: Readonly<Record<string, object | undefined>>;
}

export async function connectTo(
  flags: ConnectionFlags,
  { retry = defaultRetryPolicy, onBus = () => {}, signal, own = {} }: ConnectWith = {},
): Promise<Connected> {
  const { options, rules } = await optionsOf(flags, retry, own);
  const bus = new EventBus({
    backend: backendOf(options),
    retry,
    ...('onLinkLoss' in options && { resend: options.onLinkLoss === 'resend' }),
  });
  onBus(bus);
  const giveUp = () => void bus.close();
  signal?.addEventListener('abort', giveUp, { once: true });
  try {
    await bus.connect();
    return { bus, options, allow: (deed) => allow(rules, { ...deed, confirmedTopic: flags.confirm }) };
  } catch (error) {
    await bus.close();
    throw new Exit(exitCodes.notConnected, describeThrown(error));
  } finally {
    signal?.removeEventListener('abort', giveUp);
  }
}

function backendOf(options: ConnectOptions) {
  try {
    return createBackend(options);
  } catch (error) {
    throw new Exit(exitCodes.usage, describeThrown(error));
  }
}

/** A saved connection is as safe here as in the window; nobody is there to type a name, so that has to be a flag. */
function allow(rules: ActiveProfile | undefined, deed: Deed): void {
  try {
    guard(rules, deed);
  } catch (error) {
    throw new Exit(exitCodes.usage, describeThrown(error));
  }
}

async function optionsOf(
  flags: ConnectionFlags,
  retry: RetryPolicy,
  own: NonNullable<ConnectWith['own']>,
): Promise<{ options: ConnectOptions; rules: ActiveProfile | undefined }> {
  const { url, profile, queues } = flags;
  // Named on the command line it goes before the one in the environment.
  const from = profile === undefined ? ofUrl(url) : await ofProfile(profile, flags);
  const password = await passwordOf(flags);
  const address = descriptorOf(from.kind).address;
  const full =
    address === undefined || password === undefined || from.url === undefined
      ? from.url
      : joinPassword(splitPassword(from.url).url, password, address.defaultUser);
  const parsed = connectOptionsSchema.safeParse({
    ...own[from.kind],
    ...from.options,
    ...(full === undefined ? {} : { url: full }),
    ...(queues === undefined ? {} : { queues }),
    kind: from.kind,
    retry,
  });
  if (parsed.success) return { options: parsed.data, rules: from.rules };
  const [issue] = parsed.error.issues;
  throw new Exit(
    exitCodes.usage,
    `${issue?.path.join('.') ?? 'The connection'}: ${issue?.message ?? 'is not valid.'}`,
  );
}

interface Named {
  readonly kind: BrokerKind;
  readonly url?: string;
  readonly options?: object;
  readonly rules?: ActiveProfile;
}

/** Whether a URL means the bus inside this process. */
export const isInsideUrl = (url: string): boolean => kindOfUrl(url) === 'memory';

function ofUrl(url: string | undefined): Named {
  if (url === undefined || url === '')
    throw new Exit(
      exitCodes.usage,
      'Say which bus: --url URL, BUSDECK_URL, or --profile NAME. memory: is the bus inside this process.',
    );
  const kind = kindOfUrl(url);
  if (kind === undefined) throw new Exit(exitCodes.usage, noBusAt(url));
  return kind === 'memory' ? { kind } : { kind, url };
}

async function ofProfile(name: string, { userData }: ConnectionFlags): Promise<Named> {
  const path = join(userData ?? defaultUserData(), 'settings.json');
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new Exit(exitCodes.usage, `The window’s settings could not be read: ${describeThrown(error)}.`);
  });
  const { profiles } = readSettings(text).settings;
  const found = profiles.find((profile) => profile.name === name || profile.id === name);
  if (found === undefined) {
    const names = profiles.map((profile) => profile.name).join(', ');
    throw new Exit(
      exitCodes.usage,
      `No saved connection is called ${name}.${names === '' ? '' : ` There are: ${names}.`}`,
    );
  }
  return { kind: found.kind, url: found.url, options: { ...found.options, tls: found.tls }, rules: found };
}

/** Where Electron keeps an app’s data. */
function defaultUserData(): string {
  const { platform, env } = process;
  if (platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Busdeck');
  if (platform === 'win32') return join(env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'Busdeck');
  return join(env.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'Busdeck');
}

/** Not from the command line: everybody on the machine could read it there. */
async function passwordOf({ passwordFile }: ConnectionFlags): Promise<string | undefined> {
  if (passwordFile === undefined) return process.env.BUSDECK_PASSWORD || undefined;
  const text = await readFile(passwordFile, 'utf8').catch((error: unknown) => {
    throw new Exit(exitCodes.usage, `The password could not be read: ${describeThrown(error)}.`);
  });
  return text.replace(/\r?\n$/, '');
}

/** Rejects when the connection is lost and trying again does not help. */
export function lostForGood(bus: EventBus): Promise<never> {
  return new Promise((_, reject) => {
    bus.onEvent((event) => {
      if (event.type === 'connection' && event.status.state === 'failed')
        reject(new Exit(exitCodes.notConnected, event.status.reason ?? 'The connection is lost.'));
    });
  });
}
