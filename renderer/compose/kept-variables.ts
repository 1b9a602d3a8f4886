import type { z } from 'zod';
import { variablesSchema } from '../../shared/send';
import { headerDraft, variablesOf } from '../store/draft';
import type { BusdeckStore } from '../store/store';

const key = 'busdeck-variables';

/** The user's placeholders outlive the window. Returns the function that stops keeping them. */
export function keepVariables(store: BusdeckStore, storage: Storage = localStorage): () => void {
  const kept = read(storage.getItem(key));
  store.actions.setVariables(Object.entries(kept).map(([name, value]) => headerDraft(name, value)));
  return store.subscribe(({ variables }, before) => {
    if (variables !== before.variables) storage.setItem(key, JSON.stringify(variablesOf(variables)));
  });
}

function read(text: string | null): z.output<typeof variablesSchema> {
  try {
    return variablesSchema.parse(JSON.parse(text ?? '{}'));
  } catch {
    return {};
  }
}
