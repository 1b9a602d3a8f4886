import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort } from './free-port';
import { makeFolder } from './temporary-folder';
import { Hopeless, until } from './until';
import { Watchdog } from './watchdog';

export interface MosquittoOptions {
  /** Further lines of its configuration, for all listeners. */
  config?: readonly string[];
  /** Further lines for its one listener. */
  listener?: readonly string[];
}

/** A broker of MQTT of a test's own, on a private port with a private folder. */
export class Mosquitto implements AsyncDisposable {
  readonly port: number;
  readonly folder: string;
  readonly #watchdog: Watchdog;
  #process: ChildProcess | undefined;

  private constructor(port: number, folder: string, watchdog: Watchdog) {
    this.port = port;
    this.folder = folder;
    this.#watchdog = watchdog;
  }

  static async start({ config = [], listener = [] }: MosquittoOptions = {}): Promise<Mosquitto> {
    const folder = await makeFolder('mosquitto');
    const watchdog = new Watchdog(folder);
    try {
      const port = await freePort();
      // From 2.1 on it takes two megabytes by itself.
      const takesAll = config.some((line) => line.startsWith('max_packet_size'))
        ? []
        : ['max_packet_size 268435455'];
      const lines = [
        ...[
          'user root',
          'per_listener_settings false',
          'persistence true',
          `persistence_location ${folder}/`,
        ],
        // It drops what is queued beyond that.
        ...['max_queued_messages 0', 'allow_anonymous true'],
        ...[...takesAll, ...config, `listener ${port} 127.0.0.1`, ...listener, ''],
      ];
      await writeFile(join(folder, 'mosquitto.conf'), lines.join('\n'));
      const server = new Mosquitto(port, folder, watchdog);
      await server.restart();
      return server;
    } catch (error) {
      await watchdog[Symbol.asyncDispose]();
      throw error;
    }
  }

  url({ user = '', password = '', port = this.port, scheme = 'mqtt', host = '127.0.0.1' } = {}): string {
    const login = user === '' && password === '' ? '' : `${user}:${encodeURIComponent(password)}@`;
    return `${scheme}://${login}${host}:${port}/`;
  }

  /** Starts it again with its old data. */
  async restart(): Promise<void> {
    await this.stop();
    const log = join(this.folder, 'output.log');
    const output = openSync(log, 'a');
    const child = spawn(
      process.env.MOSQUITTO ?? '/usr/sbin/mosquitto',
      ['-c', join(this.folder, 'mosquitto.conf')],
      { cwd: this.folder, detached: true, stdio: ['ignore', output, output] },
    );
    closeSync(output);
    let failure: Error | undefined;
    child.on('error', (error) => {
      failure = error;
    });
    this.#process = child;
    if (child.pid !== undefined) await this.#watchdog.watch('server', child.pid);
    await until(
      'mosquitto is ready',
      async () => {
        if (failure !== undefined || child.exitCode !== null)
          throw new Hopeless(`mosquitto did not start: ${failure?.message ?? (await readFile(log, 'utf8'))}`);
        return takesConnections(this.port);
      },
      { everyMs: 20 },
    );
  }

  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** As by a power cut. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
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
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const answer = (takes: boolean) => {
      socket.destroy();
      resolve(takes);
    };
    socket.on('connect', () => answer(true));
    socket.on('error', () => answer(false));
  });
}
