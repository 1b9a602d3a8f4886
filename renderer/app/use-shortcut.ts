import { useHotkeys } from '@mantine/hooks';
import { type ShortcutName, shortcuts } from '../keys';

/** Runs on the keys of a shortcut, wherever the focus is: all of them have a modifier and none types anything. */
export function useShortcut(name: ShortcutName, run: () => void): void {
  useHotkeys([[shortcuts[name].keys, run]], [], true);
}
