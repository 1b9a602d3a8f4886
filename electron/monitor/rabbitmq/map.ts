import { z } from 'zod';
import { isBusError } from '../../../shared/bus/errors';
import type { BrokerMap, MapEdge, MapNode } from '../../../shared/window/broker-map';
import type { Management } from './management';
import { programOf } from './queue-detail';

/** Exchanges that are asked who publishes to them; each is a request. */
const mostAsked = 40;

const number = z.number().catch(0);
const rate = z.object({ rate: number }).optional().catch(undefined);

const connectionSchema = z.object({ name: z.string(), client_properties: z.unknown() });
const exchangeSchema = z.object({
  name: z.string(),
  message_stats: z.object({ publish_in_details: rate }).partial().optional().catch(undefined),
});
const queueSchema = z.object({
  name: z.string(),
  messages_ready: number,
  consumers: number,
  message_stats: z
    .object({ deliver_get_details: rate, publish_details: rate })
    .partial()
    .optional()
    .catch(undefined),
});
const channelSchema = z.object({
  connection_details: z.object({ name: z.string() }),
  message_stats: z.object({ publish: number, publish_details: rate }).partial().optional().catch(undefined),
});
const bindingSchema = z.object({
  source: z.string(),
  destination: z.string(),
  destination_type: z.string(),
});
const consumerSchema = z.object({
  queue: z.object({ name: z.string() }),
  channel_details: z.object({ connection_name: z.string() }),
});
const trafficSchema = z.object({
  incoming: z
    .array(
      z.object({
        stats: z.object({ publish_details: rate }).partial(),
        channel_details: z.object({ connection_name: z.string() }),
      }),
    )
    .catch([]),
  outgoing: z
    .array(
      z.object({
        stats: z.object({ publish_details: rate }).partial(),
        queue: z.object({ name: z.string() }),
      }),
    )
    .catch([]),
});

type All = (path: string, columns: string) => Promise<unknown[]>;

const read = <Value>(schema: z.ZodType<Value>, items: readonly unknown[]): Value[] =>
  items.flatMap((item) => {
    const { data } = schema.safeParse(item);
    return data === undefined ? [] : [data];
  });

/** Exchanges that every virtual host has. */
const isBuiltIn = (name: string) => name.startsWith('amq.');
const exchangeId = (name: string) => `exchange ${name}`;
const queueId = (name: string) => `queue ${name}`;
const programId = (name: string) => `program ${name}`;

/** Asks for all of it, one thing after the other. */
export async function mapOf(management: Management, vhost: string, all: All): Promise<BrokerMap> {
  const begun = performance.now();
  const programs = new Map<string, string>();
  for (const { name, client_properties } of read(
    connectionSchema,
    await all(
      `/api/vhosts/${vhost}/connections`,
      'name,client_properties.connection_name,client_properties.product',
    ),
  ))
    programs.set(name, programOf({ client_properties }) || name);
  const exchanges = read(
    exchangeSchema,
    await all(`/api/exchanges/${vhost}`, 'name,message_stats.publish_in_details.rate'),
  );
  const queues = read(
    queueSchema,
    await all(
      `/api/queues/${vhost}`,
      'name,messages_ready,consumers,message_stats.deliver_get_details.rate,message_stats.publish_details.rate',
    ),
  );
  const bindings = read(bindingSchema, list(await management.get(`/api/bindings/${vhost}`)));
  const consumers = read(
    consumerSchema,
    list(await management.get(`/api/consumers/${vhost}?columns=queue.name,channel_details.connection_name`)),
  );

  const edges = new Edges();
  for (const { source, destination, destination_type } of bindings) {
    // Every queue is bound to the default exchange: that is drawn where something comes that way.
    if (source === '') continue;
    edges.add(
      exchangeId(source),
      destination_type === 'queue' ? queueId(destination) : exchangeId(destination),
      0,
    );
  }
  const busy = busiest(exchanges);
  let isDetailed = false;
  for (const name of busy) {
    const path = `/api/exchanges/${vhost}/${encodeURIComponent(name === '' ? 'amq.default' : name)}`;
    const { data } = trafficSchema.safeParse(await management.get(path).catch(orNothing));
    for (const { stats, channel_details } of data?.incoming ?? []) {
      isDetailed = true;
      const { connection_name: connection } = channel_details;
      const program = programs.get(connection) ?? connection;
      edges.add(programId(program), exchangeId(name), stats.publish_details?.rate ?? 0);
    }
    for (const { stats, queue } of data?.outgoing ?? [])
      edges.add(exchangeId(name), queueId(queue.name), stats.publish_details?.rate ?? 0);
  }
  if (!isDetailed) {
    // By default (management.rates_mode is basic) RabbitMQ tells how much each queue gets and each channel publishes, and not whereby.
    const bound = new Set(
      bindings.flatMap(({ source, destination }) => (source === '' ? [] : [destination])),
    );
    for (const { name, message_stats } of queues) {
      const into = message_stats?.publish_details?.rate ?? 0;
      if (into > 0 && !bound.has(name)) edges.add(exchangeId(''), queueId(name), into);
    }
    const channels = read(
      channelSchema,
      await all(
        `/api/vhosts/${vhost}/channels`,
        'connection_details.name,message_stats.publish,message_stats.publish_details.rate',
      ),
    );
    for (const { connection_details, message_stats } of channels) {
      if ((message_stats?.publish ?? 0) === 0) continue;
      const program = programs.get(connection_details.name) ?? connection_details.name;
      const [only] = busy;
      if (busy.length === 1 && only !== undefined)
        edges.add(programId(program), exchangeId(only), message_stats?.publish_details?.rate ?? 0);
      else for (const name of busy) edges.add(programId(program), exchangeId(name), 0, true);
    }
  }
  const out = new Map(
    queues.map(({ name, message_stats, consumers: many }) => [
      name,
      (message_stats?.deliver_get_details?.rate ?? 0) / Math.max(1, many),
    ]),
  );
  for (const { queue, channel_details } of consumers) {
    const { connection_name: connection } = channel_details;
    const program = programs.get(connection) ?? connection;
    edges.add(queueId(queue.name), programId(program), out.get(queue.name) ?? 0);
  }

  const used = edges.ends();
  const nodes: MapNode[] = [
    ...[...used].flatMap((id) =>
      id.startsWith(programId(''))
        ? [{ id, what: 'program' as const, name: id.slice(programId('').length) }]
        : [],
    ),
    ...exchanges
      .filter(({ name }) => used.has(exchangeId(name)) || (name !== '' && !isBuiltIn(name)))
      .map(({ name }) => ({
        id: exchangeId(name),
        what: 'exchange' as const,
        name: name === '' ? 'default exchange' : name,
      })),
    ...queues.map(({ name, messages_ready: ready, consumers: many }) => ({
      id: queueId(name),
      what: 'queue' as const,
      name,
      ready,
      ...(ready > 0 && many === 0 ? { trouble: 'nobody consumes it' } : {}),
    })),
  ];
  const known = new Set(nodes.map(({ id }) => id));
  return {
    at: Date.now(),
    tookMs: performance.now() - begun,
    nodes,
    edges: edges.all().filter(({ from, to }) => known.has(from) && known.has(to)),
    leftOut: 0,
  };
}

/** One that went meanwhile, or may not be seen, is none; a broker that does not answer is not asked for the next one. */
function orNothing(error: unknown): object {
  if (isBusError(error) && (error.code === 'not-found' || error.code === 'access-refused')) return {};
  throw error;
}

const list = (answer: unknown): readonly unknown[] => (Array.isArray(answer) ? answer : []);

function busiest(exchanges: readonly z.output<typeof exchangeSchema>[]): string[] {
  const rateOf = (exchange: (typeof exchanges)[number]) =>
    exchange.message_stats?.publish_in_details?.rate ?? 0;
  return [...exchanges]
    .filter((exchange) => exchange.message_stats !== undefined)
    .sort((a, b) => rateOf(b) - rateOf(a))
    .slice(0, mostAsked)
    .map(({ name }) => name);
}

/** Between the same two there is one, and their rates together. */
class Edges {
  readonly #edges = new Map<string, MapEdge>();

  add(from: string, to: string, more: number, isGuess?: true): void {
    const key = `${from}\n${to}`;
    const rate = (this.#edges.get(key)?.rate ?? 0) + more;
    this.#edges.set(key, { from, to, rate, ...(isGuess && { isGuess }) });
  }

  all(): MapEdge[] {
    return [...this.#edges.values()];
  }

  ends(): ReadonlySet<string> {
    return new Set(this.all().flatMap(({ from, to }) => [from, to]));
  }
}
