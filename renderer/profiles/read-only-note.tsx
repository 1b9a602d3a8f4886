import { IconLock } from '@tabler/icons-react';
import { VisibleText } from '../format/visible-text';
import classes from './profiles.module.css';

/** Says beside disabled controls why they are. */
export function ReadOnlyNote({ reason }: { reason: string }) {
  return (
    <p className={classes.readOnly} data-testid="read-only">
      <IconLock size={13} aria-hidden />
      <span>
        <VisibleText text={reason} /> Nothing can be sent from here.
      </span>
    </p>
  );
}
