import { subscriberCounts } from './counters';
import { deliveredOnTopic, sharersOfTopic } from './share';
import type { BusdeckState } from './store';

/** One party of a topic, and what it got. */
export interface TopicShare {
  /** Absent for the consumers of other programs. */
  readonly subscriberId?: string;
  readonly name: string;
  readonly received: number;
  /** Of everything that was delivered on the topic, 0..1. */
  readonly share: number;
  /** What an even split would give it, 0..1. */
  readonly even: number;
}

type Shared = Pick<BusdeckState, 'subscribers' | 'counts' | 'session'>;

export function sharesOfTopic(state: Shared, topic: string): TopicShare[] {
  const total = deliveredOnTopic(state, topic);
  const sharers = sharersOfTopic(state, topic);
  const shareOf = (received: number) => (total === 0 ? 0 : received / total);
  const shares: TopicShare[] = [];
  for (const { id, name, topic: theirs } of state.subscribers.byId.values()) {
    if (theirs !== topic) continue;
    const { received } = subscriberCounts(state.counts, id);
    shares.push({ subscriberId: id, name, received, share: shareOf(received), even: 1 / sharers });
  }
  const foreign = state.session.foreign.find((each) => each.topic === topic);
  if (foreign !== undefined && foreign.consumers > 0) {
    const { consumers, taken } = foreign;
    const name = consumers === 1 ? 'another program' : `${consumers} consumers of other programs`;
    shares.push({ name, received: taken, share: shareOf(taken), even: consumers / sharers });
  }
  return shares;
}
