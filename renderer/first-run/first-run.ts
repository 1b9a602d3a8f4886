import { createStore } from 'zustand/vanilla';
import { readPreference, writePreference } from '../app/preferences';
import type { DemonstrationName } from './demonstrations';

interface FirstRun {
  /** Gone for good. */
  readonly dismissed: boolean;
  readonly shown: DemonstrationName | undefined;
  /** The message that the demonstration of a failure sent. */
  readonly failure: { readonly topic: string; readonly messageId: string } | undefined;
}

const preference = 'first-run-dismissed';

const store = createStore<FirstRun>(() => ({
  dismissed: readPreference(preference) === true,
  shown: undefined,
  failure: undefined,
}));

/** How far a new user has got. */
export const firstRun = {
  store,
  begin: (shown: DemonstrationName) => store.setState({ shown, failure: undefined }),
  failed: (failure: FirstRun['failure']) => store.setState({ failure }),
  dismiss: () => {
    writePreference(preference, true);
    store.setState({ dismissed: true });
  },
};
