import { useMediaQuery } from '@mantine/hooks';

/** Below this width the inspector goes under the panes, so that three of them still fit side by side. */
const wide = '(min-width: 1180px)';

export function useIsWide(): boolean {
  return useMediaQuery(wide, window.matchMedia(wide).matches);
}
