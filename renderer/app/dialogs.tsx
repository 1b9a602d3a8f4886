import { Modal } from '@mantine/core';
import { keyLabel, shortcutNames, shortcuts } from '../keys';
import { ManageConnections } from '../profiles/manage-connections';
import { PasswordDialog } from '../profiles/password-dialog';
import { SettingsPage } from '../settings/settings-page';
import { useBusdeck, useBusdeckStore } from '../store/react';
import classes from './dialogs.module.css';
import { useFocusReturn } from './use-focus-return';

/** The window that stands over the others, if any. */
export function Dialogs() {
  const dialog = useBusdeck((s) => s.dialog);
  const { actions } = useBusdeckStore();
  const close = () => actions.showDialog(undefined);
  useFocusReturn(dialog !== undefined);
  switch (dialog?.type) {
    case undefined:
      return null;
    case 'settings':
      return <SettingsPage onClose={close} />;
    case 'connections':
      return <ManageConnections draft={dialog.draft} chosenId={dialog.chosenId} onClose={close} />;
    case 'password':
      return <PasswordDialog profileId={dialog.profileId} problem={dialog.problem} onClose={close} />;
    case 'shortcuts':
      return <ShortcutsDialog onClose={close} />;
    case 'about':
      return <AboutDialog onClose={close} />;
  }
}

function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="Keyboard shortcuts" closeButtonProps={{ 'aria-label': 'Close' }}>
      <dl className={classes.keys}>
        {shortcutNames.map((name) => (
          <ShortcutLine key={name} title={shortcuts[name].title} keys={keyLabel(name)} />
        ))}
      </dl>
    </Modal>
  );
}

function ShortcutLine({ title, keys }: { title: string; keys: string }) {
  return (
    <>
      <dt>{title}</dt>
      <dd>
        <kbd className={classes.key}>{keys}</kbd>
      </dd>
    </>
  );
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
