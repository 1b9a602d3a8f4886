import { Button, Collapse, PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { isOverTls, type Profile } from '../../shared/window/profile';
import { useCommands } from '../commands/use-commands';
import { offWithFocus } from '../layout/off-with-focus';
import type { ProfileDraft } from '../store/settings';
import classes from './profiles.module.css';

interface TlsFieldsProps {
  readonly draft: ProfileDraft;
  readonly onChange: (part: Partial<Profile>) => void;
  readonly onSecrets: (part: Pick<ProfileDraft, 'passphrase'>) => void;
}

const files = [
  { name: 'caFile', label: 'CA certificate' },
  { name: 'certFile', label: 'Client certificate' },
  { name: 'keyFile', label: 'Client key' },
] as const;

/** For a link over TLS: whom to trust, and who we are. The files are read when connecting and stay where they are. */
export function TlsFields({ draft, onChange, onSecrets }: TlsFieldsProps) {
  const commands = useCommands();
  const { profile, passphrase } = draft;
  const [wanted, setWanted] = useState(Object.values(profile.tls).some(Boolean));
  const open = wanted || isOverTls(profile);
  const setTls = (part: Partial<Profile['tls']>) => onChange({ tls: { ...profile.tls, ...part } });

  async function choose(name: (typeof files)[number]['name'], label: string): Promise<void> {
    const path = await commands.chooseFile(label);
    if (path !== undefined) setTls({ [name]: path });
  }

  return (
    <fieldset className={classes.group}>
      <Button
        variant="subtle"
        size="compact-xs"
        style={{ justifySelf: 'start' }}
        aria-expanded={open}
        onClick={() => setWanted(!open)}
      >
        TLS files
      </Button>
      <Collapse expanded={open}>
        <div className={classes.form}>
          {files.map(({ name, label }) => (
            <div key={name} className={classes.file}>
              <TextInput
                label={label}
                placeholder="No PEM file chosen"
                readOnly
                value={profile.tls[name] ?? ''}
              />
              <Button
                variant="default"
                aria-label={`Choose the file of the ${label}`}
                onClick={() => void choose(name, label)}
              >
                Choose…
              </Button>
              <Button
                variant="subtle"
                aria-label={`Remove the ${label}`}
                {...offWithFocus(!profile.tls[name])}
                onClick={() => setTls({ [name]: '' })}
              >
                Remove
              </Button>
            </div>
          ))}
          <div className={classes.pair}>
            <PasswordInput
              size="xs"
              label="Passphrase of the key"
              autoComplete="off"
              value={passphrase}
              onChange={(event) => onSecrets({ passphrase: event.currentTarget.value })}
            />
            <TextInput
              label="Name on the certificate"
              placeholder="As in the URL"
              spellCheck={false}
              value={profile.tls.serverName ?? ''}
              onChange={(event) => setTls({ serverName: event.currentTarget.value })}
            />
          </div>
        </div>
      </Collapse>
    </fieldset>
  );
}
