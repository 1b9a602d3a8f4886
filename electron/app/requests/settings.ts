import { shell } from 'electron';
import { definedOf } from '../../../shared/bus/defined';
import type { SettingsResponses } from '../../../shared/ipc/requests-settings';
import type { RestoredDraft } from '../../../shared/window/draft';
import type { Settings, SettingsView } from '../../../shared/window/settings';
import type { PayloadFiles } from '../../session/compose/payload-files';
import type { ChosenFiles } from '../../session/settings/chosen-files';
import type { Profiles } from '../../session/settings/profiles';
import type { SettingsStore } from '../../session/settings/settings-store';
import { chooseFile } from '../dialogs';
import type { Handlers } from '../ipc';

interface SettingsContext {
  readonly settings: SettingsStore;
  readonly profiles: Profiles;
  /** The files that the composer has chosen. */
  readonly files: PayloadFiles;
  readonly chosen: ChosenFiles;
  readonly view: () => SettingsView;
}

/** What the main process does for the requests about settings and saved connections. */
export function settingsHandlers({
  settings,
  profiles,
  files,
  chosen,
  view,
}: SettingsContext): Pick<Handlers, keyof SettingsResponses> {
  return {
    changePreferences: (change) => {
      settings.changePreferences(change);
      return null;
    },
    keepLayout: ({ group, sizes }) => {
      settings.keepLayout(group, sizes);
      return null;
    },
    keepView: (change) => {
      settings.keep(definedOf(change));
      return null;
    },
    keepVariables: ({ profileId, kind, variables }) => {
      const profile = profileId === undefined ? undefined : settings.profile(profileId);
      if (profile === undefined) {
        settings.keep({ variables: { ...settings.current.variables, [kind]: variables } });
      } else {
        settings.keepProfile({ ...profile, variables });
      }
      return null;
    },
    keepDraft: ({ fileId, ...draft }) => {
      const filePath = fileId === undefined ? {} : { filePath: files.pathOf(fileId) };
      settings.keep({ draft: { ...draft, ...filePath } });
      return null;
    },
    keptDraft: async () => {
      const { draft } = settings.current;
      return draft === undefined ? null : restored(draft, files);
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
      const path = await chooseFile(title);
      if (path !== undefined) chosen.add(path);
      return { path };
    },
    showSettingsFile: () => {
      shell.showItemInFolder(settings.path);
      return null;
    },
  };
}

async function restored(
  { filePath, ...draft }: NonNullable<Settings['draft']>,
  files: PayloadFiles,
): Promise<RestoredDraft> {
  if (filePath === undefined) return draft;
  // A file that is gone is chosen anew; the composer asks for it.
  const file = await files.add(filePath).catch(() => undefined);
  return file === undefined ? draft : { ...draft, file };
}
