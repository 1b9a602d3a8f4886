import { Button } from '@mantine/core';
import { type SyntheticEvent, useState } from 'react';
import { isInside } from '../../shared/brokers';
import type { Profile } from '../../shared/window/profile';
import { confirm } from '../ask/confirm';
import { useCommands } from '../commands/use-commands';
import { connectionLooks } from '../format/connection-words';
import { VisibleText, visible } from '../format/visible-text';
import { requestOf } from '../store/profile-draft';
import type { ProfileDraft } from '../store/settings';
import { BrokerFields } from './broker-fields';
import { IdentityFields } from './identity-fields';
import classes from './profiles.module.css';
import { RetryFields } from './retry-fields';
import { SafetyFields } from './safety-fields';
import type { ProfileEditing } from './use-profile-editing';

interface ProfileFormProps {
  readonly editing: ProfileEditing;
  readonly draft: ProfileDraft;
  readonly isNew: boolean;
  readonly onDuplicate: (profile: Profile) => void;
  readonly onDelete: (id: string) => void;
  readonly onClose: () => void;
}

/** One connection: everything that is kept of it, and what can be done with it. */
export function ProfileForm({ editing, draft, isNew, onDuplicate, onDelete, onClose }: ProfileFormProps) {
  const commands = useCommands();
  const [testing, setTesting] = useState(false);
  const { form, problems, outcome, setOutcome, editProfile, edit, check, save } = editing;
  const { profile } = draft;

  async function submit(event: SyntheticEvent): Promise<void> {
    event.preventDefault();
    await save();
  }

  async function saveAndConnect(): Promise<void> {
    if (!(await save())) return;
    onClose();
    await commands.connectProfile(profile.id);
  }

  async function test(): Promise<void> {
    if (!check(draft)) return;
    setTesting(true);
    setOutcome(undefined);
    const answer = await commands.testProfile(requestOf(draft));
    setTesting(false);
    if (!answer.ok) {
      setOutcome({ tone: 'bad', text: answer.error.message });
      return;
    }
    const { state, server, endpoint, reason } = answer.value;
    const works = state === 'ready' || state === 'blocked';
    setOutcome({
      tone: works ? 'good' : 'bad',
      text: works
        ? `It works: ${server ?? endpoint}.${reason === undefined ? '' : ` ${reason}`}`
        : (reason ?? connectionLooks[state].word),
    });
  }

  return (
    <form
      ref={form}
      className={classes.form}
      // What is wrong stands below its field, in words of our own.
      noValidate
      onSubmit={(event) => void submit(event)}
      aria-label="Connection to save"
    >
      <IdentityFields profile={profile} problem={problems.name} onChange={editProfile} />
      {!isInside(profile.kind) && (
        <BrokerFields draft={draft} problem={problems.url} onChange={editProfile} onSecrets={edit} />
      )}
      <RetryFields
        retry={profile.retry}
        prefetch={profile.prefetch}
        onRetry={(retry) => editProfile({ retry })}
        onPrefetch={(prefetch) => editProfile({ prefetch })}
      />
      <SafetyFields profile={profile} onChange={editProfile} />
      <div className={classes.buttons}>
        <Button type="submit" variant="default" data-testid="profile-save">
          Save
        </Button>
        <Button data-testid="profile-connect" onClick={() => void saveAndConnect()}>
          Save and connect
        </Button>
        <Button variant="default" loading={testing} data-testid="profile-test" onClick={() => void test()}>
          Test
        </Button>
        <span className={classes.gap} />
        {!isNew && (
          <>
            <Button variant="subtle" data-testid="profile-duplicate" onClick={() => onDuplicate(profile)}>
              Duplicate
            </Button>
            <Button
              variant="subtle"
              color="red"
              data-testid="profile-delete"
              onClick={() =>
                confirm({
                  title: `Delete ${visible(profile.name)}?`,
                  text: 'The connection and its password are forgotten. The broker is not touched.',
                  verb: 'Delete',
                  dangerous: true,
                  onYes: () => {
                    void commands.deleteProfile(profile.id);
                    onDelete(profile.id);
                  },
                })
              }
            >
              Delete
            </Button>
          </>
        )}
        <div role="status" style={{ flexBasis: '100%' }} data-testid="profile-outcome">
          {outcome !== undefined && (
            <p className={classes.outcome} data-tone={outcome.tone} data-selectable>
              <VisibleText text={outcome.text} />
            </p>
          )}
        </div>
      </div>
    </form>
  );
}
