import type { HandDeed } from '../../session/hand-deed';
import type { SeenTopic, TopicMoment } from './seen';

/** A deed as it was noted. */
export interface NotedDeed {
  readonly deed: HandDeed;
  /** How its topic stood when it was begun; none where it is about no single one. */
  readonly before: TopicMoment | undefined;
  /** Whose delivery was answered. */
  readonly holder?: { readonly name: string; readonly topic: string; readonly isOldest: boolean };
  /** Its payload was too long to be kept. */
  readonly isCut?: boolean;
}

export interface Noted {
  readonly deeds: readonly NotedDeed[];
  readonly seen: ReadonlyMap<string, SeenTopic>;
  /** There were more deeds than are noted. */
  readonly isFull: boolean;
}

export function topicOf(deed: HandDeed): string | undefined {
  switch (deed.what) {
    case 'unsubscribe':
    case 'pause':
    case 'resume':
    case 'behave':
      return deed.who.topic;
    case 'retry':
      return deed.of.topic;
    case 'send':
      return deed.request.topic;
    case 'answer':
      return undefined;
    default:
      return deed.topic;
  }
}
