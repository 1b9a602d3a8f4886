import { useHotkeys } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import { type ShortcutName, shortcuts } from './keys';
import { registerRunner } from './runners';

/**
 * Runs on the keys of a shortcut, wherever in the window the focus is: none of them types anything. The palette runs it
 * too. In a dialog the same keys must not send what stands in the composer behind it.
 */
export function useShortcut(name: ShortcutName, run: () => void): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => registerRunner(name, () => latest.current()), [name]);
  const onKeys = () => {
    if ('overDialogs' in shortcuts[name] || !isBehindDialog()) run();
  };
  useHotkeys([[shortcuts[name].keys, onKeys]], [], true);
}

function isBehindDialog(): boolean {
  return document.querySelector('[aria-modal="true"]') !== null;
}
