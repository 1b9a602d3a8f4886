import { createStore } from 'zustand/vanilla';

export type DemonstrationName = 'round-robin' | 'broadcast' | 'failure';

interface FirstRun {
  /** Gone for good: kept over restarts. */
  readonly dismissed: boolean;
  readonly shown: DemonstrationName | undefined;
  /** The message that the demonstration of a failure sent. */
  readonly failure: { readonly topic: string; readonly messageId: string } | undefined;
}

const store = createStore<FirstRun>(() => ({
  dismissed: false,
  shown: undefined,
  failure: undefined,
}));

/** How far a new user has got. */
export const firstRun = {
  store,
  begin: (shown: DemonstrationName) => store.setState({ shown, failure: undefined }),
  failed: (failure: FirstRun['failure']) => store.setState({ failure }),
  dismiss: () => store.setState({ dismissed: true }),
};
