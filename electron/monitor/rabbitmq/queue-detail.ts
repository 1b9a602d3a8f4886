import { z } from 'zod';
import type { BrokerConsumer, BrokerDetail } from '../../../shared/window/broker-view';

/** Names and arguments are a stranger's, of any length. */
const mostText = 300;
const cut = (value: string) => (value.length <= mostText ? value : `${value.slice(0, mostText)}…`);
const text = z.string().transform(cut).catch('');
/** So many bindings of a queue are shown. */
const mostBindings = 100;
const mostFacts = 50;

const consumerSchema = z.object({
  consumer_tag: text,
  ack_required: z.boolean().catch(true),
  prefetch_count: z.number().catch(0),
  channel_details: z
    .object({
      name: z.string().catch(''),
      connection_name: z.string().catch(''),
      peer_host: text,
      peer_port: z.number().catch(0),
      user: text,
    })
    .catch({ name: '', connection_name: '', peer_host: '', peer_port: 0, user: '' }),
});

const queueSchema = z.object({
  durable: z.boolean().catch(false),
  auto_delete: z.boolean().catch(false),
  exclusive: z.boolean().catch(false),
  node: text,
  policy: z.string().nullish().catch(undefined),
  operator_policy: z.string().nullish().catch(undefined),
  leader: z.string().nullish().catch(undefined),
  arguments: z.record(z.string(), z.unknown()).catch({}),
  consumer_details: z.array(consumerSchema).catch([]),
});

export interface QueueDetail {
  readonly facts: BrokerDetail['facts'];
  readonly consumers: readonly (Omit<BrokerConsumer, 'program' | 'isOurs' | 'unanswered'> & {
    readonly connection: string;
    readonly channel: string;
  })[];
}

/** Half an answer is read as far as it goes. */
export function parseQueueDetail(answer: unknown): QueueDetail {
  const queue = queueSchema.parse(answer ?? {});
  const traits = [
    queue.durable ? 'durable' : 'transient',
    ...(queue.auto_delete ? ['auto-delete'] : []),
    ...(queue.exclusive ? ['exclusive'] : []),
  ];
  const facts = [
    { name: 'declared', value: traits.join(', ') },
    ...Object.entries(queue.arguments).map(([name, value]) => ({
      name,
      value: cut(typeof value === 'string' ? value : JSON.stringify(value)),
    })),
    ...[
      ['policy', queue.policy],
      ['operator policy', queue.operator_policy],
      ['node', queue.leader ?? queue.node],
    ].flatMap(([name, value]) => (name && value ? [{ name, value }] : [])),
  ];
  const consumers = queue.consumer_details.map(({ channel_details: channel, ...consumer }) => ({
    tag: consumer.consumer_tag,
    acks: consumer.ack_required,
    prefetch: consumer.prefetch_count,
    connection: channel.connection_name,
    channel: channel.name,
    host: channel.peer_port === 0 ? channel.peer_host : `${channel.peer_host}:${channel.peer_port}`,
    user: channel.user,
  }));
  return { facts, consumers };
}

/** What is asked for beside the queue, by connections and by channels. */
interface Known {
  readonly programs: ReadonlyMap<string, string>;
  readonly unanswered: ReadonlyMap<string, number>;
}

export function detailOf(
  { facts, consumers }: QueueDetail,
  { programs, unanswered }: Known,
  most: number,
): Pick<BrokerDetail, 'facts' | 'consumers' | 'consumersLeftOut'> {
  return {
    facts: facts.slice(0, mostFacts),
    consumersLeftOut: Math.max(0, consumers.length - most),
    consumers: consumers.slice(0, most).map(({ connection, channel, ...consumer }) => {
      const program = programs.get(connection) ?? '';
      const inHand = unanswered.get(channel);
      return {
        ...consumer,
        program,
        isOurs: program.startsWith('Busdeck'),
        ...(inHand === undefined ? {} : { unanswered: inHand }),
      };
    }),
  };
}

const bindingSchema = z.object({ source: z.string(), routing_key: text });

/** Without the one that every queue has, to the default exchange. */
export function parseBindings(answer: unknown): Pick<BrokerDetail, 'bindings' | 'bindingsLeftOut'> {
  const all = (Array.isArray(answer) ? answer : []).flatMap((item) => {
    const { data } = bindingSchema.safeParse(item);
    return data === undefined || data.source === ''
      ? []
      : [{ source: data.source, routingKey: data.routing_key }];
  });
  return { bindings: all.slice(0, mostBindings), bindingsLeftOut: Math.max(0, all.length - mostBindings) };
}

const connectionSchema = z.object({
  client_properties: z
    .object({
      connection_name: z.string().optional().catch(undefined),
      product: z.string().optional().catch(undefined),
    })
    .catch({}),
});

/** The name that a program gives its connection, or that of its client library. */
export function programOf(answer: unknown): string {
  const { data } = connectionSchema.safeParse(answer);
  const { connection_name: name, product } = data?.client_properties ?? {};
  return cut(name || product || '');
}
