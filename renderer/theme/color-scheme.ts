import { localStorageColorSchemeManager, type MantineColorScheme } from '@mantine/core';

export const colorSchemeManager = localStorageColorSchemeManager({ key: 'busdeck-color-scheme' });

export const defaultColorScheme: MantineColorScheme = 'auto';

/** Sets the scheme before the first paint; the policy of the page forbids the inline script that would do it. */
export function applyStoredColorScheme(): void {
  const chosen = colorSchemeManager.get(defaultColorScheme);
  const systemIsDark = window.matchMedia('(prefers-color-scheme: dark)').matches;
  const scheme = chosen === 'auto' ? (systemIsDark ? 'dark' : 'light') : chosen;
  document.documentElement.setAttribute('data-mantine-color-scheme', scheme);
}
