import { useEffect, useRef } from 'react';

/** A form that stands over the window, with what was typed in it kept nowhere else. */
export interface UnsavedEdits {
  readonly isDirty: boolean;
  /** Goes on at once where nothing is unsaved, and else asks. */
  readonly leave: (goOn: () => void) => void;
  /** It stands in the window and not over it: nothing but the window’s end takes it away. */
  readonly stays?: true;
}

const forms = new Set<{ readonly current: UnsavedEdits }>();

/** Makes the form's edits known to whatever would take it away, as long as it is there. */
export function useUnsavedEdits(edits: UnsavedEdits): void {
  const latest = useRef(edits);
  useEffect(() => {
    latest.current = edits;
  });
  useEffect(() => {
    forms.add(latest);
    return () => void forms.delete(latest);
  }, []);
}

/** Asks for each form over the window with unsaved edits, the topmost first, and then goes on. */
export function leaveEdits(goOn: () => void): void {
  leaveAll(
    [...forms].filter(({ current }) => current.stays === undefined),
    goOn,
  );
}

function leaveAll(all: readonly { readonly current: UnsavedEdits }[], goOn: () => void): void {
  all.reduce<() => void>(
    (next, { current }) =>
      () =>
        current.leave(next),
    goOn,
  )();
}

/** Closing the window, or quitting, asks like closing the form does. */
export function askBeforeClosing(): () => void {
  let isAnswered = false;
  const onBeforeUnload = (event: BeforeUnloadEvent) => {
    if (isAnswered || ![...forms].some(({ current }) => current.isDirty)) return;
    event.preventDefault();
    leaveAll([...forms], () => {
      isAnswered = true;
      window.close();
    });
  };
  window.addEventListener('beforeunload', onBeforeUnload);
  return () => window.removeEventListener('beforeunload', onBeforeUnload);
}
