import { z } from 'zod';
import type { RabbitmqOptions } from '../../../shared/brokers/rabbitmq';
import { BusError, toErrorInfo } from '../../../shared/bus/errors';
import type { BrokerMap } from '../../../shared/window/broker-map';
import type {
  BrokerChannel,
  BrokerClient,
  BrokerDetail,
  BrokerHealth,
  Peeked,
} from '../../../shared/window/broker-view';
import { parseAddresses } from '../../bus/rabbitmq/address';
import { KnownTopics } from '../known-topics';
import type { BrokerPicture, Monitor, Watched } from '../monitor';
import { inHandOf, parseChannels } from './channels';
import { clientColumns, parseClients } from './clients';
import { consumerColumns, healthOf, nodeColumns } from './health';
import { Management, managementPlace } from './management';
import { mapOf } from './map';
import { parsePeeked, peekRequest } from './peek';
import { detailOf, parseBindings, parseQueueDetail, programOf } from './queue-detail';
import { exchangeColumns, parseBroadcasts, parseQueues, queueColumns, rowsOf } from './queue-rows';

/** Most that the API gives at a time. */
const pageSize = 500;
/** More are not looked at, and the window says so. */
const mostPages = 100;
const tooMany = {
  code: 'too-large',
  message: `This broker has more than ${mostPages * pageSize} queues: the rest is not shown.`,
} as const;
/** So many consumers of a queue are shown; each asks for its connection. */
const mostConsumers = 50;

/** Not every list comes in pages. */
const pageSchema = z.union([
  z.object({ items: z.array(z.unknown()), page_count: z.number() }),
  z.array(z.unknown()).transform((items) => ({ items, page_count: 1 })),
]);

/** By the management API; where that does not answer, what AMQP alone can tell. */
export class RabbitmqMonitor implements Monitor {
  readonly #options: RabbitmqOptions;
  readonly #watched: Watched;
  readonly #known: KnownTopics;
  #isClosed = false;
  #management: Management | undefined;
  /** Asked for once: it changes with the broker's configuration. */
  #deprecated: Promise<unknown> | undefined;

  constructor(options: RabbitmqOptions, watched: Watched) {
    this.#options = options;
    this.#watched = watched;
    this.#known = new KnownTopics(watched);
  }

  async look(): Promise<BrokerPicture> {
    const begun = performance.now();
    try {
      const { vhost } = parseAddresses(this.#options.url)[0];
      const at = encodeURIComponent(vhost);
      const found = await this.#all(`/api/queues/${at}`, queueColumns);
      const queues = parseQueues(found);
      const broadcasts = parseBroadcasts(await this.#all(`/api/exchanges/${at}`, exchangeColumns));
      const rows = rowsOf(queues, broadcasts, this.#watched.ownConsumers);
      const health = await this.#health(at);
      const problem = found.length < mostPages * pageSize ? {} : { problem: tooMany };
      return {
        at: Date.now(),
        tookMs: performance.now() - begun,
        source: 'broker',
        rows,
        health,
        ...problem,
      };
    } catch (error) {
      return { ...(await this.#known.look()), source: 'known', problem: toErrorInfo(error) };
    }
  }

  /** Not everybody may ask for all of it; a broker before 4.0 knows nothing of deprecated features. */
  async #health(vhost: string): Promise<BrokerHealth> {
    const management = await this.#open();
    const get = (path: string) => management.get(path).catch(() => undefined);
    this.#deprecated ??= get('/api/deprecated-features/used');
    return healthOf({
      nodes: await get(`/api/nodes?columns=${nodeColumns}`),
      overview: await get('/api/overview?columns=message_stats'),
      consumers: await get(`/api/consumers/${vhost}?columns=${consumerColumns}`),
      deprecated: await this.#deprecated,
    });
  }

  async detail(id: string): Promise<BrokerDetail> {
    const path = this.#pathOf(id);
    const management = await this.#open();
    const queue = parseQueueDetail(await management.get(path));
    const bindings = parseBindings(await management.get(`${path}/bindings`));
    const programs = new Map<string, string>();
    for (const { connection } of queue.consumers.slice(0, mostConsumers)) {
      if (connection === '' || programs.has(connection)) continue;
      const at = `/api/connections/${encodeURIComponent(connection)}?columns=client_properties`;
      programs.set(connection, programOf(await management.get(at).catch(() => ({}))));
    }
    const unanswered = queue.consumers.length === 0 ? new Map() : await this.#unanswered();
    return { id, ...detailOf(queue, { programs, unanswered }, mostConsumers), ...bindings };
  }

  async peek(id: string): Promise<Peeked> {
    const management = await this.#open();
    return parsePeeked(await management.post(`${this.#pathOf(id)}/get`, peekRequest));
  }

  async map(): Promise<BrokerMap> {
    const { vhost } = parseAddresses(this.#options.url)[0];
    const management = await this.#open();
    return mapOf(management, encodeURIComponent(vhost), (path, columns) => this.#all(path, columns));
  }

  async clients(): Promise<readonly BrokerClient[]> {
    const { vhost } = parseAddresses(this.#options.url)[0];
    return parseClients(
      await this.#all(`/api/vhosts/${encodeURIComponent(vhost)}/connections`, clientColumns),
    );
  }

  async channels(id: string): Promise<readonly BrokerChannel[]> {
    const management = await this.#open();
    return parseChannels(await management.get(`/api/connections/${encodeURIComponent(id)}/channels`));
  }

  async closeClient(id: string): Promise<void> {
    const management = await this.#open();
    await management.delete(`/api/connections/${encodeURIComponent(id)}`);
  }

  async purge(id: string): Promise<void> {
    const management = await this.#open();
    await management.delete(`${this.#pathOf(id)}/contents`);
  }

  async remove(id: string): Promise<void> {
    const management = await this.#open();
    await management.delete(this.#pathOf(id));
  }

  close(): void {
    this.#isClosed = true;
    this.#management?.close();
  }

  /** By the names of channels, as far as they have something in hand. */
  async #unanswered(): Promise<Map<string, number>> {
    const { vhost } = parseAddresses(this.#options.url)[0];
    const path = `/api/vhosts/${encodeURIComponent(vhost)}/channels`;
    return inHandOf(await this.#all(path, 'name,messages_unacknowledged').catch(() => []));
  }

  async #all(path: string, columns: string): Promise<unknown[]> {
    const management = await this.#open();
    const items: unknown[] = [];
    for (let page = 1; page <= mostPages; page += 1) {
      const query = new URLSearchParams({ page: String(page), page_size: String(pageSize), columns });
      const { data } = pageSchema.safeParse(await management.get(`${path}?${query}`));
      if (data === undefined)
        throw new BusError('wrong-protocol', `What answers for RabbitMQ’s management is not it: ${path}.`);
      items.push(...data.items);
      if (page >= data.page_count) break;
    }
    return items;
  }

  #pathOf(queue: string): string {
    const { vhost } = parseAddresses(this.#options.url)[0];
    return `/api/queues/${encodeURIComponent(vhost)}/${encodeURIComponent(queue)}`;
  }

  async #open(): Promise<Management> {
    const place = await managementPlace(this.#options);
    if (this.#isClosed) throw new BusError('closed', 'The connection was left.');
    this.#management ??= new Management(place);
    return this.#management;
  }
}
