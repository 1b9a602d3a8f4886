import { useRef } from 'react';
import { keyLabel } from '../shortcuts/keys';
import { useShortcut } from '../shortcuts/use-shortcut';
import { useBusdeck, useBusdeckStore } from '../store/react';
import { knownTopics } from '../store/topics';
import { FilterField } from './filter-field';
import { FilterHelp } from './filter-help';
import classes from './find.module.css';
import { HighlightRules } from './highlight-rules';
import { SearchNote } from './search-note';

/** The filter over all panes. */
export function FilterBar() {
  const { actions } = useBusdeckStore();
  const filter = useBusdeck((s) => s.filter);
  const problem = useBusdeck((s) => s.filterProblem);
  const topics = useBusdeck(knownTopics);
  const byId = useBusdeck((s) => s.subscribers.byId);
  const input = useRef<HTMLInputElement>(null);
  useShortcut('filter', () => input.current?.focus());
  return (
    <div className={classes.find}>
      <FilterField
        ref={input}
        testId="filter"
        label="Filter deliveries"
        title={keyLabel('filter')}
        filter={filter}
        problem={problem}
        known={() => ({ topics, subscribers: [...byId.values()].map(({ name }) => name) })}
        onFilter={actions.setFilter}
      />
      <FilterHelp />
      <HighlightRules />
      <SearchNote />
    </div>
  );
}
