import type { Links } from '../broker/supervisor';
import type { Address } from './address';
import { confirms, fallenPromises } from './extensions';
import { Link, type LinkOptions } from './link';

/** For the declarations, the copies, the dead letters and a few subscribers; RabbitMQ allows 2047 by itself. */
const fewestChannels = 8;

/**
 * The two connections to a broker. A broker with an alarm stops reading from a connection that published, acks and all:
 * consumers need one of their own.
 */
export class LinkPair implements Links {
  readonly publishing: Link;
  readonly consuming: Link;

  private constructor(publishing: Link, consuming: Link) {
    this.publishing = publishing;
    this.consuming = consuming;
  }

  static async open(
    address: Address,
    options: Omit<LinkOptions, 'name'>,
    cancelled: AbortSignal,
  ): Promise<LinkPair> {
    const opened: Link[] = [];
    const open = async (name: string) => {
      const link = await Link.open(address, { ...options, name }, cancelled);
      opened.push(link);
      if (link.channelMax < fewestChannels) {
        throw new Error(`The broker allows only ${link.channelMax} channels on a connection.`);
      }
      if (!confirms(link.capabilities)) throw new Error('The broker has no publisher_confirms.');
      return link;
    };
    try {
      // One after the other: what fails for one fails for both, and is asked for only once.
      const consuming = await open('Busdeck, consuming');
      const publishing = await open('Busdeck, publishing');
      return new LinkPair(publishing, consuming);
    } catch (error) {
      const lost = opened.find(({ ended }) => ended);
      for (const link of opened) link.destroy();
      throw lost?.error ?? error;
    }
  }

  get server(): string {
    return this.consuming.server;
  }

  get fallenPromises(): readonly string[] {
    return fallenPromises(this.consuming.capabilities);
  }

  get ended(): boolean {
    return this.#ended !== undefined;
  }

  get error(): unknown {
    return this.#ended?.error;
  }

  get blockedBy(): string | undefined {
    return this.publishing.blockedBy;
  }

  onEnd(listener: (error: unknown) => void): void {
    if (this.#ended !== undefined) listener(this.error);
    else for (const link of this.#both) link.onEnd(listener);
  }

  onBlocked(listener: () => void): void {
    this.publishing.onBlocked(listener);
  }

  async close(): Promise<void> {
    await Promise.all(this.#both.map((link) => link.close()));
  }

  /** Both: the other of the two may be half dead. */
  destroy(): void {
    for (const link of this.#both) link.destroy();
  }

  get #both(): readonly Link[] {
    return [this.consuming, this.publishing];
  }

  get #ended(): Link | undefined {
    return this.#both.find(({ ended }) => ended);
  }
}
