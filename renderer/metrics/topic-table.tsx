import type { TopicCounters } from '../../shared/bus/counters';
import { count } from '../format/numbers';
import { VisibleText } from '../format/visible-text';
import { useBusdeck } from '../store/react';
import classes from './metrics.module.css';

const columns: readonly { field: keyof TopicCounters; word: string }[] = [
  { field: 'published', word: 'Published' },
  { field: 'broadcast', word: 'Broadcast' },
  { field: 'delivered', word: 'Delivered' },
  { field: 'acked', word: 'Acked' },
  { field: 'failed', word: 'Failed' },
  { field: 'retried', word: 'Retried' },
  { field: 'dead', word: 'Dead' },
  { field: 'replayed', word: 'Replayed' },
  { field: 'held', word: 'Held' },
  { field: 'returned', word: 'Returned' },
  { field: 'publishFailed', word: 'Not confirmed' },
  { field: 'dropped', word: 'Dropped' },
];

/** Every topic with all that was counted on it since the app was started. */
export function TopicTable() {
  const topics = useBusdeck((s) => s.counts.topics);
  const rows = [...topics].sort(([a], [b]) => (a < b ? -1 : 1));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must be reached by keyboard.
    <section className={classes.tableScroller} tabIndex={0} aria-label="Counts by topic, scrollable">
      <table className={classes.table} data-testid="topic-table">
        <thead>
          <tr>
            <th scope="col">Topic</th>
            {columns.map(({ field, word }) => (
              <th key={field} scope="col">
                {word}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([topic, counters]) => (
            <tr key={topic} data-testid="topic-counts" data-topic={topic}>
              <th scope="row" title={topic}>
                <VisibleText text={topic} />
              </th>
              {columns.map(({ field }) => (
                <td key={field} data-counter={field} data-value={counters[field]}>
                  {count(counters[field])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {rows.length > 1 && (
          <tfoot>
            <tr>
              <th scope="row">All</th>
              {columns.map(({ field }) => (
                <td key={field}>{count(sum(rows, field))}</td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </section>
  );
}

function sum(rows: readonly [string, TopicCounters][], field: keyof TopicCounters): number {
  return rows.reduce((total, [, counters]) => total + counters[field], 0);
}
