import type { SubscriberInfo } from '../../shared/bus/bus-event';
import type { Picture, Way } from './picture';

/** Whether nothing is under way that can come to an end by itself. */
export function isAtRest(picture: Picture, subscribers: readonly SubscriberInfo[]): boolean {
  for (const way of picture.open) if (isMoving(way, picture, subscribers)) return false;
  return true;
}

export function isMoving(way: Way, picture: Picture, subscribers: readonly SubscriberInfo[]): boolean {
  if (way.state === 'sending') return true;
  if (way.state === 'in-flight') {
    const holder = subscribers.find(({ topic, name }) => topic === way.topic && name === way.subscriber);
    return holder !== undefined && !waitsForEver(holder) && !isKept(holder);
  }
  // A broadcast's way to one subscriber is nobody else's.
  const isFor = (name: string) =>
    way.verb === 'publish' || way.subscriber === undefined || way.subscriber === name;
  return subscribers.some((each) => each.topic === way.topic && isFor(each.name) && takes(each, picture));
}

const waitsForEver = ({ behaviour: { rule } }: SubscriberInfo): boolean =>
  rule.type === 'hang' || rule.type === 'manual';

/** What it was dealt while it is paused stays with it; what takes time may have begun before. */
const isKept = ({ state, behaviour: { latency } }: SubscriberInfo): boolean =>
  state === 'paused' && latency.max === 0;

/** Whether it would answer what comes next. */
function takes(subscriber: SubscriberInfo, { tally }: Picture): boolean {
  const { state, name, topic, prefetch } = subscriber;
  if (state === 'paused' || state === 'failed' || state === 'stuck' || state === 'closed') return false;
  return (
    !waitsForEver(subscriber) || tally.of('inFlight', { topic, subscriber: name, verb: 'publish' }) < prefetch
  );
}
