import { TextInput } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { useMemo, useRef } from 'react';
import { useShortcut } from '../app/use-shortcut';
import { keyLabel } from '../keys';
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
        <Filter />
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

function Filter() {
  const { actions } = useBusdeckStore();
  const filter = useBusdeck((s) => s.filter);
  const input = useRef<HTMLInputElement>(null);
  useShortcut('filter', () => input.current?.focus());
  return (
    <TextInput
      ref={input}
      data-testid="filter"
      className={classes.filter}
      aria-label="Filter deliveries by payload, id or header"
      placeholder="Filter deliveries"
      title={keyLabel('filter')}
      leftSection={<IconFilter size={14} aria-hidden />}
      value={filter}
      onChange={(event) => actions.setFilter(event.currentTarget.value)}
      onKeyDown={(event) => event.key === 'Escape' && actions.setFilter('')}
    />
  );
}
