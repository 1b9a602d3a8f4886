import { LedgerView } from './ledger-view';
import { Rates } from './rates';
import classes from './status-bar.module.css';
import { ThemeSwitch } from './theme-switch';

export function StatusBar() {
  return (
    <footer className={classes.bar} data-part="numbers" tabIndex={-1}>
      <Rates />
      <LedgerView />
      <ThemeSwitch />
    </footer>
  );
}
