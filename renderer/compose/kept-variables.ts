import type { Api } from '../../shared/ipc/ipc';
import { request } from '../commands/request';
import { headerDraft, variablesOf } from '../store/draft';
import type { BusdeckState, BusdeckStore } from '../store/store';
import { variablesIn, variablesOwner } from '../store/variables';

/**
 * The placeholders in use are those of the connection: another connection brings its own, and what is changed is kept
 * with the one it was changed on.
 */
export function keepVariables(api: Api, store: BusdeckStore): () => void {
  const { actions } = store;

  function take(state: BusdeckState): void {
    actions.setVariables(Object.entries(variablesIn(state)).map(([name, value]) => headerDraft(name, value)));
  }

  async function keep(state: BusdeckState): Promise<void> {
    const variables = variablesOf(state.variables);
    if (JSON.stringify(variables) === JSON.stringify(variablesIn(state))) return;
    const { profile, kind } = variablesOwner(state);
    const owner = profile === undefined ? { kind } : { kind, profileId: profile.id };
    const { settings } = state;
    actions.setSettings(
      profile === undefined
        ? { ...settings, variables: { ...settings.variables, [kind]: variables } }
        : {
            ...settings,
            profiles: settings.profiles.map((each) => (each === profile ? { ...each, variables } : each)),
          },
    );
    const answer = await request(api, 'keepVariables', { ...owner, variables });
    if (!answer.ok) actions.logProblem('The variables were not kept', answer.error);
  }

  take(store.getState());
  return store.subscribe((now, before) => {
    const owner = variablesOwner(now);
    const last = variablesOwner(before);
    if (owner.kind !== last.kind || owner.profile?.id !== last.profile?.id) take(now);
    else if (now.variables !== before.variables) void keep(now);
  });
}
