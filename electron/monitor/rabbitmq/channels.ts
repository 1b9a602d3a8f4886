import { z } from 'zod';
import type { BrokerChannel } from '../../../shared/window/broker-view';

const count = z.number().catch(0);
const rate = z.object({ rate: z.number() }).optional().catch(undefined);

const channelSchema = z.object({
  number: z.number(),
  state: z.string().catch(''),
  prefetch_count: count,
  global_prefetch_count: count,
  consumer_count: count,
  messages_unacknowledged: count,
  messages_unconfirmed: count,
  confirm: z.boolean().catch(false),
  message_stats: z
    .object({ publish_details: rate, deliver_get_details: rate })
    .partial()
    .optional()
    .catch(undefined),
});

/** In the order of their numbers; one that has just come may tell only that. */
export function parseChannels(answer: unknown): BrokerChannel[] {
  const channels = (Array.isArray(answer) ? answer : []).flatMap((item) => {
    const { data } = channelSchema.safeParse(item);
    return data === undefined ? [] : [channelOf(data)];
  });
  return channels.sort((a, b) => a.number - b.number);
}

function channelOf(channel: z.output<typeof channelSchema>): BrokerChannel {
  const { publish_details: publishes, deliver_get_details: takes } = channel.message_stats ?? {};
  return {
    number: channel.number,
    state: channel.state,
    prefetch: channel.prefetch_count || channel.global_prefetch_count,
    consumers: channel.consumer_count,
    unanswered: channel.messages_unacknowledged,
    ...(channel.confirm ? { unconfirmed: channel.messages_unconfirmed } : {}),
    ...(publishes === undefined ? {} : { publishes: publishes.rate }),
    ...(takes === undefined ? {} : { takes: takes.rate }),
  };
}

const inHandSchema = z.object({ name: z.string(), messages_unacknowledged: z.number() });

/** What each channel has in hand, by its name. */
export function inHandOf(items: readonly unknown[]): Map<string, number> {
  return new Map(
    items.flatMap((item) => {
      const { data } = inHandSchema.safeParse(item);
      return data === undefined ? [] : [[data.name, data.messages_unacknowledged] as const];
    }),
  );
}
