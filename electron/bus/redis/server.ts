import type { Capabilities } from '../../../shared/bus/capabilities';
import { describeThrown } from '../../../shared/bus/errors';
import { hostInUrl } from '../broker/address';
import type { Links } from '../broker/supervisor';
import { type Address, isSentinel } from './address';
import { Cluster } from './cluster';
import { type Argument, Link, type LinkOptions } from './link';
import type { Script } from './scripts';
import { masterOf } from './sentinel';

/** The links that all but the readers use, to one server or to each master of a cluster, and what the server says of itself. */
export class Server implements Links {
  readonly #link: Link;
  readonly #cluster: Cluster | undefined;
  readonly server: string;
  readonly fallenPromises: readonly string[];
  readonly capabilities: Partial<Capabilities>;
  readonly blockedBy = undefined;

  private constructor(link: Link, cluster: Cluster | undefined, server: string, persistence: Persistence) {
    this.#link = link;
    this.#cluster = cluster;
    this.server = server;
    this.fallenPromises = fallenPromises[persistence];
    this.capabilities = { losesOnBrokerRestart: persistence !== 'each write' };
  }

  static async open(
    address: Address,
    options: Omit<LinkOptions, 'name' | 'blocks'>,
    cancelled: AbortSignal,
  ): Promise<Server> {
    const openLink = (to: Address) =>
      Link.open(to, { ...options, name: 'Busdeck', blocks: false }, cancelled);
    const link = await openLink(await masterOf(address, options, cancelled));
    try {
      const info = String(await link.command(['INFO']));
      refuseOld(info);
      const persistence = await persistenceOf(link, info);
      if (field(info, 'cluster_enabled') === '1') {
        // Its links to come are wanted as long as it is: not only until it is open.
        const cluster = await Cluster.open(
          link,
          (to) => Link.open(to, { ...options, name: 'Busdeck', blocks: false }),
          (error) => link.destroy(describeThrown(error)),
        );
        const name = `${nameOf(info)}, a cluster with ${cluster.links.length} masters`;
        return new Server(link, cluster, name, persistence);
      }
      if (field(info, 'role') === 'slave') throw new Error('It is a read-only replica.');
      const { host, port } = link.address;
      const name = isSentinel(address) ? `${nameOf(info)} at ${hostInUrl(host)}:${port}` : nameOf(info);
      return new Server(link, undefined, name, persistence);
    } catch (error) {
      link.destroy();
      throw error;
    }
  }

  /** Of the server that has the key. */
  addressOf(key: string): Address {
    return (this.#cluster?.linkOf(key) ?? this.#link).address;
  }

  /** By the server that has the first key. */
  run(script: Script, keys: readonly string[], args: readonly Argument[]): Promise<unknown> {
    const [key = ''] = keys;
    return this.#at(key, (link, isAsking) => link.run(script, keys, args, isAsking));
  }

  command(key: string, args: readonly Argument[]): Promise<unknown> {
    return this.#at(key, (link, isAsking) => link.command(args, isAsking));
  }

  /** One after the other, for what no key says where it is. */
  async eachNode(
    use: (command: (args: readonly Argument[]) => Promise<unknown>) => Promise<void>,
  ): Promise<void> {
    for (const link of this.#cluster?.links ?? [this.#link]) await use((args) => link.command(args));
  }

  async #at(key: string, use: (link: Link, isAsking: boolean) => Promise<unknown>): Promise<unknown> {
    try {
      return await (this.#cluster === undefined ? use(this.#link, false) : this.#cluster.at(key, use));
    } catch (error) {
      // The set has another master now: a new connection finds it.
      if (/^READONLY/.test(describeThrown(error))) this.#link.destroy('It is a read-only replica.');
      throw error;
    }
  }

  get ended(): boolean {
    return this.#link.ended;
  }

  get error(): unknown {
    return this.#link.error;
  }

  onEnd(listener: (error: unknown) => void): void {
    if (this.#link.ended) listener(this.#link.error);
    else this.#link.onEnd(listener);
  }

  /** A server without memory refuses each command by itself. */
  onBlocked(): void {}

  /** All that was asked of it has been answered. */
  async close(): Promise<void> {
    this.destroy();
  }

  destroy(): void {
    this.#link.destroy();
    this.#cluster?.destroy();
  }
}

type Persistence = 'each write' | 'now and then' | 'never';

const fallenPromises: Readonly<Record<Persistence, readonly string[]>> = {
  'each write': [],
  'now and then': [
    'This server writes to its disk only now and then (no append-only file): what came since is lost when it stops without warning.',
  ],
  never: ['This server keeps nothing on its disk: all messages are lost when it stops.'],
};

function refuseOld(info: string): void {
  const [major = 0, minor = 0] = (field(info, 'redis_version') ?? '').split('.').map(Number);
  if (major < 6 || (major === 6 && minor < 2))
    throw new Error('The server does not know streams well enough.');
}

function nameOf(info: string): string {
  const valkey = field(info, 'valkey_version');
  return valkey === undefined ? `Redis ${field(info, 'redis_version')}` : `Valkey ${valkey}`;
}

async function persistenceOf(link: Link, info: string): Promise<Persistence> {
  if (field(info, 'aof_enabled') === '1') return 'each write';
  try {
    const reply = await link.command(['CONFIG', 'GET', 'save']);
    return Array.isArray(reply) && String(reply[1]) === '' ? 'never' : 'now and then';
  } catch {
    // Not everybody may ask.
    return 'now and then';
  }
}

function field(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
}
