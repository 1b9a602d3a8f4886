import { useHotkeys } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import { type ShortcutName, shortcuts } from '../keys';
import { registerRunner } from './shortcut-runners';

/** Runs on the keys of a shortcut, wherever the focus is: none of them types anything. The palette runs it too. */
export function useShortcut(name: ShortcutName, run: () => void): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => registerRunner(name, () => latest.current()), [name]);
  useHotkeys([[shortcuts[name].keys, run]], [], true);
}
