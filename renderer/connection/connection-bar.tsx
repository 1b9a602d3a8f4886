import { ActionIcon, Tooltip } from '@mantine/core';
import { IconSettings } from '@tabler/icons-react';
import { useCommands } from '../commands/use-commands';
import { ActiveProfileMark } from '../profiles/active-profile-mark';
import { ProfileMenu } from '../profiles/profile-menu';
import { keyLabel } from '../shortcuts/keys';
import { useShortcut } from '../shortcuts/use-shortcut';
import classes from './connection.module.css';
import { ConnectionForm } from './connection-form';
import { ConnectionStatus } from './connection-status';

/** The top of the window: where it is connected to, and how to change that. */
export function ConnectionBar() {
  const commands = useCommands();
  const showSettings = () => commands.openDialog({ type: 'settings' });
  useShortcut('settings', showSettings);
  useShortcut('connections', () => commands.openDialog({ type: 'connections' }));
  return (
    <header className={classes.bar} data-part="connection" tabIndex={-1}>
      <h1 className={classes.name}>Busdeck</h1>
      <ProfileMenu />
      <ConnectionForm />
      <ActiveProfileMark />
      <div className={classes.end}>
        <ConnectionStatus />
        <Tooltip label={`Settings (${keyLabel('settings')})`}>
          <ActionIcon
            className={classes.settings ?? ''}
            aria-label="Settings"
            data-testid="open-settings"
            onClick={showSettings}
          >
            <IconSettings size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
    </header>
  );
}
