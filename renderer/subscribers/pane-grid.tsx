import { useMemo } from 'react';
import { FilterBar } from '../find/filter-bar';
import { useBusdeck, useBusdeckStore } from '../store/react';
import { slowly } from '../store/slow-store';
import { AddSubscribers } from './add-subscribers';
import { ForeignNotice } from './foreign-notice';
import { Pane } from './pane';
import classes from './pane-grid.module.css';
import { useColumns } from './use-columns';

/** How often a pane is brought up to date that is scrolled out of sight. */
const outOfSightMs = 500;

/** The subscribers side by side. */
export function PaneGrid() {
  const ids = useBusdeck((s) => s.subscribers.ids);
  const opened = useBusdeck((s) => s.opened);
  const { ref, columns } = useColumns(ids.length);
  const store = useBusdeckStore();
  const slowStore = useMemo(() => slowly(store, outOfSightMs), [store]);
  return (
    <section className={classes.panes} aria-label="Subscribers">
      <div className={classes.bar}>
        <span className={classes.label}>Subscribers</span>
        <span className={classes.total}>{ids.length > 0 && ids.length}</span>
        <FilterBar />
        <AddSubscribers />
      </div>
      <ForeignNotice />
      {ids.length > 0 ? (
        <div ref={ref} className={classes.grid} style={{ '--columns': columns }}>
          {ids.map((id) => (
            <Pane key={id} subscriberId={id} slowStore={slowStore} />
          ))}
        </div>
      ) : (
        opened && <p className={classes.nobody}>No subscribers. Add one to see who gets what.</p>
      )}
    </section>
  );
}
