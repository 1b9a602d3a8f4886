import { Tooltip } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { count, plural } from '../format/numbers';
import { type Evicted, imbalance, type Ledger } from '../store/ledger';
import { useBusdeck } from '../store/react';
import classes from './status-bar.module.css';

const explanation =
  'Every delivery is accounted for: received = shown in a pane + kept out by the filter + evicted from the panes.';

const reasons: readonly { readonly why: keyof Evicted; readonly words: string }[] = [
  { why: 'leftOut', words: 'came faster than the panes can list them' },
  { why: 'oldest', words: 'were the oldest and made room' },
  { why: 'cleared', words: 'were in a pane that was cleared or removed' },
  { why: 'missed', words: 'came before this window was loaded' },
];

/** Why there are evicted ones, when there are. They are in the counters all the same. */
function explained({ why }: Ledger): string {
  const told = reasons.filter((reason) => why[reason.why] > 0);
  if (told.length === 0) return explanation;
  const words = told.map((reason) => `${count(why[reason.why])} ${reason.words}`).join('; ');
  return `${explanation} Of the evicted ${words}. The counters have them all.`;
}

/** Where every delivery went. It always adds up; if ever it does not, it says so. */
export function LedgerView() {
  const ledger = useBusdeck((s) => s.ledger);
  const { received, shown, filtered, evicted } = ledger;
  const missing = imbalance(ledger);
  const words = explained(ledger);
  return (
    <Tooltip label={words} position="top">
      <section
        className={classes.ledger}
        aria-label="Ledger"
        aria-description={words}
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
