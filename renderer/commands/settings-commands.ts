import { connectInput, isInside } from '../../shared/brokers';
import { type ConnectionStatus, defaultRetryPolicy } from '../../shared/bus/connection';
import { definedOf } from '../../shared/bus/defined';
import { toErrorInfo } from '../../shared/bus/errors';
import type { RequestInput, Result } from '../../shared/ipc/ipc';
import type { WindowCommand } from '../../shared/ipc/window-notice';
import type { PanelSizes, PreferencesChange } from '../../shared/window/settings';
import { leaveEdits } from '../ask/unsaved-edits';
import { runnerOf } from '../shortcuts/runners';
import { draftOfTarget } from '../store/profile-draft';
import { type Dialog, type Target, targetOf } from '../store/settings';
import type { BusdeckStore } from '../store/store';
import { type Ask, valueIn } from './asking';

/** What a person can ask for about settings and saved connections. */
export function settingsCommands(store: BusdeckStore, ask: Ask) {
  const { actions } = store;
  const settings = () => store.getState().settings;

  async function connectProfile(
    id: string,
    typed: { password?: string; passphrase?: string; remember?: boolean } = {},
  ): Promise<Result<ConnectionStatus>> {
    const profile = settings().profiles.find((each) => each.id === id);
    if (profile !== undefined) actions.setTarget(targetOf(profile));
    const answer = await ask('Not connected', 'connectProfile', { id, ...typed }, { inPlace: true });
    const status = answer.ok ? answer.value : undefined;
    if (!answer.ok && answer.error.code === 'password-needed')
      openDialog(store, { type: 'password', profileId: id });
    else if (status?.error?.code === 'login-refused' && profile !== undefined && !isInside(profile.kind))
      openDialog(store, { type: 'password', profileId: id, problem: status.error.message });
    return answer;
  }

  /** To where the top bar says. */
  function connectTarget({ kind, url, profileId }: Target): Promise<Result<ConnectionStatus>> {
    if (profileId !== undefined && settings().profiles.some(({ id }) => id === profileId))
      return connectProfile(profileId);
    const retry = settings().preferences.retry ?? defaultRetryPolicy;
    return ask('Not connected', 'connect', connectInput(kind, { url, retry }), { inPlace: true });
  }

  return {
    connectTarget,
    connectProfile,
    saveProfile: async (argument: RequestInput<'saveProfile'>) => {
      const answer = await ask('The connection was not saved', 'saveProfile', argument, { inPlace: true });
      if (answer.ok) actions.setSettings(answer.value);
      return answer;
    },
    deleteProfile: async (id: string): Promise<void> => {
      const answer = await ask('The connection was not deleted', 'deleteProfile', { id });
      if (answer.ok) actions.setSettings(answer.value);
    },
    testProfile: (argument: RequestInput<'testProfile'>) =>
      ask('The connection could not be tested', 'testProfile', argument, { inPlace: true }),

    changePreferences: async (change: PreferencesChange): Promise<void> => {
      const now = settings();
      // Seen at once; what the main process answers is the same again.
      actions.setSettings({ ...now, preferences: { ...now.preferences, ...definedOf(change) } });
      const answer = await ask('The setting was not changed', 'changePreferences', change);
      if (answer.ok) return;
      // Only what was refused: something else may have been changed meanwhile.
      const { preferences } = settings();
      const before = Object.keys(change).map((name) => [name, Reflect.get(now.preferences, name)]);
      actions.setSettings({ ...settings(), preferences: { ...preferences, ...Object.fromEntries(before) } });
    },
    keepLayout: (group: string, sizes: PanelSizes) => {
      const now = settings();
      actions.setSettings({ ...now, layout: { ...now.layout, [group]: sizes } });
      return ask('The layout was not kept', 'keepLayout', { group, sizes });
    },
    chooseFile: async (title: string): Promise<string | undefined> =>
      valueIn(await ask('No file was chosen', 'chooseFile', { title }))?.path,
    showSettingsFile: () => ask('The folder could not be opened', 'showSettingsFile', {}),

    openDialog: (dialog: Dialog) => openDialog(store, dialog),

    /** What an item of the application menu asks for. */
    runMenuCommand: (command: WindowCommand): void => {
      try {
        runMenuCommand(store, command);
      } catch (thrown) {
        actions.logProblem('The menu’s command failed', toErrorInfo(thrown));
      }
    },
  };
}

/** What is being typed in a dialog is not to be lost by the one that opens next. */
function openDialog({ actions, getState }: BusdeckStore, dialog: Dialog): void {
  const open = getState().dialog?.type;
  const isThere = open === 'connections' && dialog.type === open && dialog.draft === undefined;
  if (!isThere) leaveEdits(() => actions.showDialog(dialog));
}

function runMenuCommand(store: BusdeckStore, command: WindowCommand): void {
  const { actions } = store;
  switch (command) {
    case 'settings':
    case 'connections':
    case 'shortcuts':
    case 'about':
      openDialog(store, { type: command });
      break;
    case 'saveConnection':
      openDialog(store, { type: 'connections', draft: draftOfTarget(store.getState()) });
      break;
    case 'showTrace':
      actions.showTab('trace');
      break;
    case 'showDeadLetters':
      actions.showTab('dead-letters');
      break;
    case 'showMetrics':
      actions.showTab('metrics');
      break;
    case 'showHistory':
      actions.showTab('history');
      break;
    case 'showDistribution':
      actions.showTab('distribution');
      break;
    case 'showLog':
      actions.showTab('log');
      break;
    case 'openScenario':
    case 'showScenario':
      runnerOf(command)?.();
      break;
  }
}
