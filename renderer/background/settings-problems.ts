import { notify } from '../ask/notify';
import type { BusdeckStore } from '../store/store';

/** Says once what was wrong with the settings' files; the log and the Settings page keep it. */
export function tellProblems(store: BusdeckStore): () => void {
  const told = new Set<string>();
  function tell(): void {
    for (const problem of store.getState().settings.problems) {
      if (told.has(problem)) continue;
      told.add(problem);
      const error = { code: 'internal' as const, message: problem };
      store.actions.logProblem('Settings', error);
      notify('Settings', error);
    }
  }
  return store.subscribe(tell);
}
