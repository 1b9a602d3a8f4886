import { Button, Modal, UnstyledButton } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { firstOutside } from '../../shared/brokers';
import type { Profile } from '../../shared/window/profile';
import { useIsAsked } from '../ask/one-question';
import { VisibleText } from '../format/visible-text';
import { draftOfProfile, duplicateOf, newDraft } from '../store/profile-draft';
import { useBusdeck } from '../store/react';
import type { ProfileDraft } from '../store/settings';
import { ProfileDot } from './profile-dot';
import { ProfileForm } from './profile-form';
import { ProfileMarks } from './profile-marks';
import classes from './profiles.module.css';
import { useProfileEditing } from './use-profile-editing';

interface ManageConnectionsProps {
  /** A new connection to begin with. */
  readonly draft: ProfileDraft | undefined;
  readonly chosenId: string | undefined;
  readonly onClose: () => void;
}

/** All saved connections, and the form of the one that is chosen. */
export function ManageConnections({ draft, chosenId, onClose }: ManageConnectionsProps) {
  const profiles = useBusdeck((s) => s.settings.profiles);
  const isAsked = useIsAsked();
  const secrets = useBusdeck((s) => s.settings.secrets);
  const draftOf = (profile: Profile) => draftOfProfile(profile, secrets[profile.id] !== 'session');
  const editing = useProfileEditing(() => {
    const chosen = profiles.find(({ id }) => id === chosenId) ?? profiles[0];
    return draft ?? (chosen === undefined ? undefined : draftOf(chosen));
  });
  const { draft: edited, show, leave } = editing;
  const isNew = edited !== undefined && !profiles.some(({ id }) => id === edited.profile.id);

  function afterDelete(id: string): void {
    const next = profiles.find((profile) => profile.id !== id);
    show(next === undefined ? undefined : draftOf(next));
  }

  return (
    <Modal
      opened
      onClose={() => leave(onClose)}
      size={760}
      title="Connections"
      closeButtonProps={{ 'aria-label': 'Close' }}
      closeOnClickOutside={false}
      closeOnEscape={!isAsked}
    >
      <div className={classes.manage}>
        <nav className={classes.list} aria-label="Saved connections">
          {profiles.map((profile) => (
            <UnstyledButton
              key={profile.id}
              className={classes.entry}
              data-testid="manage-entry"
              aria-current={edited?.profile.id === profile.id}
              onClick={() => profile.id !== edited?.profile.id && leave(() => show(draftOf(profile)))}
            >
              <ProfileDot colour={profile.colour} />
              <span className={classes.entryName}>
                <VisibleText text={profile.name} />
              </span>
              <ProfileMarks compact readOnly={profile.readOnly} production={profile.production} />
            </UnstyledButton>
          ))}
          {isNew && (
            <span className={classes.entry} aria-current="true">
              <ProfileDot colour={edited.profile.colour} />
              <span className={classes.entryName}>New connection</span>
            </span>
          )}
          <Button
            className={classes.new ?? ''}
            variant="default"
            data-testid="new-connection"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => leave(() => show(newDraft({ kind: firstOutside, url: '' }, profiles)))}
          >
            New
          </Button>
        </nav>
        {edited === undefined ? (
          <p className={classes.nothing}>
            No saved connections yet. A saved one keeps its broker, its retries and its marks, and connects
            with one click.
          </p>
        ) : (
          <ProfileForm
            key={edited.profile.id}
            editing={editing}
            draft={edited}
            isNew={isNew}
            onDuplicate={(profile) =>
              leave(() => show(duplicateOf(profile, secrets[profile.id] !== 'session')))
            }
            onDelete={afterDelete}
            onClose={onClose}
          />
        )}
      </div>
    </Modal>
  );
}
