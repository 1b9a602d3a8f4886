import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { Commands } from '../commands/commands';
import { CommandsContext } from '../commands/use-commands';
import { StoreContext } from '../store/react';
import type { BusdeckStore } from '../store/store';
import { defaultColorScheme, preferredColorScheme } from '../theme/color-scheme';
import { cssVariables, theme } from '../theme/theme';
import { Dialogs } from './dialogs';
import { Shell } from './shell';

export function App({ store, commands }: { store: BusdeckStore; commands: Commands }) {
  const [colorSchemeManager] = useState(() => preferredColorScheme(store, commands.changePreferences));
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={colorSchemeManager}
      defaultColorScheme={defaultColorScheme}
    >
      <StoreContext value={store}>
        <CommandsContext value={commands}>
          <ModalsProvider modalProps={{ closeOnClickOutside: false }}>
            <Notifications position="bottom-right" limit={4} />
            <Shell />
            <Dialogs />
          </ModalsProvider>
        </CommandsContext>
      </StoreContext>
    </MantineProvider>
  );
}
