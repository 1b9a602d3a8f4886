import { useMemo } from 'react';
import { useStore } from 'zustand';
import { FilterBar } from '../filter/filter-bar';
import { inOrder, paneLayout } from '../store/pane-layout';
import { useBusdeck, useBusdeckStore } from '../store/react';
import { slowly } from '../store/slow-store';
import { AddSubscribers } from './add-subscribers';
import { ForeignNotice } from './foreign-notice';
import { NobodyYet } from './nobody-yet';
import { Pane } from './pane';
import { PaneEdges } from './pane-edges';
import classes from './pane-grid.module.css';
import { useColumns } from './use-columns';

/** How often a pane is brought up to date that is scrolled out of sight. */
const outOfSightMs = 500;

/** The subscribers side by side; folded ones lie on a shelf above. */
export function PaneGrid() {
  const subscribers = useBusdeck((s) => s.subscribers);
  const opened = useBusdeck((s) => s.opened);
  const layout = useStore(paneLayout.store);
  const store = useBusdeckStore();
  const slowStore = useMemo(() => slowly(store, outOfSightMs), [store]);
  const ordered = useMemo(() => inOrder(subscribers, layout.order), [subscribers, layout.order]);
  const isFolded = (id: string) => {
    const info = subscribers.byId.get(id);
    return info !== undefined && paneLayout.isFolded(layout, info);
  };
  const folded = ordered.filter(isFolded);
  const unfolded = ordered.filter((id) => !isFolded(id));
  const { ref, columns } = useColumns(unfolded.length);
  const rows = Math.ceil(unfolded.length / columns);
  const widths = paneLayout.widthsFor(layout, columns);
  return (
    <section className={classes.panes} aria-label="Subscribers" data-part="subscribers" tabIndex={-1}>
      <div className={classes.bar}>
        <span className={classes.label}>Subscribers</span>
        <span className={classes.total}>{ordered.length > 0 && ordered.length}</span>
        <FilterBar />
        <AddSubscribers />
      </div>
      <ForeignNotice />
      {folded.length > 0 && (
        <div className={classes.shelf}>
          {folded.map((id) => (
            <Pane key={id} subscriberId={id} slowStore={slowStore} folded />
          ))}
        </div>
      )}
      {opened && ordered.length === 0 && <NobodyYet />}
      {unfolded.length > 0 && (
        <div
          ref={ref}
          className={classes.grid}
          style={{
            gridTemplateColumns: widths.map((width) => `minmax(0, ${width}fr)`).join(' '),
            gridAutoRows: `minmax(${layout.rowHeight}px, 1fr)`,
          }}
        >
          {unfolded.map((id, index) => (
            <Pane
              key={id}
              subscriberId={id}
              slowStore={slowStore}
              column={(index % columns) + 1}
              row={Math.floor(index / columns) + 1}
            />
          ))}
          <PaneEdges widths={widths} rows={rows} rowHeight={layout.rowHeight} />
        </div>
      )}
    </section>
  );
}
