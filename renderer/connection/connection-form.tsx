import { Button, NativeSelect } from '@mantine/core';
import { type SyntheticEvent, useState } from 'react';
import type { BackendKind } from '../../shared/bus/connection';
import type { ErrorInfo } from '../../shared/bus/errors';
import { useCommands } from '../commands/use-commands';
import { offWithFocus } from '../layout/off-with-focus';
import { isConnected } from '../store/is-connected';
import { useBusdeck, useBusdeckStore } from '../store/react';
import classes from './connection.module.css';
import { UrlInput } from './url-input';

const kinds: { value: BackendKind; label: string }[] = [
  { value: 'memory', label: 'In-memory' },
  { value: 'rabbitmq', label: 'RabbitMQ' },
];

export function ConnectionForm() {
  const commands = useCommands();
  const { actions } = useBusdeckStore();
  const connection = useBusdeck((s) => s.session.connection);
  const profile = useBusdeck((s) => s.session.profile);
  const target = useBusdeck((s) => s.target);
  const [lastUrl, setLastUrl] = useState<string>();
  const [refused, setRefused] = useState<ErrorInfo>();

  const { kind, url, profileId } = target;
  const connected = isConnected(connection.state);
  const isSame =
    profileId === undefined
      ? profile === undefined && connection.kind === kind && (kind === 'memory' || url === lastUrl)
      : profile?.id === profileId;
  const isThere = connected && isSame;

  async function connect(event: SyntheticEvent): Promise<void> {
    event.preventDefault();
    if (isThere) return;
    setLastUrl(kind === 'rabbitmq' ? url : undefined);
    setRefused(undefined);
    const answer = await commands.connectTarget(target);
    // What the link did is in the connection's state; only a URL that was never tried has to be explained here.
    if (!answer.ok && answer.error.code === 'invalid-argument') setRefused(answer.error);
  }

  return (
    <form className={classes.form} onSubmit={(event) => void connect(event)} aria-label="Connection">
      <NativeSelect
        data-testid="connection-kind"
        aria-label="Kind of broker"
        className={classes.kind}
        data={kinds}
        value={kind}
        onChange={(event) => {
          actions.setTarget({ kind: event.currentTarget.value === 'rabbitmq' ? 'rabbitmq' : 'memory', url });
          setRefused(undefined);
        }}
      />
      {kind === 'rabbitmq' && (
        <UrlInput
          url={url}
          problem={refused?.message}
          onChange={(changed) => {
            actions.setTarget({ kind, url: changed });
            setRefused(undefined);
          }}
        />
      )}
      <Button type="submit" data-testid="connect" {...offWithFocus(isThere)}>
        Connect
      </Button>
      <Button
        data-testid="disconnect"
        variant="subtle"
        color="gray"
        {...offWithFocus(!connected)}
        onClick={() => connected && void commands.disconnect()}
      >
        Disconnect
      </Button>
    </form>
  );
}
