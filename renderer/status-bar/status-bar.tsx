import { LedgerView } from './ledger-view';
import { Rates } from './rates';
import { RecordingMark } from './recording-mark';
import classes from './status-bar.module.css';
import { ThemeSwitch } from './theme-switch';

export function StatusBar() {
  return (
    <footer className={classes.bar} data-part="status" tabIndex={-1}>
      <Rates />
      <RecordingMark />
      <LedgerView />
      <ThemeSwitch />
    </footer>
  );
}
