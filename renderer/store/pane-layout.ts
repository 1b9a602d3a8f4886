import { createStore } from 'zustand/vanilla';
import type { SubscriberInfo } from '../../shared/bus/bus-event';
import { firstPaneLayout, type PaneLayout, rowHeights } from '../../shared/window/window-view';
import type { Subscribers } from './subscribers';

/** What makes a pane the same one after a restart, when its subscriber has another id. */
type Named = Pick<SubscriberInfo, 'topic' | 'name'>;

/** Names that come and go are forgotten in the end. */
const maxNames = 300;

const store = createStore<PaneLayout>(() => firstPaneLayout);

const keyOf = ({ topic, name }: Named): string => `${topic}\n${name}`;

/** Where the panes stand and how large they are; kept over restarts. */
export const paneLayout = {
  store,

  toggleFolded: (pane: Named): void =>
    store.setState(({ folded }) => {
      const key = keyOf(pane);
      return {
        folded: folded.includes(key)
          ? folded.filter((each) => each !== key)
          : [...folded, key].slice(-maxNames),
      };
    }),

  /** Puts a pane at another's place. */
  moveTo: (subscribers: Subscribers, id: string, targetId: string): void =>
    store.setState((layout) => {
      const ids = [...inOrder(subscribers, layout.order)];
      const target = ids.indexOf(targetId);
      if (target < 0 || !ids.includes(id) || id === targetId) return layout;
      const without = ids.filter((each) => each !== id);
      without.splice(target, 0, id);
      return { order: without.flatMap((each) => keysOf(subscribers, each)).slice(-maxNames) };
    }),

  /** Moves a pane one place on or back. */
  move: (subscribers: Subscribers, id: string, step: 1 | -1): void => {
    const ids = inOrder(subscribers, store.getState().order);
    const target = ids[ids.indexOf(id) + step];
    if (target !== undefined) paneLayout.moveTo(subscribers, id, target);
  },

  widthsFor: ({ widths }: PaneLayout, columns: number): readonly number[] =>
    widths[columns]?.length === columns ? widths[columns] : Array.from({ length: columns }, () => 1),

  setWidths: (widths: readonly number[]): void =>
    store.setState((s) => ({ widths: { ...s.widths, [widths.length]: [...widths] } })),

  setRowHeight: (height: number): void =>
    store.setState({ rowHeight: Math.min(rowHeights.max, Math.max(rowHeights.min, Math.round(height))) }),
};

function keysOf({ byId }: Subscribers, id: string): string[] {
  const info = byId.get(id);
  return info === undefined ? [] : [keyOf(info)];
}

/** The ids in the order that was chosen; what has never been moved follows as it was added. */
export function inOrder(subscribers: Subscribers, order: readonly string[]): readonly string[] {
  if (order.length === 0) return subscribers.ids;
  const places = new Map(order.map((key, at) => [key, at]));
  const placed = subscribers.ids.map((id) => ({
    id,
    place: places.get(keysOf(subscribers, id)[0] ?? '') ?? order.length,
  }));
  return placed.sort((a, b) => a.place - b.place).map(({ id }) => id);
}

/** Those on the shelf, and the others. */
export function byFolding(
  subscribers: Subscribers,
  ids: readonly string[],
  foldedKeys: readonly string[],
): { folded: string[]; unfolded: string[] } {
  const keys = new Set(foldedKeys);
  const isFolded = (id: string) => keysOf(subscribers, id).some((key) => keys.has(key));
  return { folded: ids.filter(isFolded), unfolded: ids.filter((id) => !isFolded(id)) };
}
