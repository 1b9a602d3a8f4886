import type { ReactNode } from 'react';
import classes from './editor-frame.module.css';

interface EditorFrameProps {
  readonly invalid: boolean;
  /** Says how large it is. */
  readonly className: string | undefined;
  readonly children: ReactNode;
}

/** The frame around a payload that is being written. */
export function EditorFrame({ invalid, className, children }: EditorFrameProps) {
  return (
    <div className={`${classes.frame} ${className}`} data-invalid={invalid || undefined}>
      {children}
    </div>
  );
}
