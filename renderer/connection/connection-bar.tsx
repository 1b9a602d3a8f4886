import classes from './connection.module.css';
import { ConnectionForm } from './connection-form';
import { ConnectionStatus } from './connection-status';

/** The top of the window: where it is connected to, and how to change that. */
export function ConnectionBar() {
  return (
    <header className={classes.bar} data-part="connection" tabIndex={-1}>
      <h1 className={classes.name}>Busdeck</h1>
      <ConnectionForm />
      <ConnectionStatus />
    </header>
  );
}
