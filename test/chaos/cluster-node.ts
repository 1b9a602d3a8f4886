import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { Broker } from '../support/broker';
import { BrokerAccess } from '../support/broker-access';
import { freePort } from '../support/free-port';
import { findRabbitmq } from '../support/rabbitmq-programs';
import { makeFolder } from '../support/temporary-folder';
import { until } from '../support/until';
import { Watchdog } from '../support/watchdog';

/** A further node beside a private broker: its epmd and cookie, its own ports and data. Nothing of it is left behind. */
export class ClusterNode extends BrokerAccess implements AsyncDisposable {
  readonly #folder: string;
  readonly #watchdog: Watchdog;
  #server: ChildProcess | undefined;

  private constructor(folder: string, port: number, env: Record<string, string>, ctlProgram: string) {
    super({ port, env, ctlProgram });
    this.#folder = folder;
    this.#watchdog = new Watchdog(folder);
  }

  /** Starts it and joins it to the broker's cluster. */
  static async join(first: Broker): Promise<ClusterNode> {
    const folder = await makeFolder('node');
    const port = await freePort();
    const env = {
      ...first.address.env,
      RABBITMQ_NODENAME: `busdeck-${port}@localhost`,
      RABBITMQ_NODE_PORT: String(port),
      RABBITMQ_DIST_PORT: String(await freePort()),
      RABBITMQ_MNESIA_BASE: join(folder, 'data'),
      RABBITMQ_LOG_BASE: join(folder, 'log'),
    };
    const node = new ClusterNode(folder, port, env, first.address.ctlProgram);
    try {
      await node.restart();
      await node.ctl('stop_app');
      await node.ctl('join_cluster', first.address.env.RABBITMQ_NODENAME ?? '');
      await node.ctl('start_app');
      return node;
    } catch (error) {
      await node[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** With the data that it has. */
  async restart(): Promise<void> {
    const output = openSync(join(this.#folder, 'output.log'), 'a');
    const server = spawn(findRabbitmq().server, [], {
      env: { ...this.address.env },
      detached: true,
      stdio: ['ignore', output, output],
    });
    closeSync(output);
    this.#server = server;
    if (server.pid !== undefined) await this.#watchdog.watch('server', server.pid);
    await until('the node runs', async () => (await this.ctl('await_startup', '--timeout', '60')) === '', {
      timeoutMs: 90_000,
      everyMs: 100,
    });
  }

  async kill(): Promise<void> {
    const server = this.#server;
    if (server?.pid === undefined) return;
    this.#server = undefined;
    const exited = once(server, 'exit');
    // The whole process group: Erlang has helper processes.
    process.kill(-server.pid, 'SIGKILL');
    await exited;
    await this.#watchdog.forget('server');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill();
    await this.#watchdog[Symbol.asyncDispose]();
  }
}
