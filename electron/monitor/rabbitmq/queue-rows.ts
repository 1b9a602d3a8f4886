import { z } from 'zod';
import type { BrokerRow } from '../../../shared/window/broker-view';
import { broadcastExchange, readQueueName, topicOfBroadcasts } from '../../bus/rabbitmq/names';

/** What is asked for of each queue: the rest of an answer is most of its size. */
export const queueColumns = [
  ...['name', 'type', 'durable', 'auto_delete', 'exclusive', 'arguments', 'idle_since'],
  'effective_policy_definition',
  ...['messages_ready', 'messages_unacknowledged', 'consumers', 'message_bytes'],
  ...['publish', 'deliver_get', 'ack', 'redeliver'].map((name) => `message_stats.${name}_details.rate`),
].join(',');
export const exchangeColumns = 'name,type,message_stats.publish_in_details.rate';

/** A broker answers half for a queue that is just being made, or whose node is down. */
const count = z.number().optional().catch(undefined);
const rate = z.object({ rate: count }).optional().catch(undefined);
const queueSchema = z.object({
  // A queue's name has 255 bytes at most.
  name: z.string().max(255),
  type: z.string().optional().catch(undefined),
  durable: z.boolean().catch(false),
  auto_delete: z.boolean().catch(false),
  exclusive: z.boolean().catch(false),
  arguments: z.record(z.string(), z.unknown()).catch({}),
  effective_policy_definition: z.record(z.string(), z.unknown()).catch({}),
  idle_since: z.union([z.string(), z.number()]).optional().catch(undefined),
  messages_ready: count,
  messages_unacknowledged: count,
  consumers: count,
  message_bytes: count,
  message_stats: z
    .object({ publish_details: rate, deliver_get_details: rate, ack_details: rate, redeliver_details: rate })
    .partial()
    .catch({}),
});
type Queue = z.output<typeof queueSchema>;

const exchangeSchema = z.object({
  name: z.string().max(255),
  message_stats: z.object({ publish_in_details: rate }).partial().catch({}),
});

/** Those that can be read; a broker of another version may send anything. */
export function parseQueues(items: readonly unknown[]): Queue[] {
  return items.flatMap((item) => queueSchema.safeParse(item).data ?? []);
}

/** By topic, how many broadcasts per second; of exchanges of broadcasts only. */
export function parseBroadcasts(items: readonly unknown[]): Map<string, number> {
  const rates = new Map<string, number>();
  for (const item of items) {
    const { data } = exchangeSchema.safeParse(item);
    const topic = data === undefined ? undefined : topicOfBroadcasts(data.name);
    if (topic !== undefined) rates.set(topic, data?.message_stats.publish_in_details?.rate ?? 0);
  }
  return rates;
}

/** A topic's queue and its exchange are one row. */
export function rowsOf(
  queues: readonly Queue[],
  broadcasts: ReadonlyMap<string, number>,
  ownConsumers: (topic: string) => number,
): BrokerRow[] {
  const open = new Map(broadcasts);
  const rows = queues.map((queue) => {
    const what = kindOf(queue, broadcasts);
    const rateBroadcast = what.kind === 'topic' ? open.get(what.name) : undefined;
    if (what.kind === 'topic') open.delete(what.name);
    return rowOf(queue, what, rateBroadcast, ownConsumers);
  });
  for (const [topic, rateBroadcast] of open) {
    rows.push({
      id: broadcastExchange(topic),
      kind: 'topic',
      name: topic,
      topic,
      ownConsumers: 0,
      rateBroadcast,
    });
  }
  return rows;
}

const kinds = { work: 'topic', wait: 'retries', dead: 'dead-letters', helper: 'retries' } as const;

function kindOf(
  queue: Queue,
  broadcasts: ReadonlyMap<string, number>,
): Pick<BrokerRow, 'kind' | 'name' | 'topic'> {
  const { name } = queue;
  const named = readQueueName(name);
  if (named?.topic !== undefined) {
    const { is, topic } = named;
    return { kind: kinds[is], name: topic, topic };
  }
  if (named !== undefined) return { kind: 'retries', name };
  if (name.startsWith('amq.gen') || queue.exclusive) return { kind: 'temporary', name };
  // As the services declare it, or one that has broadcasts beside it.
  const isPlain = queue.auto_delete && !queue.durable && Object.keys(queue.arguments).length === 0;
  if (isPlain || broadcasts.has(name)) return { kind: 'topic', name, topic: name };
  return { kind: 'foreign', name, topic: name };
}

function rowOf(
  queue: Queue,
  what: Pick<BrokerRow, 'kind' | 'name' | 'topic'>,
  rateBroadcast: number | undefined,
  ownConsumers: (topic: string) => number,
): BrokerRow {
  const { message_stats: stats } = queue;
  const has = <Name extends keyof BrokerRow>(name: Name, value: BrokerRow[Name] | undefined) =>
    value === undefined ? {} : { [name]: value };
  const isLine = what.kind === 'topic' || what.kind === 'foreign';
  return {
    id: queue.name,
    ...what,
    ...(queue.type === 'stream' ? {} : { peekable: true }),
    ownConsumers: isLine && what.topic !== undefined ? ownConsumers(what.topic) : 0,
    ...has('limit', limitOf(queue)),
    ...has('ready', queue.messages_ready),
    ...has('unanswered', queue.messages_unacknowledged),
    ...has('consumers', queue.consumers),
    ...has('bytes', queue.message_bytes),
    ...has('type', queue.type),
    ...has('idleSince', idleSince(queue.idle_since)),
    ...has('rateIn', stats.publish_details?.rate),
    ...has('rateOut', stats.deliver_get_details?.rate),
    ...has('rateAcked', stats.ack_details?.rate),
    ...has('rateRedelivered', stats.redeliver_details?.rate),
    ...has('rateBroadcast', rateBroadcast),
  };
}

/** By its arguments or its policy, whichever is less. */
function limitOf({ arguments: own, effective_policy_definition: policy }: Queue): number | undefined {
  const limits = [own['x-max-length'], policy['max-length']].filter((each) => typeof each === 'number');
  return limits.length === 0 ? undefined : Math.min(...limits);
}

/** `2026-11-30 14:42:36` in UTC up to 3.x, ISO 8601 from 4.0 on. */
function idleSince(value: string | number | undefined): number | undefined {
  if (value === undefined) return undefined;
  const text = String(value);
  const at =
    typeof value === 'number' ? value : Date.parse(/[TZ+]/.test(text) ? text : `${text.replace(' ', 'T')}Z`);
  return Number.isNaN(at) ? undefined : at;
}
