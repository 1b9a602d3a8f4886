import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { randomTopic } from './random-topic';

const run = promisify(execFile);

/** How to reach a broker of ours: plain data, so that one process may start it and others use it. */
export interface BrokerAddress {
  readonly port: number;
  readonly tlsPort?: number;
  readonly ctlProgram: string;
  /** The environment that makes rabbitmqctl talk to this broker and no other. */
  readonly env: Readonly<Record<string, string>>;
}

export interface UrlParts {
  user?: string;
  password?: string;
  vhost?: string;
  /** Another port: a proxy's before the broker. */
  port?: number;
  scheme?: 'amqp' | 'amqps';
  host?: string;
}

/** Regular expressions, as RabbitMQ's permissions are. */
export interface Permissions {
  configure: string;
  write: string;
  read: string;
}

export const everything: Permissions = { configure: '.*', write: '.*', read: '.*' };

/** A broker that runs: its URL, its rabbitmqctl. */
export class BrokerAccess {
  readonly address: BrokerAddress;
  /** What is said without naming a virtual host is about this one. */
  readonly vhost: string;

  constructor(address: BrokerAddress, vhost = '/') {
    this.address = address;
    this.vhost = vhost;
  }

  /** The same broker by a virtual host of its own. */
  async inNewVhost(): Promise<BrokerAccess> {
    return new BrokerAccess(this.address, await this.addVhost());
  }

  get port(): number {
    return this.address.port;
  }

  url({
    user = 'guest',
    password = 'guest',
    vhost = this.vhost,
    port,
    scheme = 'amqp',
    host = '127.0.0.1',
  }: UrlParts = {}): string {
    const at = port ?? (scheme === 'amqps' ? this.address.tlsPort : this.address.port);
    const path = vhost === '/' ? '/' : `/${encodeURIComponent(vhost)}`;
    return `${scheme}://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${host}:${at}${path}`;
  }

  /** Runs rabbitmqctl and returns what it printed. */
  async ctl(...args: string[]): Promise<string> {
    const { ctlProgram, env } = this.address;
    const { stdout } = await run(ctlProgram, ['--silent', ...args], { env, maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  }

  /** The rows of one of rabbitmqctl's list commands that are about a virtual host. */
  async list(...args: string[]): Promise<Record<string, unknown>[]> {
    return JSON.parse(await this.ctl('--formatter', 'json', '--vhost', this.vhost, ...args));
  }

  /** Its memory alarm, which blocks whoever publishes. */
  async lowMemory(low: boolean): Promise<void> {
    await this.ctl('set_vm_memory_high_watermark', low ? '0.00001' : '0.4');
  }

  /** Makes a virtual host in which guest may do everything; returns its name. */
  async addVhost(name = randomTopic('vhost')): Promise<string> {
    // In one call: each starts an Erlang machine.
    await this.ctl(
      'eval',
      `rabbit_vhost:add(<<"${name}">>, <<"test">>),
       rabbit_auth_backend_internal:set_permissions(<<"guest">>, <<"${name}">>, <<".*">>, <<".*">>, <<".*">>, <<"test">>).`,
    );
    return name;
  }

  async addUser(
    name: string,
    password: string,
    permissions?: Permissions & { vhost?: string },
  ): Promise<void> {
    await this.ctl('add_user', name, password);
    if (permissions !== undefined) await this.permit(name, permissions.vhost ?? this.vhost, permissions);
  }

  async permit(user: string, vhost: string, { configure, write, read }: Permissions): Promise<void> {
    await this.ctl('set_permissions', '--vhost', vhost, user, configure, write, read);
  }
}
