import { notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import { useCommands } from '../commands/use-commands';
import { visible } from '../format/visible-text';
import { useBusdeckStore } from '../store/react';
import { askWhichToKeep } from './ask-which-to-keep';

/**
 * A saved request that is open may be changed by somebody else meanwhile, as by a `git pull`. Looked for whenever the
 * window is looked at: taken over where nothing was changed here, and asked about where something was.
 */
export function useSavedChanges(): void {
  const store = useBusdeckStore();
  const commands = useCommands();
  useEffect(() => {
    const { actions } = store;
    let looking = false;

    async function look(): Promise<void> {
      if (looking) return;
      looking = true;
      try {
        await settle();
      } finally {
        looking = false;
      }
    }

    async function settle(): Promise<void> {
      const { savedAs } = store.getState().draft;
      const found = await commands.compareSaved();
      if (savedAs === undefined || found === undefined || store.getState().draft.savedAs !== savedAs) return;
      const { name } = savedAs;
      switch (found.state) {
        case 'gone':
          // What stands here is all there is of it now.
          actions.editDraft({ savedAs: undefined });
          return;
        case 'same':
          if (found.version !== savedAs.version)
            actions.editDraft({ savedAs: { name, version: found.version }, edited: false });
          return;
        case 'theirs':
          await commands.takeSaved(name);
          notifications.show({
            message: `“${visible(name)}” was changed on disk and is opened again.`,
            closeButtonProps: { 'aria-label': 'Close this message' },
          });
          return;
        case 'both':
          if ((await askWhichToKeep(name)) === 'theirs') await commands.takeSaved(name);
          else actions.editDraft({ savedAs: { name, version: found.version } });
      }
    }

    void look();
    const onFocus = () => void look();
    window.addEventListener('focus', onFocus);
    return () => window.removeEventListener('focus', onFocus);
  }, [store, commands]);
}
