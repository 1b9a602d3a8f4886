import { Button, Checkbox, Modal, PasswordInput } from '@mantine/core';
import { type SyntheticEvent, useState } from 'react';
import { useCommands } from '../commands/use-commands';
import { visible } from '../format/visible-text';
import { useBusdeck } from '../store/react';
import classes from './profiles.module.css';

interface PasswordDialogProps {
  readonly profileId: string;
  readonly problem: string | undefined;
  readonly onClose: () => void;
}

/** Asks for what is not known in this session, and connects with it. */
export function PasswordDialog({ profileId, problem, onClose }: PasswordDialogProps) {
  const commands = useCommands();
  const profile = useBusdeck((s) => s.settings.profiles.find(({ id }) => id === profileId));
  const secretsProblem = useBusdeck((s) => s.settings.secretsProblem);
  const [password, setPassword] = useState('');
  const [remember, setRemember] = useState(true);
  if (profile === undefined) return null;

  function connect(event: SyntheticEvent): void {
    event.preventDefault();
    if (password === '') return;
    onClose();
    void commands.connectProfile(profileId, { password, remember });
  }

  return (
    <Modal
      opened
      onClose={onClose}
      size="sm"
      title={`Password for ${visible(profile.name)}`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form className={classes.form} onSubmit={connect}>
        {problem !== undefined && (
          <p className={classes.outcome} data-tone="bad" role="alert">
            {problem}
          </p>
        )}
        <PasswordInput
          data-autofocus
          data-testid="profile-password"
          size="xs"
          label="Password"
          description={visible(profile.url)}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {secretsProblem === undefined ? (
          <Checkbox
            size="xs"
            label="Keep it in the system’s keychain"
            checked={remember}
            onChange={(event) => setRemember(event.currentTarget.checked)}
          />
        ) : (
          <p className={classes.note}>{secretsProblem}</p>
        )}
        <Button type="submit" data-testid="password-connect" disabled={password === ''}>
          Connect
        </Button>
      </form>
    </Modal>
  );
}
