import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { BrokerAccess, type BrokerAddress } from './broker-access';
import { freePort } from './free-port';
import { findRabbitmq, type RabbitmqPrograms } from './rabbitmq-programs';
import { makeFolder } from './temporary-folder';
import { Hopeless, until } from './until';
import { Watchdog } from './watchdog';

export interface BrokerOptions {
  /** Further lines for rabbitmq.conf. */
  config?: string[];
  /** With the management plugin, on the port 10,000 above. */
  management?: boolean;
  /** Listens with TLS too, on another port. Paths of PEM files. */
  tls?: { ca: string; cert: string; key: string; requireClientCert?: boolean };
}

/**
 * A private RabbitMQ: its own ports, data folder, cookie and epmd, on the loopback only. It takes 4 to 9 seconds to start.
 * Nothing of it is left after disposal, or after the death of this process.
 */
export class Broker extends BrokerAccess implements AsyncDisposable {
  readonly #programs: RabbitmqPrograms;
  readonly #folder: string;
  readonly #watchdog: Watchdog;
  #server: ChildProcess | undefined;

  private constructor(
    programs: RabbitmqPrograms,
    folder: string,
    watchdog: Watchdog,
    address: BrokerAddress,
  ) {
    super(address);
    this.#programs = programs;
    this.#folder = folder;
    this.#watchdog = watchdog;
  }

  static async start({ config = [], tls, management = false }: BrokerOptions = {}): Promise<Broker> {
    const programs = findRabbitmq();
    const folder = await makeFolder('broker');
    const watchdog = new Watchdog(folder);
    try {
      const port = await freePort();
      const tlsPort = tls === undefined ? undefined : await freePort();
      const epmdPort = await freePort();
      const env = environment({ folder, port, epmdPort, distPort: await freePort() });
      await mkdir(join(folder, 'home'));
      await writeFile(join(folder, 'plugins'), management ? '[rabbitmq_management].\n' : '[].\n');
      await writeFile(
        join(folder, 'rabbitmq.conf'),
        [
          ...baseConfig,
          ...tlsConfig(tlsPort, tls),
          ...managementConfig(management, port),
          ...config,
          '',
        ].join('\n'),
      );

      // In the foreground, since one that the node starts for itself becomes a daemon that outlives it.
      const epmd = spawn(programs.epmd, ['-address', '127.0.0.1', '-port', String(epmdPort)], {
        env,
        detached: true,
        stdio: 'ignore',
      });
      if (epmd.pid !== undefined) await watchdog.watch('epmd', epmd.pid);
      const broker = new Broker(programs, folder, watchdog, {
        port,
        ctlProgram: programs.ctl,
        env,
        ...(tlsPort === undefined ? {} : { tlsPort }),
      });
      await broker.restart();
      return broker;
    } catch (error) {
      await watchdog[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Starts it again with its old data; if it still runs, after a clean stop. */
  async restart(): Promise<void> {
    await this.stop();
    const log = join(this.#folder, 'output.log');
    const output = openSync(log, 'a');
    const server = spawn(this.#programs.server, [], {
      cwd: this.#folder,
      env: { ...this.address.env },
      detached: true,
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    this.#server = server;
    if (server.pid !== undefined) await this.#watchdog.watch('server', server.pid);
    await until(
      'RabbitMQ accepts AMQP',
      async () => {
        if (hasExited(server)) throw new Hopeless(`RabbitMQ did not start:\n${await readFile(log, 'utf8')}`);
        return speaksAmqp(this.port);
      },
      { timeoutMs: 60_000, everyMs: 50 },
    );
  }

  async ensureRunning(): Promise<void> {
    if (this.#server === undefined || hasExited(this.#server)) await this.restart();
  }

  /** A clean stop: the broker closes its connections with 320. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** As by a power cut. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** The process stands still; its connections stay open and answer nothing. */
  async freeze(): Promise<void> {
    this.#signal('SIGSTOP');
    // Its threads stop one after the other, on a busy machine not at once.
    await until('it stands still', () => this.#server?.pid === undefined || standsStill(this.#server.pid));
  }

  thaw(): void {
    this.#signal('SIGCONT');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await this.#watchdog[Symbol.asyncDispose]();
  }

  async #end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const server = this.#server;
    if (server === undefined) return;
    this.#server = undefined;
    const exited = hasExited(server) ? undefined : once(server, 'exit');
    sendSignal(server, signal);
    await exited;
    await this.#watchdog.forget('server');
  }

  #signal(signal: NodeJS.Signals): void {
    if (this.#server !== undefined) sendSignal(this.#server, signal);
  }
}

const baseConfig = [
  'loopback_users = none',
  'log.file.level = warning',
  // A nearly full disk on a developer's machine must not block every test.
  'disk_free_limit.absolute = 1MB',
];

function managementConfig(management: boolean, port: number): string[] {
  if (!management) return [];
  return [`management.tcp.port = ${port + 10_000}`, 'management.tcp.ip = 127.0.0.1'];
}

function tlsConfig(port: number | undefined, tls: BrokerOptions['tls']): string[] {
  if (tls === undefined) return [];
  return [
    `listeners.ssl.1 = 127.0.0.1:${port}`,
    `ssl_options.cacertfile = ${tls.ca}`,
    `ssl_options.certfile = ${tls.cert}`,
    `ssl_options.keyfile = ${tls.key}`,
    `ssl_options.verify = ${tls.requireClientCert ? 'verify_peer' : 'verify_none'}`,
    `ssl_options.fail_if_no_peer_cert = ${tls.requireClientCert === true}`,
  ];
}

interface Places {
  folder: string;
  port: number;
  epmdPort: number;
  distPort: number;
}

/** Built from nothing, so that no setting of the machine's own broker gets in. */
function environment({ folder, port, epmdPort, distPort }: Places): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    LANG: 'C.UTF-8',
    // No dump, wherever a program of Erlang's happens to stand when it dies.
    ERL_CRASH_DUMP_SECONDS: '0',
    // Erlang's cookie is made here.
    HOME: join(folder, 'home'),
    ERL_EPMD_PORT: String(epmdPort),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_NODENAME: `busdeck-${port}@localhost`,
    RABBITMQ_NODE_IP_ADDRESS: '127.0.0.1',
    RABBITMQ_NODE_PORT: String(port),
    RABBITMQ_DIST_PORT: String(distPort),
    RABBITMQ_CTL_DIST_PORT_MIN: '12000',
    RABBITMQ_CTL_DIST_PORT_MAX: '32000',
    // Else rabbitmqctl starts an epmd of its own, which stays, when it finds none.
    RABBITMQ_CTL_ERL_ARGS: '-start_epmd false',
    RABBITMQ_CONF_ENV_FILE: join(folder, 'none'),
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'plugins'),
    RABBITMQ_MNESIA_BASE: join(folder, 'data'),
    RABBITMQ_LOG_BASE: join(folder, 'log'),
    // With input "allowed" the start script becomes the Erlang machine instead of its parent, so that signals and the
    // exit we see are the broker's own; -noinput then forbids the input again.
    RABBITMQ_ALLOW_INPUT: '1',
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS:
      '-noinput -start_epmd false -kernel inet_dist_use_interface {127,0,0,1}',
  };
}

function hasExited(child: ChildProcess): boolean {
  return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
}

/** To the whole process group: Erlang has helper processes. */
function sendSignal(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined || hasExited(child)) return;
  // A stopped process takes no other signal than SIGKILL before it goes on.
  if (signal === 'SIGTERM') process.kill(child.pid, 'SIGCONT');
  process.kill(signal === 'SIGKILL' ? -child.pid : child.pid, signal);
}

/** RabbitMQ opens its port last of all, and answers the protocol header with connection.start. */
async function speaksAmqp(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    socket.write('AMQP\0\0\x09\x01');
    const [data] = await once(socket, 'data');
    return data[0] === 1;
  } finally {
    socket.destroy();
  }
}

/** Whether each thread of the process is stopped. Only Linux tells; elsewhere a stop is taken for one. */
async function standsStill(pid: number): Promise<boolean> {
  if (process.platform !== 'linux') return true;
  const threads = await readdir(`/proc/${pid}/task`);
  const states = await Promise.all(
    threads.map(async (thread) => {
      const stat = await readFile(`/proc/${pid}/task/${thread}/stat`, 'utf8');
      // pid (name) state …: the name may have spaces and parentheses.
      return stat.slice(stat.lastIndexOf(')') + 2)[0];
    }),
  );
  return states.every((state) => state === 'T');
}
