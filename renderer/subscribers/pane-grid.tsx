import { useMemo } from 'react';
import { useStore } from 'zustand';
import { FilterBar } from '../filter/filter-bar';
import { ViewSwitch } from '../layout/view-switch';
import { byFolding, inOrder, paneLayout } from '../store/pane-layout';
import { useBusdeck, useBusdeckStore } from '../store/react';
import { slowly } from '../store/slow-store';
import { AddSubscribers } from './add-subscribers';
import { ForeignNotice } from './foreign-notice';
import { FoundNotice } from './found-notice';
import { NobodyYet } from './nobody-yet';
import { Pane } from './pane';
import classes from './pane-grid.module.css';
import { PanesSideBySide } from './panes-side-by-side';

/** How often a pane is brought up to date that is scrolled out of sight. */
const outOfSightMs = 500;

/** Another list only when another tap is there. */
function useTapIds(): readonly string[] {
  const key = useBusdeck((s) => s.session.taps.map(({ id }) => id).join(' '));
  return useMemo(() => (key === '' ? [] : key.split(' ')), [key]);
}

/** The subscribers side by side; folded ones lie on a shelf above. */
export function PaneGrid() {
  const subscribers = useBusdeck((s) => s.subscribers);
  const opened = useBusdeck((s) => s.opened);
  const taps = useTapIds();
  const layout = useStore(paneLayout.store);
  const store = useBusdeckStore();
  const slowStore = useMemo(() => slowly(store, outOfSightMs), [store]);
  const ordered = useMemo(() => inOrder(subscribers, layout.order), [subscribers, layout.order]);
  const { folded, unfolded } = useMemo(
    () => byFolding(subscribers, ordered, layout.folded),
    [subscribers, ordered, layout.folded],
  );
  return (
    <section className={classes.panes} aria-label="Subscribers" data-part="subscribers" tabIndex={-1}>
      <div className={classes.bar}>
        <ViewSwitch />
        {ordered.length > 0 && (
          <span className={classes.total} title="Subscribers" data-testid="subscriber-total">
            {ordered.length}
          </span>
        )}
        <FilterBar />
        <AddSubscribers />
      </div>
      <FoundNotice />
      <ForeignNotice />
      {folded.length > 0 && (
        <div className={classes.shelf}>
          {folded.map((id) => (
            <Pane key={id} subscriberId={id} slowStore={slowStore} folded />
          ))}
        </div>
      )}
      {opened && ordered.length === 0 && taps.length === 0 && <NobodyYet />}
      {unfolded.length + taps.length > 0 && (
        <PanesSideBySide ids={unfolded} taps={taps} slowStore={slowStore} />
      )}
    </section>
  );
}
