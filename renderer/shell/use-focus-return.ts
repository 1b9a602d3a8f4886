import { useLayoutEffect, useRef } from 'react';

/** Gives the focus back to whoever had it, when what stood over the window is gone. */
export function useFocusReturn(isOpen: boolean): void {
  const opener = useRef<Element | null>(null);
  useLayoutEffect(() => {
    if (isOpen) {
      // The dialog takes the focus only after it is drawn.
      opener.current = document.activeElement;
      return;
    }
    // Not in the effect's clean-up: React itself gives the focus back after that, to a question that is about to go.
    const last = opener.current;
    opener.current = null;
    if (last instanceof HTMLElement && last.isConnected) last.focus({ preventScroll: true });
  }, [isOpen]);
}
