import { useEffect, useRef } from 'react';
import { typesText } from '../shortcuts/types-text';

/** Calls back on `?`, by the character and not by the key, which differs between keyboards. */
export function useQuestionMark(run: () => void): void {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== '?' || event.defaultPrevented || typesText(event.target)) return;
      event.preventDefault();
      latest.current();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
}
