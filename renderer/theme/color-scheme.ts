import type { MantineColorScheme, MantineColorSchemeManager } from '@mantine/core';
import type { PreferencesChange } from '../../shared/window/settings';
import type { BusdeckStore } from '../store/store';

export const defaultColorScheme: MantineColorScheme = 'auto';

/** The theme is one of the preferences, so that it is kept with them. */
export function preferredColorScheme(
  store: BusdeckStore,
  change: (change: PreferencesChange) => unknown,
): MantineColorSchemeManager {
  const theme = () => store.getState().settings.preferences.theme;
  let unsubscribe: (() => void) | undefined;
  return {
    get: theme,
    set: (wanted) => {
      if (wanted !== theme()) change({ theme: wanted });
    },
    subscribe: (onUpdate) => {
      unsubscribe = store.subscribe((now, before) => {
        const { theme: wanted } = now.settings.preferences;
        if (wanted !== before.settings.preferences.theme) onUpdate(wanted);
      });
    },
    unsubscribe: () => unsubscribe?.(),
    clear: () => {},
  };
}

/**
 * Sets the scheme before the first paint; the policy of the page forbids the inline script that would do it. The main
 * process lets the system's scheme, as the page sees it, be the one that the person has chosen.
 */
export function applySystemColorScheme(): void {
  const isDark = window.matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.setAttribute('data-mantine-color-scheme', isDark ? 'dark' : 'light');
}
