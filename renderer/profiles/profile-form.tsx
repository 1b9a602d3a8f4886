import { Button } from '@mantine/core';
import { type SyntheticEvent, useState } from 'react';
import type { Profile } from '../../shared/profile';
import { useCommands } from '../app/use-commands';
import { connectionLooks } from '../connection/connection-words';
import { confirm } from '../dead-letters/confirm';
import { VisibleText, visible } from '../format/visible-text';
import type { ProfileDraft } from '../store/settings';
import { BrokerFields } from './broker-fields';
import { IdentityFields } from './identity-fields';
import { requestOf } from './profile-draft';
import classes from './profiles.module.css';
import { RetryFields } from './retry-fields';
import { SafetyFields } from './safety-fields';

interface ProfileFormProps {
  readonly first: ProfileDraft;
  readonly isNew: boolean;
  readonly onDuplicate: (profile: Profile) => void;
  readonly onDelete: (id: string) => void;
  readonly onClose: () => void;
}

interface Outcome {
  readonly tone: 'good' | 'bad';
  readonly text: string;
}

/** One connection: everything that is kept of it, and what can be done with it. */
export function ProfileForm({ first, isNew, onDuplicate, onDelete, onClose }: ProfileFormProps) {
  const commands = useCommands();
  const [draft, setDraft] = useState(first);
  const [outcome, setOutcome] = useState<Outcome>();
  const [testing, setTesting] = useState(false);
  const { profile } = draft;

  function change(part: Partial<Profile>): void {
    setDraft((now) => ({ ...now, profile: { ...now.profile, ...part } }));
    setOutcome(undefined);
  }

  async function save(): Promise<boolean> {
    const answer = await commands.saveProfile({ ...requestOf(draft), remember: draft.remember });
    if (!answer.ok) {
      setOutcome({ tone: 'bad', text: answer.error.message });
      return false;
    }
    // What was typed is the main process's now.
    setDraft({ profile: draft.profile, password: '', passphrase: '', remember: draft.remember });
    setOutcome({ tone: 'good', text: 'Saved.' });
    return true;
  }

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
    <form className={classes.form} onSubmit={(event) => void submit(event)} aria-label="Connection to save">
      <IdentityFields profile={profile} onChange={change} />
      {profile.kind === 'rabbitmq' && (
        <BrokerFields
          draft={draft}
          onChange={change}
          onSecrets={(part) => {
            setDraft((now) => ({ ...now, ...part }));
            setOutcome(undefined);
          }}
        />
      )}
      <RetryFields
        retry={profile.retry}
        prefetch={profile.prefetch}
        onRetry={(retry) => change({ retry })}
        onPrefetch={(prefetch) => change({ prefetch })}
      />
      <SafetyFields profile={profile} onChange={change} />
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
