import { useState } from 'react';
import type { PaneList } from '../store/pane-list';

interface Place {
  readonly deliveryId: string;
  readonly index: number;
  /** What the list had seen when the row stood there: each newer delivery has pushed it down by one since. */
  readonly added: number;
}

/** The row that the arrow keys are at. It stays the same delivery while others arrive above it. */
export function useActiveRow(list: PaneList) {
  const [place, setPlace] = useState<Place>();

  function indexNow(): number | undefined {
    if (place === undefined) return undefined;
    const index = place.index + list.added - place.added;
    return list.at(index) === place.deliveryId ? index : undefined;
  }

  function goTo(index: number): string | undefined {
    const deliveryId = list.at(index);
    if (deliveryId !== undefined) setPlace({ deliveryId, index, added: list.added });
    return deliveryId;
  }

  const index = indexNow();
  return { index, deliveryId: index === undefined ? undefined : place?.deliveryId, goTo };
}
