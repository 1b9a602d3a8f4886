import type { SubscriberCounters } from '../../shared/bus/counters';
import { count } from '../format/numbers';
import { subscriberCounts } from '../store/counters';
import { useBusdeck } from '../store/react';
import classes from './pane.module.css';

interface Cell {
  readonly counter: string;
  readonly field: keyof SubscriberCounters;
  readonly word: string;
  readonly tone?: string;
  readonly title: string;
}

const cells: readonly Cell[] = [
  { counter: 'received', field: 'received', word: 'received', title: 'Deliveries handed to this subscriber' },
  { counter: 'acked', field: 'acked', word: 'acked', tone: 'acked', title: 'Deliveries it acknowledged' },
  {
    counter: 'failed',
    field: 'failed',
    word: 'failed',
    tone: 'failed',
    title: 'Deliveries whose handler failed',
  },
  {
    counter: 'retried',
    field: 'retried',
    word: 'retried',
    tone: 'retried',
    title: 'Failed deliveries that get another attempt',
  },
  {
    counter: 'dead',
    field: 'dead',
    word: 'dead',
    tone: 'dead',
    title: 'Messages it gave up on: they are in the dead letters',
  },
  {
    counter: 'in-flight',
    field: 'inFlight',
    word: 'in flight',
    tone: 'in-flight',
    title: 'Deliveries it has not answered yet',
  },
];

/** Exact at any rate: the numbers come from the main process and not from the rows below. */
export function PaneCounters({ subscriberId }: { subscriberId: string }) {
  const counters = useBusdeck((s) => subscriberCounts(s.counts, subscriberId));
  return (
    <dl className={classes.counters}>
      {cells.map(({ counter, field, word, tone, title }) => {
        const value = counters[field];
        return (
          <div
            key={counter}
            className={classes.counter}
            title={title}
            data-testid="counter"
            data-counter={counter}
            data-value={value}
            data-tone={value > 0 ? tone : undefined}
            data-zero={value === 0 || undefined}
          >
            <dt>{word}</dt>
            <dd>{count(value)}</dd>
          </div>
        );
      })}
      {counters.interrupted > 0 && (
        <div className={classes.counter} title="Deliveries that ended without an answer" data-tone="failed">
          <dt>interrupted</dt>
          <dd>{count(counters.interrupted)}</dd>
        </div>
      )}
    </dl>
  );
}
