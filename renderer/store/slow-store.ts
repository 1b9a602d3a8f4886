import type { BusdeckState, BusdeckStore } from './store';

type Listener = Parameters<BusdeckStore['subscribe']>[0];

/** The same store for what nobody can see at the moment: it tells of changes, but only now and then. */
export function slowly(store: BusdeckStore, everyMs: number): BusdeckStore {
  const listeners = new Set<Listener>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let told: BusdeckState = store.getState();
  let unsubscribe: (() => void) | undefined;

  function tell(): void {
    timer = undefined;
    const now = store.getState();
    for (const listener of listeners) listener(now, told);
    told = now;
  }

  return {
    ...store,
    subscribe(listener) {
      listeners.add(listener);
      unsubscribe ??= store.subscribe(() => {
        timer ??= setTimeout(tell, everyMs);
      });
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0) return;
        clearTimeout(timer);
        timer = undefined;
        unsubscribe?.();
        unsubscribe = undefined;
      };
    },
  };
}
