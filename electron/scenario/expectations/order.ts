import type { Expected } from '../../../shared/scenario/expectations';
import type { Verdict } from '../../../shared/scenario/outcome';
import type { Picture, SeenDelivery, SeenMessage } from '../picture';
import { named } from './verdict';

interface Step {
  readonly message: SeenMessage;
  readonly place: number;
  readonly at: number;
}

/** Retries apart: what failed comes again when its time has come. */
export function judgeOrder({ topic, subscriber }: Expected<'order'>, { messages }: Picture): Verdict {
  const ways = new Map<string, Step[]>();
  for (const message of messages.values()) {
    const { place } = message;
    if (message.topic !== topic || place === undefined) continue;
    for (const { subscriber: by, seq } of firstOf(message)) {
      if (subscriber !== undefined && by !== subscriber) continue;
      const key = JSON.stringify([message.verb, by]);
      const way = ways.get(key) ?? [];
      way.push({ message, place, at: seq });
      ways.set(key, way);
    }
  }
  const wrong = [...ways.values()].flatMap(outOfOrder);
  const total = [...ways.values()].reduce((sum, way) => sum + way.length, 0);
  const [first] = wrong;
  return {
    state: wrong.length > 0 ? 'broken' : total === 0 ? 'waiting' : 'held',
    expected: `${subscriber ?? 'each subscriber'} has the messages of ${topic} in the order in which they were sent`,
    seen:
      first === undefined
        ? `${total} in order`
        : `${wrong.length} of ${total} came after one that was sent later, first number ${first.place + 1}`,
    messages: named(wrong.map(({ message }) => message.id)),
  };
}

function outOfOrder(way: Step[]): Step[] {
  let last = -1;
  return way
    .toSorted((one, other) => one.at - other.at)
    .filter(({ place }) => {
      const isLate = place < last;
      last = Math.max(last, place);
      return isLate;
    });
}

/** A publish is new to one of them only, a broadcast to each; what comes again comes when its time has come. */
function firstOf({ verb, deliveries }: SeenMessage): readonly SeenDelivery[] {
  if (verb === 'publish') return deliveries.slice(0, 1);
  const firsts = new Map<string, SeenDelivery>();
  for (const each of deliveries) if (!firsts.has(each.subscriber)) firsts.set(each.subscriber, each);
  return [...firsts.values()];
}
