import { useEffect, useRef } from 'react';
import type { PaneList } from '../store/pane-list';
import { useBusdeck, useBusdeckStore } from '../store/react';

/** A pane that is scrolled back into view is drawn anew: what was revealed once is not revealed again then. */
const revealed = new WeakSet<object>();

/** Calls back when a delivery of this pane was chosen elsewhere, with its place in the list. */
export function useRevealed(
  subscriberId: string,
  list: PaneList,
  onReveal: (index: number, takesFocus: boolean) => void,
): void {
  const store = useBusdeckStore();
  const selection = useBusdeck((s) => s.selection);
  const latest = useRef({ list, onReveal });
  useEffect(() => {
    latest.current = { list, onReveal };
  });
  useEffect(() => {
    if (selection?.deliveryId === undefined || revealed.has(selection)) return;
    const row = store.getState().history.row(selection.deliveryId);
    if (row?.subscriberId !== subscriberId) return;
    const index = indexOf(latest.current.list, selection.deliveryId);
    if (index === undefined) return;
    revealed.add(selection);
    latest.current.onReveal(index, selection.reveal === true);
  }, [store, subscriberId, selection]);
}

function indexOf(list: PaneList, deliveryId: string): number | undefined {
  for (let index = 0; index < list.length; index += 1) {
    if (list.at(index) === deliveryId) return index;
  }
  return undefined;
}
