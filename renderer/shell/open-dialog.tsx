import { Modal } from '@mantine/core';
import classes from '../ask/dialogs.module.css';
import { EditAndReplay } from '../dead-letters/edit-and-replay';
import { KeyList } from '../palette/key-list';
import { ManageConnections } from '../profiles/manage-connections';
import { PasswordDialog } from '../profiles/password-dialog';
import { SettingsPage } from '../settings/settings-page';
import { useBusdeck, useBusdeckStore } from '../store/react';
import type { Dialog } from '../store/settings';
import { TapDialog } from '../subscribers/tap-dialog';

/** Each dialog that there is. */
export function OpenDialog({ dialog }: { dialog: Dialog }) {
  const { actions } = useBusdeckStore();
  const close = () => actions.showDialog(undefined);
  switch (dialog.type) {
    case 'settings':
      return <SettingsPage onClose={close} />;
    case 'connections':
      return (
        <ManageConnections
          key={dialog.draft?.profile.id}
          draft={dialog.draft}
          chosenId={dialog.chosenId}
          onClose={close}
        />
      );
    case 'password':
      return <PasswordDialog profileId={dialog.profileId} problem={dialog.problem} onClose={close} />;
    case 'edit-letter':
      return (
        <EditAndReplay key={dialog.letter.id} topic={dialog.topic} letter={dialog.letter} onClose={close} />
      );
    case 'tap':
      return <TapDialog topic={dialog.topic} tracing={dialog.tracing} onClose={close} />;
    case 'shortcuts':
      return <KeyList onClose={close} />;
    case 'about':
      return <AboutDialog onClose={close} />;
  }
}

function AboutDialog({ onClose }: { onClose: () => void }) {
  const version = useBusdeck((s) => s.version);
  return (
    <Modal
      opened
      onClose={onClose}
      title="About Busdeck"
      size="sm"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <p className={classes.text} data-selectable>
        Busdeck {version}. A desktop monitor and test console for event buses. MIT licence.
      </p>
    </Modal>
  );
}
