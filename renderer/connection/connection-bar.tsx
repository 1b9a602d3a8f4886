import { ActionIcon, Tooltip } from '@mantine/core';
import { IconSettings } from '@tabler/icons-react';
import { ActiveProfileMark } from '../profiles/active-profile-mark';
import { ProfileMenu } from '../profiles/profile-menu';
import { useBusdeckStore } from '../store/react';
import classes from './connection.module.css';
import { ConnectionForm } from './connection-form';
import { ConnectionStatus } from './connection-status';

/** The top of the window: where it is connected to, and how to change that. */
export function ConnectionBar() {
  const { actions } = useBusdeckStore();
  return (
    <header className={classes.bar} data-part="connection" tabIndex={-1}>
      <h1 className={classes.name}>Busdeck</h1>
      <ProfileMenu />
      <ConnectionForm />
      <ActiveProfileMark />
      <ConnectionStatus />
      <Tooltip label="Settings">
        <ActionIcon
          className={classes.settings ?? ''}
          aria-label="Settings"
          data-testid="open-settings"
          onClick={() => actions.showDialog({ type: 'settings' })}
        >
          <IconSettings size={16} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </header>
  );
}
