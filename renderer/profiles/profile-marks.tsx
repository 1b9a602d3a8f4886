import { IconAlertTriangle, IconLock } from '@tabler/icons-react';
import type { ActiveProfile } from '../../shared/window/profile';
import classes from './profiles.module.css';

interface ProfileMarksProps extends Pick<ActiveProfile, 'readOnly' | 'production'> {
  /** Where there is little room: the icons alone, with their words for whoever points at them or listens. */
  readonly compact?: boolean;
}

/** What has to be known of a connection before anything is done on it. */
export function ProfileMarks({ readOnly, production, compact = false }: ProfileMarksProps) {
  return (
    <>
      {production && <Mark name="production" word="Production" compact={compact} />}
      {readOnly && <Mark name="read-only" word="Read-only" compact={compact} />}
    </>
  );
}

interface MarkProps {
  readonly name: 'production' | 'read-only';
  readonly word: string;
  readonly compact: boolean;
}

function Mark({ name, word, compact }: MarkProps) {
  const MarkIcon = name === 'production' ? IconAlertTriangle : IconLock;
  return (
    <span className={classes.mark} data-mark={name} title={compact ? word : undefined}>
      {compact ? (
        <MarkIcon size={12} aria-label={word} role="img" />
      ) : (
        <>
          <MarkIcon size={12} aria-hidden />
          {word}
        </>
      )}
    </span>
  );
}
