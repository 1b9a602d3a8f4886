import { describeThrown } from '../../../shared/bus/errors';
import { pause } from '../pause';
import type { Address } from './address';
import type { Link } from './link';
import { slotOf } from './slot';

/** A slot that moves is asked for anew, so often at most and after such a pause, ms. */
const mostTries = 50;
const tryAgainMs = 100;

export type OpenLink = (address: Address) => Promise<Link>;

interface Range {
  readonly first: number;
  readonly last: number;
  readonly place: string;
}

/** The masters of a Redis Cluster, each by one link, and which of them has which slot. */
export class Cluster {
  readonly #seed: Address;
  readonly #openLink: OpenLink;
  readonly #onEnd: (error: unknown) => void;
  readonly #links = new Map<string, Link>();
  #ranges: readonly Range[] = [];
  #learning: Promise<void> | undefined;
  #isDestroyed = false;

  private constructor(seed: Address, openLink: OpenLink, onEnd: (error: unknown) => void) {
    this.#seed = seed;
    this.#openLink = openLink;
    this.#onEnd = onEnd;
  }

  /** With the first link that ends, `onEnd` is told why. */
  static async open(first: Link, openLink: OpenLink, onEnd: (error: unknown) => void): Promise<Cluster> {
    const cluster = new Cluster(first.address, openLink, onEnd);
    try {
      await cluster.#learnFrom(first);
    } catch (error) {
      cluster.destroy();
      throw error;
    }
    return cluster;
  }

  get links(): readonly Link[] {
    return [...this.#links.values()];
  }

  /** Of the node that has the key. Throws when none has, or when it is not reached. */
  linkOf(key: string): Link {
    const slot = slotOf(key);
    const range = this.#ranges.find(({ first, last }) => first <= slot && slot <= last);
    const link = range && this.#links.get(range.place);
    if (link === undefined) throw new Error('CLUSTERDOWN No node serves the slot.');
    return link;
  }

  /** Uses the link of the node that has the key, and of the one it has moved to meanwhile. */
  async at<Value>(key: string, use: (link: Link, isAsking: boolean) => Promise<Value>): Promise<Value> {
    let link = this.linkOf(key);
    let isAsking = false;
    for (let left = mostTries; ; left -= 1) {
      try {
        return await use(link, isAsking);
      } catch (error) {
        const words = describeThrown(error);
        const [, redirect, place] = /^(MOVED|ASK) \d+ (\S*)/.exec(words) ?? [];
        if (left === 0 || (redirect === undefined && !words.startsWith('TRYAGAIN'))) throw error;
        if (redirect === 'MOVED') {
          await this.#learn();
          link = this.linkOf(key);
          isAsking = false;
        } else if (redirect === 'ASK') {
          link = await this.#linkTo(this.#addressFrom(place ?? ''));
          isAsking = true;
        }
        // Two nodes may send to each other until both know where it is.
        if (left < mostTries) await pause(tryAgainMs);
      }
    }
  }

  destroy(): void {
    this.#isDestroyed = true;
    for (const [place, link] of [...this.#links]) {
      this.#links.delete(place);
      link.destroy();
    }
  }

  #learn(): Promise<void> {
    const [any] = this.links;
    if (any === undefined) return Promise.reject(new Error('The link was cut.'));
    this.#learning ??= this.#learnFrom(any).finally(() => {
      this.#learning = undefined;
    });
    return this.#learning;
  }

  async #learnFrom(link: Link): Promise<void> {
    const reply = (await link.command(['CLUSTER', 'SLOTS'])) as [number, number, [Buffer | null, number]][];
    const addresses = new Map<string, Address>();
    const ranges = reply.map(([first, last, [host, port]]): Range => {
      const address = this.#addressFrom(`${host ?? ''}:${port}`);
      const place = placeOf(address);
      addresses.set(place, address);
      return { first, last, place };
    });
    await Promise.all([...addresses.values()].map((address) => this.#linkTo(address)));
    this.#ranges = ranges;
    for (const [place, old] of [...this.#links]) {
      if (addresses.has(place)) continue;
      this.#links.delete(place);
      old.destroy();
    }
  }

  async #linkTo(address: Address): Promise<Link> {
    const place = placeOf(address);
    const known = this.#links.get(place);
    if (known !== undefined) return known;
    const link = await this.#openLink(address);
    const other = this.#links.get(place);
    if (other !== undefined || this.#isDestroyed) {
      link.destroy();
      if (other !== undefined) return other;
      throw new Error('The link was cut.');
    }
    this.#links.set(place, link);
    link.onEnd((error) => {
      if (this.#links.get(place) === link) this.#onEnd(error);
    });
    return link;
  }

  /** A node that does not know its own name means the one that was asked. */
  #addressFrom(place: string): Address {
    const colon = place.lastIndexOf(':');
    const host = place.slice(0, colon).replace(/^\[|\]$/g, '');
    const isKnown = host !== '' && host !== '?';
    return { ...this.#seed, host: isKnown ? host : this.#seed.host, port: Number(place.slice(colon + 1)) };
  }
}

const placeOf = ({ host, port }: Address): string => `${host}:${port}`;
