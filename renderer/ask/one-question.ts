import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

const question = createStore(() => ({ isOpen: false }));

/**
 * Opens a question, one at a time: where the same click came twice, the second is answered at once, as if its question
 * had been closed. `open` is given what its dialog calls when it closes, whatever the answer was.
 */
export function askOne(open: (onClose: () => void) => void, onClose?: () => void): void {
  if (question.getState().isOpen) {
    onClose?.();
    return;
  }
  question.setState({ isOpen: true });
  open(() => {
    question.setState({ isOpen: false });
    onClose?.();
  });
}

/** While a question stands over a dialog, Escape closes the question and not the dialog as well. */
export function useIsAsked(): boolean {
  const isOpen = useStore(question, (state) => state.isOpen);
  const [wasOpen, setWasOpen] = useState(isOpen);
  useEffect(() => {
    // The dialog hears of the key that closed the question when the question is already gone.
    const timer = setTimeout(() => setWasOpen(isOpen), 0);
    return () => clearTimeout(timer);
  }, [isOpen]);
  return isOpen || wasOpen;
}
