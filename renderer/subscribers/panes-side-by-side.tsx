import { useElementSize, useMergedRef } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import { useRowsInView } from '../deliveries/use-rows-in-view';
import { paneLayout } from '../store/pane-layout';
import { useBusdeck, useBusdeckStore } from '../store/react';
import type { BusdeckStore } from '../store/store';
import { onBringPane } from './focus-pane';
import { Pane } from './pane';
import { PaneEdges } from './pane-edges';
import classes from './pane-grid.module.css';
import { TapPane } from './tap-pane';
import { columnsFor, paneGap } from './use-columns';

/** So many panes are drawn whole at any time; of more, only those in view and the rows next to them. */
const panesAtOnce = 24;
/** Of so many the others have an empty frame, so that a key or a program finds them; of more they are not there at all. */
const framesAtOnce = 300;
const rowsBeyond = 2;

interface PanesSideBySideProps {
  readonly ids: readonly string[];
  /** They stand behind the subscribers. */
  readonly taps: readonly string[];
  readonly slowStore: BusdeckStore;
}

/** The unfolded panes in rows of equal height. A thousand of them cost no more than those that are seen. */
export function PanesSideBySide({ ids, taps, slowStore }: PanesSideBySideProps) {
  const layout = useStore(paneLayout.store);
  const scroller = useRef<HTMLDivElement>(null);
  const { ref: sizeRef, width, height } = useElementSize<HTMLDivElement>();
  const ref = useMergedRef(scroller, sizeRef);
  const [focused, setFocused] = useState<string>();
  const panes = ids.length + taps.length;
  const columns = columnsFor(panes, width);
  const rows = Math.ceil(panes / columns);
  const widths = paneLayout.widthsFor(layout, columns);
  const isVirtual = ids.length > panesAtOnce;
  const inView = useRowsInView(scroller, {
    count: rows,
    rowHeight: layout.rowHeight + paneGap,
    height,
    overscan: rowsBeyond,
  });
  const [first, end] = isVirtual ? [inView.first, inView.end] : [0, rows];

  const bring = (id: string) => {
    const index = ids.indexOf(id);
    if (isVirtual && index >= 0) inView.scrollTo(Math.floor(index / columns));
  };
  const latest = useRef(bring);
  useEffect(() => {
    latest.current = bring;
  });
  useEffect(() => onBringPane((id) => latest.current(id)), []);
  useBroughtByChoice((id) => latest.current(id));

  // The pane that has the focus stays, or the keyboard would be nowhere.
  useEffect(() => {
    const grid = scroller.current;
    if (grid === null) return;
    const onFocus = ({ target }: FocusEvent) => {
      const pane = target instanceof Element ? target.closest<HTMLElement>('[data-subscriber-id]') : null;
      setFocused(pane?.dataset.subscriberId);
    };
    grid.addEventListener('focusin', onFocus);
    return () => grid.removeEventListener('focusin', onFocus);
  }, []);

  return (
    <div
      ref={ref}
      className={classes.grid}
      style={{
        gridTemplateColumns: widths.map((part) => `minmax(0, ${part}fr)`).join(' '),
        ...(isVirtual
          ? { gridTemplateRows: `repeat(${rows}, ${layout.rowHeight}px)` }
          : { gridAutoRows: `minmax(${layout.rowHeight}px, 1fr)` }),
      }}
    >
      {ids.map((id, index) => {
        const row = Math.floor(index / columns);
        const isNear = (row >= first && row < end) || id === focused;
        if (!isNear && ids.length > framesAtOnce) return null;
        return (
          <Pane
            key={id}
            subscriberId={id}
            slowStore={slowStore}
            column={(index % columns) + 1}
            row={row + 1}
            bare={!isNear}
            place={index + 1}
            of={ids.length}
          />
        );
      })}
      {taps.map((id, index) => {
        const place = ids.length + index;
        const row = Math.floor(place / columns);
        return <TapPane key={id} tapId={id} column={(place % columns) + 1} row={row + 1} />;
      })}
      <PaneEdges widths={widths} rows={rows} first={first} end={end} rowHeight={layout.rowHeight} />
    </div>
  );
}

/** A delivery that is chosen elsewhere is shown in its pane, wherever that is. */
function useBroughtByChoice(bring: (subscriberId: string) => void): void {
  const store = useBusdeckStore();
  const selection = useBusdeck((s) => s.selection);
  const latest = useRef(bring);
  useEffect(() => {
    latest.current = bring;
  });
  const before = useRef(selection);
  useEffect(() => {
    if (selection === before.current) return;
    before.current = selection;
    const row =
      selection?.deliveryId === undefined ? undefined : store.getState().history.row(selection.deliveryId);
    if (row !== undefined) latest.current(row.subscriberId);
  }, [store, selection]);
}
