import { z } from 'zod';
import type { BrokerHealth } from '../../../shared/window/broker-view';

const number = z.number().catch(0);
const nodeSchema = z.object({
  name: z.string(),
  running: z.boolean().catch(false),
  mem_used: number,
  mem_limit: number,
  disk_free: number,
  disk_free_limit: number,
});
export const nodeColumns = 'name,running,mem_used,mem_limit,disk_free,disk_free_limit';

const rate = z.object({ rate: number }).catch({ rate: 0 });
const overviewSchema = z.object({
  message_stats: z
    .object({ drop_unroutable_details: rate, return_unroutable_details: rate })
    .partial()
    .catch({}),
});

const consumerSchema = z.object({
  ack_required: z.boolean().catch(true),
  prefetch_count: z.number().catch(1),
  queue: z.object({ name: z.string() }),
});
export const consumerColumns = 'ack_required,prefetch_count,queue.name';

const deprecatedSchema = z.object({ name: z.string() });

interface Answers {
  readonly nodes: unknown;
  readonly overview: unknown;
  readonly consumers: unknown;
  readonly deprecated: unknown;
}

/** Of what could not be asked for nothing is said. */
export function healthOf({ nodes, overview, consumers, deprecated }: Answers): BrokerHealth {
  const { message_stats: stats = {} } = overviewSchema.safeParse(overview).data ?? {};
  return {
    nodes: each(nodes, nodeSchema).map((node) => ({
      name: node.name,
      running: node.running,
      memoryUsed: node.mem_used,
      memoryLimit: node.mem_limit,
      diskFree: node.disk_free,
      diskLimit: node.disk_free_limit,
    })),
    droppedPerSecond:
      (stats.drop_unroutable_details?.rate ?? 0) + (stats.return_unroutable_details?.rate ?? 0),
    unlimited: unlimitedOf(each(consumers, consumerSchema)),
    deprecated: each(deprecated, deprecatedSchema).map(({ name }) => name),
  };
}

/** One that answers and has no limit holds whatever there is. */
function unlimitedOf(consumers: readonly z.output<typeof consumerSchema>[]): BrokerHealth['unlimited'] {
  const byQueue = new Map<string, number>();
  for (const { ack_required, prefetch_count, queue } of consumers) {
    if (ack_required && prefetch_count === 0) byQueue.set(queue.name, (byQueue.get(queue.name) ?? 0) + 1);
  }
  return [...byQueue].map(([queue, count]) => ({ queue, consumers: count }));
}

function each<Schema extends z.ZodType>(answer: unknown, schema: Schema): z.output<Schema>[] {
  if (!Array.isArray(answer)) return [];
  return answer.flatMap((item) => schema.safeParse(item).data ?? []);
}
