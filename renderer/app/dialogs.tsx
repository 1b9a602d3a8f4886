import { Modal } from '@mantine/core';
import { EditAndReplay } from '../dead-letters/edit-and-replay';
import { KeyList } from '../palette/key-list';
import { useQuestionMark } from '../palette/use-question-mark';
import { ManageConnections } from '../profiles/manage-connections';
import { PasswordDialog } from '../profiles/password-dialog';
import { SettingsPage } from '../settings/settings-page';
import { useBusdeck, useBusdeckStore } from '../store/react';
import classes from './dialogs.module.css';
import { useCommands } from './use-commands';
import { useFocusReturn } from './use-focus-return';

/** The window that stands over the others, if any. */
export function Dialogs() {
  const dialog = useBusdeck((s) => s.dialog);
  const { actions } = useBusdeckStore();
  const commands = useCommands();
  useQuestionMark(() => commands.openDialog({ type: 'shortcuts' }));
  const close = () => actions.showDialog(undefined);
  useFocusReturn(dialog !== undefined);
  switch (dialog?.type) {
    case undefined:
      return null;
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
