import { Checkbox } from '@mantine/core';
import type { Profile } from '../../shared/window/profile';
import classes from './profiles.module.css';

interface SafetyFieldsProps {
  readonly profile: Profile;
  readonly onChange: (part: Partial<Profile>) => void;
}

/** What keeps a person from doing harm. */
export function SafetyFields({ profile, onChange }: SafetyFieldsProps) {
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>Safety</legend>
      <Checkbox
        size="xs"
        data-testid="profile-read-only"
        label="Read-only"
        description="Nothing can be published, broadcast, replayed or discarded. A subscriber still takes its share."
        checked={profile.readOnly}
        onChange={(event) => onChange({ readOnly: event.currentTarget.checked })}
      />
      <Checkbox
        size="xs"
        data-testid="profile-production"
        label="Production"
        description="Before many messages are sent, replayed or discarded at once, the topic’s name has to be typed."
        checked={profile.production}
        onChange={(event) => onChange({ production: event.currentTarget.checked })}
      />
    </fieldset>
  );
}
