import { ActionIcon, Tooltip } from '@mantine/core';
import { IconChecklist, IconSettings } from '@tabler/icons-react';
import { useStore } from 'zustand';
import { useCommands } from '../commands/use-commands';
import { ActiveProfileMark } from '../profiles/active-profile-mark';
import { ProfileMenu } from '../profiles/profile-menu';
import { keyLabel } from '../shortcuts/keys';
import { useShortcut } from '../shortcuts/use-shortcut';
import { scenarioLook, showSide } from '../store/scenario';
import classes from './connection.module.css';
import { ConnectionForm } from './connection-form';
import { ConnectionStatus } from './connection-status';

/** The top of the window: where it is connected to, and how to change that. */
export function ConnectionBar() {
  const commands = useCommands();
  const isScenario = useStore(scenarioLook, ({ side }) => side === 'scenario');
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
        <Tooltip label={`${isScenario ? 'Back to the composer' : 'Scenario'} (${keyLabel('showScenario')})`}>
          <ActionIcon
            aria-label="Scenario"
            aria-pressed={isScenario}
            data-testid="show-scenario"
            onClick={() => showSide(isScenario ? 'composer' : 'scenario')}
          >
            <IconChecklist size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
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
