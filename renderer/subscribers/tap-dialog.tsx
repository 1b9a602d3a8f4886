import { Alert, Button, Modal } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useState } from 'react';
import type { Tracing } from '../../shared/window/tap';
import dialogs from '../ask/dialogs.module.css';
import { useCommands } from '../commands/use-commands';
import { VisibleText, visible } from '../format/visible-text';
import { useReadOnly } from '../store/use-read-only';

interface TapDialogProps {
  readonly topic: string;
  readonly tracing: Tracing;
  readonly onClose: () => void;
}

/** What it takes to see everything, said before it is taken. */
export function TapDialog({ topic, tracing, onClose }: TapDialogProps) {
  const commands = useCommands();
  const readOnly = useReadOnly();
  const [busy, setBusy] = useState<'all' | 'broadcasts'>();
  const mayTrace = tracing.state === 'off' && readOnly === undefined;

  async function open(what: 'all' | 'broadcasts'): Promise<void> {
    setBusy(what);
    // At once: what becomes of it is told by its pane, or by a notice.
    onClose();
    await commands.openTap(topic, what === 'all');
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={`Watch ${visible(topic)} without taking anything`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <div className={dialogs.form}>
        {tracing.words !== undefined && <p className={dialogs.text}>{tracing.words.why}</p>}
        {mayTrace && (
          <p className={dialogs.text}>
            <strong>{tracing.words?.cost}</strong> Busdeck switches it off again when the last tap is closed,
            when it quits, and, should it be killed, the next time it is connected here.
          </p>
        )}
        {tracing.problem !== undefined && (
          <Alert color="yellow" p="xs">
            Whether the broker traces is not known. <VisibleText text={tracing.problem.message} />
          </Alert>
        )}
        {readOnly !== undefined && (
          <p className={dialogs.text}>
            This is a read-only connection: tracing cannot be switched on from it.
          </p>
        )}
        <div className={dialogs.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            variant={mayTrace ? 'default' : 'filled'}
            data-testid="tap-broadcasts"
            data-autofocus={mayTrace ? undefined : true}
            loading={busy === 'broadcasts'}
            onClick={() => void open('broadcasts')}
          >
            Broadcasts only
          </Button>
          {mayTrace && (
            <Button
              data-autofocus
              data-testid="tap-all"
              leftSection={<IconEye size={14} aria-hidden />}
              loading={busy === 'all'}
              onClick={() => void open('all')}
            >
              Switch tracing on
            </Button>
          )}
        </div>
      </div>
    </Modal>
  );
}
