import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { ErrorInfo } from '../../shared/bus/errors';
import { headOf, maxVisibleLength } from '../format/visible-text';
import classes from './notify.module.css';

/** Says that something the person asked for did not happen. It stays until it is closed when there is much to read. */
export function notify(title: string, error: ErrorInfo): void {
  notifications.show({
    title,
    message: headOf(error.message, maxVisibleLength),
    color: 'red',
    withBorder: true,
    autoClose: error.message.length > 120 ? false : 8000,
    closeButtonProps: { 'aria-label': 'Close this message' },
  });
}

/** Long enough to read it, to go there by key, and to think again. */
const undoMs = 20_000;

/** Says what was replaced, with a button that takes it back. */
export function offerUndo(message: string, undo: () => void): void {
  const id = notifications.show({
    message: (
      <div className={classes.offer}>
        <span>{message}</span>
        <Button
          variant="default"
          size="compact-xs"
          data-testid="undo"
          onClick={() => {
            notifications.hide(id);
            undo();
          }}
        >
          Undo
        </Button>
      </div>
    ),
    autoClose: undoMs,
    closeButtonProps: { 'aria-label': 'Close this message' },
  });
}
