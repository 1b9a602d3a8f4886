import type { SettingsView } from '../../shared/settings';
import type { Profiles } from './profiles';
import type { Secrets } from './secrets';
import type { SettingsStore } from './settings-store';

/** The settings as the window may see them. */
export function settingsView(settings: SettingsStore, secrets: Secrets, profiles: Profiles): SettingsView {
  const { preferences, profiles: saved, layout, draft } = settings.current;
  return {
    preferences,
    profiles: saved,
    layout,
    draft,
    secrets: profiles.secretStates(),
    secretsProblem: secrets.problem,
    file: settings.path,
    problems: [...settings.problems, ...secrets.problems],
  };
}
