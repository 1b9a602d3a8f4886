import { Checkbox, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { descriptorOf } from '../../shared/brokers';
import type { ChoiceField, TextField } from '../../shared/brokers/descriptor';
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

/** How to reach a broker, and what can be chosen for its kind alone. */
export function BrokerFields({ draft, problem, onChange, onSecrets }: BrokerFieldsProps) {
  const { profile, password, remember, secretsFrom } = draft;
  const { address, form } = descriptorOf(profile.kind);
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
        placeholder={address?.openExample ?? ''}
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
      {form !== undefined && (
        <fieldset className={classes.group}>
          <legend className={classes.legend}>{form.title}</legend>
          <div className={classes.triple}>
            {form.fields.map((field) => (
              <OwnOption
                key={field.name}
                field={field}
                value={profile.options[field.name]}
                onChange={(value) => onChange({ options: { ...profile.options, [field.name]: value } })}
              />
            ))}
          </div>
          <p className={classes.note}>{form.note}</p>
        </fieldset>
      )}
    </>
  );
}

interface OwnOptionProps {
  readonly field: ChoiceField | TextField;
  readonly value: unknown;
  readonly onChange: (value: string) => void;
}

function OwnOption({ field, value, onChange }: OwnOptionProps) {
  if ('choices' in field) {
    return (
      <NativeSelect
        label={field.label}
        data={field.choices.map((choice) => ({ ...choice }))}
        value={String(value ?? field.choices[0]?.value)}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  return (
    <TextInput
      label={field.label}
      placeholder={field.placeholder}
      spellCheck={false}
      autoComplete="off"
      value={String(value ?? '')}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
