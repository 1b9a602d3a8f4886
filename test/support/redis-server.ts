import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@redis/client';
import { freePort } from './free-port';
import { makeFolder } from './temporary-folder';
import { Hopeless, until } from './until';
import { Watchdog } from './watchdog';

interface ServerCerts {
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  readonly requireClientCert?: boolean;
}

export interface RedisServerOptions {
  /** Further lines for redis.conf. */
  config?: string[];
  /** Asked for by it and by its replicas' masters. */
  password?: string;
  tls?: ServerCerts;
  /** It watches others instead of holding anything: the lines of its configuration. */
  sentinel?: string[];
}

/** A Redis of a test's own, on a private port with a private folder; each write is on its disk before it is answered. */
export class RedisServer implements AsyncDisposable {
  readonly port: number;
  readonly #folder: string;
  readonly #watchdog: Watchdog;
  readonly #args: readonly string[];
  readonly #password: string | undefined;
  #process: ChildProcess | undefined;

  private constructor(
    port: number,
    folder: string,
    watchdog: Watchdog,
    args: readonly string[],
    password: string | undefined,
  ) {
    this.port = port;
    this.#folder = folder;
    this.#watchdog = watchdog;
    this.#args = args;
    this.#password = password;
  }

  static async start({
    config: given = [],
    tls,
    sentinel,
    password,
  }: RedisServerOptions = {}): Promise<RedisServer> {
    const folder = await makeFolder('redis');
    const watchdog = new Watchdog(folder);
    try {
      const port = await freePort();
      const listens =
        tls === undefined
          ? [`port ${port}`]
          : [
              ...['port 0', `tls-port ${port}`, `tls-ca-cert-file ${tls.ca}`],
              ...[`tls-cert-file ${tls.cert}`, `tls-key-file ${tls.key}`],
              `tls-auth-clients ${tls.requireClientCert ? 'yes' : 'no'}`,
            ];
      const login = password === undefined ? [] : [`requirepass ${password}`];
      const master = login.length === 0 ? [] : [`masterauth ${password}`];
      const config = [...master, ...given];
      const lines = [
        ...['bind 127.0.0.1', `dir ${folder}`, 'daemonize no', 'appendonly yes', 'appendfsync always'],
        ...['save ""', ...listens, ...login, ...config, ''],
      ];
      const watching = ['bind 127.0.0.1', `dir ${folder}`, ...listens, ...login, ...(sentinel ?? []), ''];
      await writeFile(join(folder, 'redis.conf'), (sentinel === undefined ? lines : watching).join('\n'));
      const server = new RedisServer(
        port,
        folder,
        watchdog,
        sentinel === undefined ? [] : ['--sentinel'],
        password,
      );
      await server.restart();
      return server;
    } catch (error) {
      await watchdog[Symbol.asyncDispose]();
      throw error;
    }
  }

  url({ user = '', password = '', port = this.port, scheme = 'redis', host = '127.0.0.1' } = {}): string {
    const login = user === '' && password === '' ? '' : `${user}:${encodeURIComponent(password)}@`;
    return `${scheme}://${login}${host}:${port}/`;
  }

  /** Starts it again with its old data. */
  async restart(): Promise<void> {
    await this.stop();
    const log = join(this.#folder, 'output.log');
    const output = openSync(log, 'a');
    const child = spawn(
      process.env.REDIS_SERVER ?? 'redis-server',
      [join(this.#folder, 'redis.conf'), ...this.#args],
      { cwd: this.#folder, detached: true, stdio: ['ignore', output, output] },
    );
    closeSync(output);
    let failure: Error | undefined;
    child.on('error', (error) => {
      failure = error;
    });
    this.#process = child;
    if (child.pid !== undefined) await this.#watchdog.watch('server', child.pid);
    await until(
      'Redis is ready',
      async () => {
        if (failure !== undefined || child.exitCode !== null)
          throw new Hopeless(`Redis did not start: ${failure?.message ?? (await readFile(log, 'utf8'))}`);
        return (
          (await readFile(log, 'utf8')).split(/Ready to accept connections|Sentinel ID is/).length >
          this.#starts
        );
      },
      { everyMs: 20 },
    );
    this.#starts += 1;
  }

  #starts = 1;

  /** Sends one command as its administrator would. */
  async command(...args: string[]): Promise<unknown> {
    const client = createClient({
      RESP: 2,
      socket: { host: '127.0.0.1', port: this.port },
      ...(this.#password === undefined ? {} : { password: this.#password }),
    });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await client.sendCommand(args);
    } finally {
      client.destroy();
    }
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** As by a power cut. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  freeze(): void {
    this.#signal('SIGSTOP');
  }

  thaw(): void {
    this.#signal('SIGCONT');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await this.#watchdog[Symbol.asyncDispose]();
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#process;
    if (child === undefined) return;
    this.#process = undefined;
    const exited = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
    if (child.pid !== undefined) process.kill(-child.pid, signal);
    await exited;
    await this.#watchdog.forget('server');
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#process?.pid !== undefined) process.kill(-this.#process.pid, signal);
  }
}
