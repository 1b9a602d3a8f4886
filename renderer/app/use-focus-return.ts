import { useLayoutEffect } from 'react';

/** Gives the focus back to whoever had it, when what stood over the window is gone. */
export function useFocusReturn(isOpen: boolean): void {
  useLayoutEffect(() => {
    if (!isOpen) return;
    // The dialog takes the focus only after it is drawn.
    const opener = document.activeElement;
    return () => {
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
    };
  }, [isOpen]);
}
