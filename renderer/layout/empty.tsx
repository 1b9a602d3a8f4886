import type { ReactNode } from 'react';
import classes from './empty.module.css';

/** What stands where there is nothing yet: the next step, in words. */
export function Empty({ children }: { children: ReactNode }) {
  return <p className={classes.empty}>{children}</p>;
}
