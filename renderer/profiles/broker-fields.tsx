import { Checkbox, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import type { Profile, SecretState } from '../../shared/window/profile';
import { secretPlace, splitPassword } from '../../shared/window/profile';
import { useBusdeck } from '../store/react';
import type { ProfileDraft } from '../store/settings';
import classes from './profiles.module.css';
import { TlsFields } from './tls-fields';

interface BrokerFieldsProps {
  readonly draft: ProfileDraft;
  /** What is wrong with the URL. */
  readonly problem: string | undefined;
  readonly onChange: (part: Partial<Profile>) => void;
  readonly onSecrets: (part: Partial<Pick<ProfileDraft, 'password' | 'passphrase' | 'remember'>>) => void;
}

const knownPassword: Record<SecretState, string> = {
  kept: '•••••••• (kept in the keychain)',
  session: '•••••••• (until Busdeck quits)',
};

/** How to reach a RabbitMQ, and how Busdeck behaves on it. */
export function BrokerFields({ draft, problem, onChange, onSecrets }: BrokerFieldsProps) {
  const { profile, password, remember, secretsFrom } = draft;
  const known = useBusdeck((s) => s.settings.secrets[secretsFrom ?? profile.id]);
  const saved = useBusdeck((s) => s.settings.profiles.find(({ id }) => id === (secretsFrom ?? profile.id)));
  const isElsewhere =
    known !== undefined && saved !== undefined && secretPlace(saved) !== secretPlace(profile);
  const secretsProblem = useBusdeck((s) => s.settings.secretsProblem);

  /** A URL is often pasted whole: its password goes where passwords are. */
  function takePasswordOut(): void {
    const { url, password: pasted } = splitPassword(profile.url);
    if (pasted === undefined) return;
    onChange({ url });
    onSecrets({ password: pasted });
  }

  return (
    <>
      <TextInput
        data-testid="profile-url"
        label="URL, without the password"
        placeholder="amqp://guest@localhost:5672/"
        spellCheck={false}
        autoComplete="off"
        value={profile.url}
        error={problem}
        onChange={(event) => onChange({ url: event.currentTarget.value })}
        onBlur={takePasswordOut}
      />
      <div className={classes.pair}>
        <PasswordInput
          data-testid="profile-password"
          size="xs"
          label="Password"
          placeholder={known === undefined || isElsewhere ? '' : knownPassword[known]}
          description={isElsewhere ? 'Enter it again: the kept one is for another address.' : undefined}
          autoComplete="off"
          value={password}
          onChange={(event) => onSecrets({ password: event.currentTarget.value })}
        />
        {secretsProblem === undefined ? (
          <Checkbox
            mt={28}
            size="xs"
            label="Keep it in the system’s keychain"
            checked={remember}
            onChange={(event) => onSecrets({ remember: event.currentTarget.checked })}
          />
        ) : (
          <p className={classes.note} style={{ alignSelf: 'end' }} data-testid="secrets-problem">
            {secretsProblem}
          </p>
        )}
      </div>
      <TlsFields draft={draft} onChange={onChange} onSecrets={onSecrets} />
      <fieldset className={classes.group}>
        <legend className={classes.legend}>Queues</legend>
        <div className={classes.triple}>
          <NativeSelect
            label="Kind of queues"
            data={[
              { value: 'compatible', label: 'Compatible' },
              { value: 'durable', label: 'Durable' },
            ]}
            value={profile.queues}
            onChange={(event) =>
              onChange({ queues: event.currentTarget.value === 'durable' ? 'durable' : 'compatible' })
            }
          />
          <NativeSelect
            label="Topic with no subscriber"
            data={[
              { value: 'off', label: 'May vanish' },
              { value: 'anchor', label: 'Keep alive' },
            ]}
            value={profile.keepAlive}
            onChange={(event) =>
              onChange({ keepAlive: event.currentTarget.value === 'anchor' ? 'anchor' : 'off' })
            }
          />
          <NativeSelect
            label="When the link is lost"
            data={[
              { value: 'report', label: 'Report as unknown' },
              { value: 'resend', label: 'Send again' },
            ]}
            value={profile.onLinkLoss}
            onChange={(event) =>
              onChange({ onLinkLoss: event.currentTarget.value === 'resend' ? 'resend' : 'report' })
            }
          />
        </div>
        <p className={classes.note}>
          Compatible queues are those of the Python services. Durable ones survive a broker’s restart and are
          no use to them. Keep alive ends with this connection: when it is left, or Busdeck quits, is killed
          or crashes, what waits in a topic without another consumer is gone; only durable queues keep it. A
          message that is sent again may arrive twice.
        </p>
      </fieldset>
    </>
  );
}
