import { TextInput } from '@mantine/core';
import { optionsForKind } from '../../shared/window/own-options';
import { type Profile, profileColours } from '../../shared/window/profile';
import { KindSelect } from '../layout/kind-select';
import classes from './profiles.module.css';

interface IdentityFieldsProps {
  readonly profile: Profile;
  /** What is wrong with the name. */
  readonly problem: string | undefined;
  readonly onChange: (part: Partial<Profile>) => void;
}

const colourNames = ['Blue', 'Orange', 'Green', 'Pink', 'Vermilion', 'Sky', 'Yellow'];

/** What a connection is called, how it is told from the others, and to what kind of bus it goes. */
export function IdentityFields({ profile, problem, onChange }: IdentityFieldsProps) {
  return (
    <>
      <div className={classes.pair}>
        <TextInput
          data-autofocus
          data-testid="profile-name"
          label="Name"
          maxLength={64}
          required
          withAsterisk={false}
          value={profile.name}
          error={problem}
          onChange={(event) => onChange({ name: event.currentTarget.value })}
        />
        <KindSelect
          data-testid="profile-kind"
          label="Kind"
          kind={profile.kind}
          onKind={(kind) => onChange({ kind, options: optionsForKind(kind, profile.options) })}
        />
      </div>
      <div>
        <span className={classes.colourLabel} id="profile-colour">
          Colour
        </span>
        <div className={classes.colours} role="radiogroup" aria-labelledby="profile-colour">
          {Array.from({ length: profileColours }, (_, colour) => (
            // biome-ignore lint/a11y/useSemanticElements: a native radio cannot be drawn as a coloured disc.
            <button
              key={colourNames[colour]}
              type="button"
              role="radio"
              aria-checked={profile.colour === colour}
              aria-label={colourNames[colour]}
              title={colourNames[colour]}
              className={classes.colour}
              style={{ '--profile-colour': `var(--subscriber-${colour})` }}
              onClick={() => onChange({ colour })}
            />
          ))}
        </div>
      </div>
    </>
  );
}
