import { subscriberCounts } from './counters';
import type { BusdeckState } from './store';

type Shared = Pick<BusdeckState, 'subscribers' | 'counts' | 'session'>;

/** How many deliveries of a topic were handed to anybody: to our subscribers that have a pane, and to foreign consumers. */
export function deliveredOnTopic({ subscribers, counts, session }: Shared, topic: string): number {
  let total = session.foreign.find((foreign) => foreign.topic === topic)?.taken ?? 0;
  for (const info of subscribers.byId.values()) {
    if (info.topic === topic) total += subscriberCounts(counts, info.id).received;
  }
  return total;
}

/** Among how many the topic is shared. */
export function sharersOfTopic({ subscribers, session }: Shared, topic: string): number {
  let sharers = session.foreign.find((foreign) => foreign.topic === topic)?.consumers ?? 0;
  for (const info of subscribers.byId.values()) {
    if (info.topic === topic) sharers += 1;
  }
  return sharers;
}
