import { expect, it } from 'vitest';
import { neighbour } from '../../renderer/store/neighbour';
import { sequenceLength } from '../../renderer/store/sequences';
import { createBusdeckStore } from '../../renderer/store/store';
import { sharesOfTopic } from '../../renderer/store/topic-shares';
import { toSequence } from '../../renderer/trace/sequence';
import { acked, Batches, deadLettered, delivered, failed, opening, retried } from './events';

function open() {
  const store = createBusdeckStore();
  const batches = new Batches();
  store.actions.open(opening(['a', 'b'], 0));
  return { store, batches };
}

it('keeps the latest deliveries of a topic in order, and no more than can be shown', () => {
  const { store, batches } = open();
  const ids = Array.from({ length: sequenceLength + 5 }, (_, index) => `d${index}`);
  for (const id of ids) store.actions.append(batches.next([delivered(id)]));
  const items = store.getState().sequences.get('orders') ?? [];
  expect(items.map(({ deliveryId }) => deliveryId)).toEqual(ids.slice(5));
});

it('goes from message to message by their first deliveries, whatever pane they are in', () => {
  const { store, batches } = open();
  store.actions.append(
    batches.next([
      delivered('1', { messageId: 'x' }),
      delivered('2', { messageId: 'y', by: 'b' }),
      delivered('3', { messageId: 'x', attempt: 2, by: 'b' }),
    ]),
  );
  const { history } = store.getState();
  const from = (id: string | undefined, direction: 'newer' | 'older') =>
    neighbour(history.shownRows(), id, direction)?.deliveryId;
  expect(from('x', 'newer')).toBe('2');
  expect(from('y', 'older')).toBe('1');
  expect(from('y', 'newer')).toBeUndefined();
  expect(from(undefined, 'newer')).toBe('2');
});

it('counts the share of other programs among those of a topic', () => {
  const { store } = open();
  const { subscribers, counts, session } = store.getState();
  const foreign = [{ topic: 'orders', consumers: 2, taken: 6, ready: 0 }];
  const shares = sharesOfTopic({ subscribers, counts, session: { ...session, foreign } }, 'orders');
  expect(shares.map(({ name, share, even }) => [name, share, even])).toEqual([
    ['A', 0, 0.25],
    ['B', 0, 0.25],
    ['2 consumers of other programs', 1, 0.5],
  ]);
});

it('tells a life over lanes: who had it in hand, and whether it goes on', () => {
  const life = [
    delivered('1', { messageId: 'x' }),
    failed('1', { messageId: 'x' }),
    retried('1', { messageId: 'x' }),
    delivered('2', { messageId: 'x', attempt: 2, by: 'b' }),
  ];
  const { lanes, rows, isLive } = toSequence(life);
  expect(lanes.map(({ name }) => name)).toEqual(['publisher', 'broker', 'A', 'B']);
  expect(rows.map(({ from, to, busyAfter }) => [from, to, busyAfter])).toEqual([
    [1, 2, [2]],
    [2, 1, []],
    [1, 1, []],
    [1, 3, [3]],
  ]);
  expect(isLive).toBe(true);
  expect(toSequence([...life, acked('2', { messageId: 'x', attempt: 2, by: 'b' })]).isLive).toBe(false);
  expect(toSequence([...life.slice(0, 2), deadLettered('1', { messageId: 'x' })]).isLive).toBe(false);
});
