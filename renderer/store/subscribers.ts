import { ackAlways } from '../../shared/bus/behaviour';
import type { SubscriberInfo } from '../../shared/bus/bus-event';
import { defaultRetryPolicy } from '../../shared/bus/connection';
import type { Batch, SessionState } from '../../shared/ipc/ipc';

/** The panes. */
export interface Subscribers {
  /** In the order they were added. */
  readonly ids: readonly string[];
  readonly byId: ReadonlyMap<string, SubscriberInfo>;
  /** A subscriber's colour, as a position in the palette. It outlives the pane: traces and receipts still show it. */
  readonly colours: ReadonlyMap<string, number>;
}

export const noSubscribers: Subscribers = { ids: [], byId: new Map(), colours: new Map() };

/**
 * The panes after a batch. `state` is the truth where the batch has it. Without it, the events add and remove panes, so
 * that a delivery never has to wait for its pane.
 */
export function appendSubscribers(current: Subscribers, batch: Batch): Subscribers {
  if (batch.state !== undefined) return fromState(current, batch.state);
  let byId: Map<string, SubscriberInfo> | undefined;
  for (const event of batch.events) {
    if (event.type === 'subscriberAdded') {
      if ((byId ?? current.byId).has(event.subscriber.id)) continue;
      byId ??= new Map(current.byId);
      const { subscriber, topic, prefetch } = event;
      byId.set(subscriber.id, {
        ...subscriber,
        topic,
        prefetch,
        behaviour: ackAlways,
        // Until the state that follows says what holds.
        retry: { from: 'connection', policy: defaultRetryPolicy },
        state: 'consuming',
      });
    } else if (event.type === 'subscriberRemoved') {
      byId ??= new Map(current.byId);
      byId.delete(event.subscriber.id);
    }
  }
  return byId === undefined ? current : withPanes(current, byId);
}

export function fromState(current: Subscribers, state: SessionState): Subscribers {
  return withPanes(
    current,
    new Map(state.subscribers.map((info) => [info.id, keepSame(current.byId, info)])),
  );
}

/** The old record where nothing in it changed, so that only the panes that did are drawn again. */
function keepSame(known: ReadonlyMap<string, SubscriberInfo>, info: SubscriberInfo): SubscriberInfo {
  const old = known.get(info.id);
  return old !== undefined && JSON.stringify(old) === JSON.stringify(info) ? old : info;
}

function withPanes(current: Subscribers, byId: ReadonlyMap<string, SubscriberInfo>): Subscribers {
  const ids = [...byId.keys()];
  const sameIds = ids.length === current.ids.length && ids.every((id, index) => id === current.ids[index]);
  return { ids: sameIds ? current.ids : ids, byId, colours: colour(current.colours, ids) };
}

function colour(known: ReadonlyMap<string, number>, ids: readonly string[]): ReadonlyMap<string, number> {
  const fresh = ids.filter((id) => !known.has(id));
  if (fresh.length === 0) return known;
  const colours = new Map(known);
  const taken = new Set(ids.map((id) => known.get(id)));
  let next = 0;
  for (const id of fresh) {
    while (taken.has(next)) next += 1;
    taken.add(next);
    colours.set(id, next);
  }
  return colours;
}
