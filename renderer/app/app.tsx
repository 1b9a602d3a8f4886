import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { StoreContext } from '../store/react';
import type { BusdeckStore } from '../store/store';
import { colorSchemeManager, defaultColorScheme } from '../theme/color-scheme';
import { cssVariables, theme } from '../theme/theme';
import type { Commands } from './commands';
import { Shell } from './shell';
import { CommandsContext } from './use-commands';

export function App({ store, commands }: { store: BusdeckStore; commands: Commands }) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      colorSchemeManager={colorSchemeManager}
      defaultColorScheme={defaultColorScheme}
    >
      <StoreContext value={store}>
        <CommandsContext value={commands}>
          <ModalsProvider>
            <Notifications position="bottom-right" limit={4} />
            <Shell />
          </ModalsProvider>
        </CommandsContext>
      </StoreContext>
    </MantineProvider>
  );
}
