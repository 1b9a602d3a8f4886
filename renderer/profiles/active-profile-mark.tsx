import { VisibleText, visible } from '../format/visible-text';
import { useBusdeck } from '../store/react';
import { ProfileDot } from './profile-dot';
import { ProfileMarks } from './profile-marks';
import classes from './profiles.module.css';

/** The saved connection in use, by name and colour. */
export function ActiveProfileMark() {
  const profile = useBusdeck((s) => s.session.profile);
  if (profile === undefined) return null;
  const { id, name, colour, readOnly, production } = profile;
  return (
    <div className={classes.active} data-testid="active-profile" data-profile-id={id} title={visible(name)}>
      <ProfileDot colour={colour} />
      <span className={classes.activeName}>
        <VisibleText text={name} />
      </span>
      <ProfileMarks readOnly={readOnly} production={production} />
    </div>
  );
}
