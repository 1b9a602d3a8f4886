import { type BrowserWindow, dialog, shell } from 'electron';
import type { SettingsResponses } from '../../shared/requests-settings';
import type { SettingsView } from '../../shared/settings';
import type { Handlers } from '../ipc';
import type { Profiles } from './profiles';
import type { SettingsStore } from './settings-store';

interface SettingsContext {
  readonly settings: SettingsStore;
  readonly profiles: Profiles;
  readonly view: () => SettingsView;
  readonly window: () => BrowserWindow | undefined;
}

/** What the main process does for the requests about settings and saved connections. */
export function settingsHandlers({
  settings,
  profiles,
  view,
  window,
}: SettingsContext): Pick<Handlers, keyof SettingsResponses> {
  return {
    changePreferences: (change) => {
      settings.changePreferences(change);
      return null;
    },
    keepLayout: ({ group, sizes }) => {
      settings.keep({ layout: { ...settings.current.layout, [group]: sizes } });
      return null;
    },
    keepDraft: ({ draft }) => {
      settings.keep({ draft });
      return null;
    },
    saveProfile: (request) => {
      profiles.save(request);
      return view();
    },
    deleteProfile: ({ id }) => {
      profiles.delete(id);
      return view();
    },
    testProfile: (request) => profiles.test(request),
    connectProfile: (request) => profiles.connect(request),
    chooseFile: async ({ title }) => {
      const parent = window();
      const options = { title, properties: ['openFile' as const] };
      const { filePaths } = await (parent === undefined
        ? dialog.showOpenDialog(options)
        : dialog.showOpenDialog(parent, options));
      return { path: filePaths[0] };
    },
    showSettingsFile: () => {
      shell.showItemInFolder(settings.path);
      return null;
    },
  };
}
