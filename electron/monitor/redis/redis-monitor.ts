import type { RedisOptions } from '../../../shared/brokers/redis';
import { BusError, toErrorInfo } from '../../../shared/bus/errors';
import type { BrokerDetail, BrokerRow, Peeked } from '../../../shared/window/broker-view';
import { readTls } from '../../bus/broker/tls';
import { previewOf } from '../../bus/preview';
import { describeAddress, parseAddresses } from '../../bus/redis/address';
import { fromEntry, readEntries } from '../../bus/redis/entry';
import { readFailure } from '../../bus/redis/failure';
import { keysOf } from '../../bus/redis/keys';
import { look } from '../../bus/redis/scripts';
import { Server } from '../../bus/redis/server';
import { KnownTopics } from '../known-topics';
import type { BrokerPicture, Monitor, Watched } from '../monitor';

/** Keys that are looked through by one command. */
const scanCount = '1000';
/** Topics asked about at a time. */
const atOnce = 100;
const topicKey = /^eventbus:\{(.*)\}:(?:work|all|dead|due)$/s;

/** By a link of its own: the topics are the keys that begin with `eventbus:`. */
export class RedisMonitor implements Monitor {
  readonly #options: RedisOptions;
  readonly #watched: Watched;
  readonly #known: KnownTopics;
  readonly #closing = new AbortController();
  #server: Server | undefined;

  constructor(options: RedisOptions, watched: Watched) {
    this.#options = options;
    this.#watched = watched;
    this.#known = new KnownTopics(watched);
  }

  async look(): Promise<BrokerPicture> {
    const begun = performance.now();
    try {
      const server = await this.#open();
      const topics = await topicsOn(server);
      const rows: BrokerRow[] = [];
      for (let from = 0; from < topics.length; from += atOnce) {
        const some = topics.slice(from, from + atOnce);
        const found = await Promise.all(some.map((topic) => this.#rowsOf(server, topic)));
        rows.push(...found.flat());
      }
      return { at: Date.now(), tookMs: performance.now() - begun, source: 'broker', rows };
    } catch (thrown) {
      this.#server?.destroy();
      this.#server = undefined;
      const place = describeAddress(parseAddresses(this.#options.url)[0]);
      const problem = toErrorInfo(readFailure(thrown, place).error);
      return { ...(await this.#known.look()), source: 'known', problem };
    }
  }

  detail(id: string): Promise<BrokerDetail> {
    return this.#known.detail(id);
  }

  clients(): Promise<never> {
    return this.#known.clients();
  }

  channels(): Promise<never> {
    return this.#known.channels();
  }

  closeClient(): Promise<void> {
    return this.#known.closeClient();
  }

  purge(): Promise<void> {
    return this.#known.purge();
  }

  remove(): Promise<void> {
    return this.#known.remove();
  }

  close(): void {
    this.#closing.abort();
    this.#server?.destroy();
  }

  async #rowsOf(server: Server, topic: string): Promise<BrokerRow[]> {
    const { beats, work, dead, due } = keysOf(topic);
    const leaseMs = String(this.#options.leaseSeconds * 1000);
    const [answer, letters, waiting, inHand] = await Promise.all([
      server.run(look, [beats, work], [leaseMs]),
      server.command(dead, ['XLEN', dead]),
      server.command(due, ['ZCARD', due]),
      server.command(work, ['XLEN', work]),
    ]);
    const [consumers, ready] = answer as [number, number, number];
    const rows: BrokerRow[] = [
      {
        ...{ id: work, kind: 'topic', name: topic, topic, ready, consumers },
        unanswered: Math.max(0, Number(inHand) - ready),
        ownConsumers: this.#watched.ownConsumers(topic),
        peekable: true,
      },
    ];
    const beside = { name: topic, topic, ownConsumers: 0 };
    if (Number(letters) > 0)
      rows.push({ id: dead, kind: 'dead-letters', ready: Number(letters), peekable: true, ...beside });
    if (Number(waiting) > 0) rows.push({ id: due, kind: 'retries', ready: Number(waiting), ...beside });
    return rows;
  }

  async peek(id: string): Promise<Peeked> {
    const topic = topicKey.exec(id)?.[1];
    if (topic === undefined) throw new BusError('not-found', 'There is no topic of that name any more.');
    const server = await this.#open();
    const reply = await server.command(id, ['XRANGE', id, '-', '+', 'COUNT', '10']);
    const messages = readEntries(reply).map((entry) => {
      const message = fromEntry(entry, topic, 'publish');
      const facts = { ...message.properties, ...message.headers };
      return {
        preview: previewOf(message.body),
        size: message.body.length,
        redelivered: false,
        facts: Object.entries(facts).map(([name, value]) => ({ name, value: String(value).slice(0, 300) })),
      };
    });
    return { messages, note: 'They were read beside those who take them: nothing is changed by that.' };
  }

  async map(): Promise<never> {
    throw new BusError('unsupported', 'Redis does not tell who publishes and who consumes.');
  }

  async #open(): Promise<Server> {
    if (this.#server !== undefined && !this.#server.ended) return this.#server;
    const tls = await readTls(this.#options.tls);
    let last: unknown;
    for (const address of parseAddresses(this.#options.url)) {
      try {
        const server = await Server.open(address, { tls }, this.#closing.signal);
        if (this.#closing.signal.aborted) server.destroy();
        this.#server = server;
        return server;
      } catch (error) {
        last = error;
      }
    }
    throw last;
  }
}

async function topicsOn(server: Server): Promise<string[]> {
  const topics = new Set<string>();
  await server.eachNode(async (command) => {
    for (let cursor = '0'; ; ) {
      const [next, keys] = (await command([
        ...['SCAN', cursor, 'MATCH', 'eventbus:{*}:*', 'COUNT', scanCount],
      ])) as [Buffer, Buffer[]];
      for (const key of keys) {
        const topic = topicKey.exec(key.toString())?.[1];
        if (topic !== undefined) topics.add(topic);
      }
      cursor = next.toString();
      if (cursor === '0') return;
    }
  });
  return [...topics];
}
