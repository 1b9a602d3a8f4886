import type { SettingsView } from '../../../shared/window/settings';
import { windowViewSchema } from '../../../shared/window/window-view';
import type { Profiles } from './profiles';
import type { Secrets } from './secrets';
import type { SettingsStore } from './settings-store';

/** The settings as the window may see them. */
export function settingsView(settings: SettingsStore, secrets: Secrets, profiles: Profiles): SettingsView {
  const { preferences, profiles: saved, layout, variables } = settings.current;
  return {
    preferences,
    profiles: saved,
    layout,
    view: windowViewSchema.parse(settings.current),
    variables,
    secrets: profiles.secretStates(),
    secretsProblem: secrets.problem,
    file: settings.path,
    problems: [...settings.problems, ...secrets.problems],
  };
}
