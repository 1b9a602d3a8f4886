import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { makeFolder } from './temporary-folder';
import { until } from './until';
import { Watchdog } from './watchdog';

const run = promisify(execFile);

const service = 'org.freedesktop.secrets';

/**
 * A keychain as a Linux desktop has it: GNOME's, unlocked, on a session bus of its own. The user's real one is not
 * touched, and nothing is left after disposal.
 */
export class Keyring implements AsyncDisposable {
  /** What makes a program use this one. */
  readonly env: Readonly<Record<string, string>>;
  readonly #watchdog: Watchdog;

  private constructor(env: Readonly<Record<string, string>>, watchdog: Watchdog) {
    this.env = env;
    this.#watchdog = watchdog;
  }

  static async start(): Promise<Keyring> {
    const folder = await makeFolder('keyring');
    const watchdog = new Watchdog(folder);
    try {
      const runtime = join(folder, 'runtime');
      await mkdir(runtime, { mode: 0o700 });
      const bus = start('dbus-daemon', ['--session', '--nofork', '--nopidfile', '--print-address=1'], {
        XDG_RUNTIME_DIR: runtime,
      });
      if (bus.pid !== undefined) await watchdog.watch('bus', bus.pid);
      const env = { DBUS_SESSION_BUS_ADDRESS: await firstLine(bus) };

      const daemon = start('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], {
        ...env,
        HOME: folder,
        XDG_DATA_HOME: join(folder, 'data'),
        XDG_CACHE_HOME: join(folder, 'cache'),
        XDG_RUNTIME_DIR: runtime,
      });
      if (daemon.pid !== undefined) await watchdog.watch('keyring', daemon.pid);
      daemon.stdin?.end('the login password');
      await until('the keyring is unlocked', () => isUnlocked(env), { timeoutMs: 10_000, everyMs: 50 });
      return new Keyring(env, watchdog);
    } catch (error) {
      await watchdog[Symbol.asyncDispose]();
      throw error;
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#watchdog[Symbol.asyncDispose]();
  }
}

function start(program: string, args: string[], env: Record<string, string>): ChildProcess {
  return spawn(program, args, {
    env: { ...process.env, ...env },
    detached: true,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('The program’s output is not read.');
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${child.spawnfile} ended with ${code}.`);
  });
  const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), ended]);
  return String(line);
}

/**
 * There is a collection that secrets go to by default: the one that was opened with the password. Asked only when
 * somebody answers: the bus would start another keyring for the question.
 */
async function isUnlocked(env: Record<string, string>): Promise<boolean> {
  const owner = await ask(env, 'org.freedesktop.DBus', '/', 'org.freedesktop.DBus.NameHasOwner', service);
  if (!owner.includes('true')) return false;
  const method = 'org.freedesktop.Secret.Service.ReadAlias';
  return (await ask(env, service, '/org/freedesktop/secrets', method, 'default')).includes(
    '/collection/login',
  );
}

async function ask(
  env: Record<string, string>,
  destination: string,
  path: string,
  method: string,
  argument: string,
): Promise<string> {
  const args = ['--session', '--print-reply', `--dest=${destination}`, path, method, `string:${argument}`];
  const { stdout } = await run('dbus-send', args, { env: { ...process.env, ...env } });
  return stdout;
}
