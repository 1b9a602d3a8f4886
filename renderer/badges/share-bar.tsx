import classes from './share-bar.module.css';

interface ShareBarProps {
  /** A part of the whole, from 0 to 1. */
  readonly share: number;
  /** What each would have in an even split; undefined where there is nothing to split. */
  readonly even: number | undefined;
  /** Says how large it is. */
  readonly className: string | undefined;
}

/** A share as a bar, with a mark where an even split would end it. The words stand beside it. */
export function ShareBar({ share, even, className }: ShareBarProps) {
  return (
    <span className={`${classes.bar} ${className}`} aria-hidden>
      <span className={classes.part} style={{ transform: `scaleX(${share})` }} />
      {even !== undefined && <span className={classes.even} style={{ insetInlineStart: `${even * 100}%` }} />}
    </span>
  );
}
