import type { BusdeckState } from './store';
import type { Subscribers } from './subscribers';

const topicsOf = new WeakMap<Subscribers['byId'], string[]>();

/** The topics that have a pane, by name; the same array as long as the panes are the same. */
export function knownTopics({ subscribers }: BusdeckState): string[] {
  const known = topicsOf.get(subscribers.byId);
  if (known !== undefined) return known;
  const topics = [...new Set([...subscribers.byId.values()].map(({ topic }) => topic))].sort();
  topicsOf.set(subscribers.byId, topics);
  return topics;
}
