/**
 * The keys of a topic. The braces put all of them in one slot of a cluster, so that a script may use them together. Other programs find
 * them by these names: change nothing here without a new name for it.
 *
 * | key | type | holds |
 * |---|---|---|
 * | `eventbus:{TOPIC}:work` | stream | what was published and is not answered; its one group is `subscribers`, a consumer for each |
 * | `eventbus:{TOPIC}:all` | stream | what was broadcast; a group for each subscriber, named by its id |
 * | `eventbus:{TOPIC}:beats` | sorted set | the ids of subscribers, by when they were last heard of, ms by the server's clock |
 * | `eventbus:{TOPIC}:due` | sorted set | what waits for its next attempt, by when that is, ms by the server's clock |
 * | `eventbus:{TOPIC}:waiting` | hash | the fields of what waits, packed by `cmsgpack` |
 * | `eventbus:{TOPIC}:dead` | stream | dead letters |
 * | `eventbus:{TOPIC}:sent:ID` | string | exists for ten minutes when this id was sent in a way that may be repeated |
 */
export interface Keys {
  readonly work: string;
  readonly all: string;
  readonly beats: string;
  readonly due: string;
  readonly waiting: string;
  readonly dead: string;
}

/** The group of all subscribers on a topic's `work`. */
export const subscribersGroup = 'subscribers';
/** The consumer in a subscriber's own group on `all`. */
export const ownConsumer = 'self';

let last: { readonly topic: string; readonly keys: Keys } | undefined;

/** Who sends many messages sends them to one topic. */
export function keysOf(topic: string): Keys {
  if (last?.topic !== topic) last = { topic, keys: keysFor(topic) };
  return last.keys;
}

function keysFor(topic: string): Keys {
  const key = (name: string) => `eventbus:{${topic}}:${name}`;
  return {
    work: key('work'),
    all: key('all'),
    beats: key('beats'),
    due: key('due'),
    waiting: key('waiting'),
    dead: key('dead'),
  };
}

/** So long a message that may be sent again is known by its id, ms. */
export const sentKnownMs = '600000';

export const sentKey = (topic: string, id: string): string => `eventbus:{${topic}}:sent:${id}`;
