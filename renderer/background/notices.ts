import type { Api } from '../../shared/ipc/ipc';
import { notify } from '../ask/notify';
import type { Commands } from '../commands/commands';
import { takePlay } from '../store/scenario';
import type { BusdeckStore } from '../store/store';
import { tellProblems } from './settings-problems';

interface NoticesContext {
  readonly api: Api;
  readonly store: BusdeckStore;
  readonly commands: Commands;
}

/** Takes in what the main process tells beside the stream: settings that changed, and items of the menu. */
export function takeNotices({ api, store, commands }: NoticesContext): () => void {
  const stopProblems = tellProblems(store);
  const stopNotices = api.onNotice((notice) => {
    switch (notice.type) {
      case 'settings':
        return store.actions.setSettings(notice.settings);
      case 'scenario':
        return takePlay(notice.play);
      case 'command':
        return commands.runMenuCommand(notice.command);
      case 'problem':
        store.actions.logProblem('Busdeck', notice.error);
        return notify('Busdeck', notice.error);
    }
  });
  return () => {
    stopProblems();
    stopNotices();
  };
}
