import classes from './profiles.module.css';

/** The colour a person gave to a connection; its name stands beside it. */
export function ProfileDot({ colour }: { colour: number }) {
  return (
    <span className={classes.dot} style={{ '--profile-colour': `var(--subscriber-${colour})` }} aria-hidden />
  );
}
