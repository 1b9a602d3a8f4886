import type { Capabilities } from '../../../shared/bus/capabilities';
import type { Links } from '../broker/supervisor';
import type { Address } from './address';
import { Link, type LinkOptions } from './link';

/** The link that all but the readers use, and what its server says of itself. */
export class Server implements Links {
  readonly link: Link;
  readonly server: string;
  readonly fallenPromises: readonly string[];
  readonly capabilities: Partial<Capabilities>;
  readonly blockedBy = undefined;

  private constructor(link: Link, server: string, persistence: Persistence) {
    this.link = link;
    this.server = server;
    this.fallenPromises = fallenPromises[persistence];
    this.capabilities = { losesOnBrokerRestart: persistence !== 'each write' };
  }

  static async open(
    address: Address,
    options: Omit<LinkOptions, 'name' | 'blocks'>,
    cancelled: AbortSignal,
  ): Promise<Server> {
    const link = await Link.open(address, { ...options, name: 'Busdeck', blocks: false }, cancelled);
    try {
      const info = String(await link.command(['INFO']));
      refuseUnfit(info);
      return new Server(link, nameOf(info), await persistenceOf(link, info));
    } catch (error) {
      link.destroy();
      throw error;
    }
  }

  get ended(): boolean {
    return this.link.ended;
  }

  get error(): unknown {
    return this.link.error;
  }

  onEnd(listener: (error: unknown) => void): void {
    if (this.link.ended) listener(this.link.error);
    else this.link.onEnd(listener);
  }

  /** A server without memory refuses each command by itself. */
  onBlocked(): void {}

  /** All that was asked of it has been answered. */
  async close(): Promise<void> {
    this.link.destroy();
  }

  destroy(): void {
    this.link.destroy();
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

function refuseUnfit(info: string): void {
  if (field(info, 'role') === 'slave') throw new Error('It is a read-only replica.');
  if (field(info, 'cluster_enabled') === '1') throw new Error('The server is in cluster mode.');
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
