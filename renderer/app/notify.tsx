import { notifications } from '@mantine/notifications';
import type { ErrorInfo } from '../../shared/errors';

/** Says that something the person asked for did not happen. It stays until it is closed when there is much to read. */
export function notify(title: string, error: ErrorInfo): void {
  notifications.show({
    title,
    message: error.message,
    color: 'red',
    withBorder: true,
    autoClose: error.message.length > 120 ? false : 8000,
    closeButtonProps: { 'aria-label': 'Close this message' },
  });
}
