import { Tooltip } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { count, plural } from '../format/numbers';
import { imbalance } from '../store/ledger';
import { useBusdeck } from '../store/react';
import classes from './status-bar.module.css';

const explanation =
  'Every delivery is accounted for: received = shown in a pane + kept out by the filter + evicted (left out under load, removed as the oldest, or cleared).';

/** Where every delivery went. It always adds up; if ever it does not, it says so. */
export function LedgerView() {
  const ledger = useBusdeck((s) => s.ledger);
  const { received, shown, filtered, evicted } = ledger;
  const missing = imbalance(ledger);
  return (
    <Tooltip label={explanation} position="top">
      <section
        className={classes.ledger}
        aria-label="Ledger"
        data-testid="ledger"
        data-received={received}
        data-shown={shown}
        data-filtered={filtered}
        data-evicted={evicted}
      >
        <Amount word="received" value={received} />
        <span aria-hidden>=</span>
        <Amount word="shown" value={shown} />
        <span aria-hidden>+</span>
        <Amount word="filtered" value={filtered} />
        <span aria-hidden>+</span>
        <Amount word="evicted" value={evicted} />
        {missing !== 0 && (
          <span className={classes.warning} role="alert">
            <IconAlertTriangle size={14} aria-hidden />
            {plural(Math.abs(missing), 'delivery', 'deliveries')} unaccounted for
          </span>
        )}
      </section>
    </Tooltip>
  );
}

function Amount({ word, value }: { word: string; value: number }) {
  return (
    <span className={classes.number}>
      <span>{word}</span> <b>{count(value)}</b>
    </span>
  );
}
