import { Button, NativeSelect } from '@mantine/core';
import { type SyntheticEvent, useState } from 'react';
import type { BackendKind, ConnectInput, ConnectionState } from '../../shared/connection';
import type { ErrorInfo } from '../../shared/errors';
import { useCommands } from '../app/use-commands';
import { useBusdeck } from '../store/react';
import classes from './connection.module.css';
import { defaultUrl, UrlInput } from './url-input';

const kinds: { value: BackendKind; label: string }[] = [
  { value: 'memory', label: 'In-memory' },
  { value: 'rabbitmq', label: 'RabbitMQ' },
];

/** Only these have something to disconnect. */
const isConnected: Record<ConnectionState, boolean> = {
  idle: false,
  connecting: true,
  ready: true,
  blocked: true,
  reconnecting: true,
  failed: false,
  closed: false,
};

export function ConnectionForm() {
  const commands = useCommands();
  const connection = useBusdeck((s) => s.session.connection);
  const [kind, setKind] = useState<BackendKind>(connection.kind);
  const [url, setUrl] = useState(defaultUrl);
  const [lastUrl, setLastUrl] = useState<string>();
  const [refused, setRefused] = useState<ErrorInfo>();

  const connected = isConnected[connection.state];
  const isSame = connection.kind === kind && (kind === 'memory' || url === lastUrl);

  async function connect(event: SyntheticEvent): Promise<void> {
    event.preventDefault();
    setLastUrl(kind === 'rabbitmq' ? url : undefined);
    setRefused(undefined);
    const options: ConnectInput = kind === 'memory' ? { kind } : { kind, url };
    const answer = await commands.connect(options);
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
          setKind(event.currentTarget.value === 'rabbitmq' ? 'rabbitmq' : 'memory');
          setRefused(undefined);
        }}
      />
      {kind === 'rabbitmq' && (
        <UrlInput
          url={url}
          problem={refused?.message}
          onChange={(changed) => {
            setUrl(changed);
            setRefused(undefined);
          }}
        />
      )}
      <Button type="submit" data-testid="connect" disabled={connected && isSame}>
        Connect
      </Button>
      <Button
        data-testid="disconnect"
        variant="subtle"
        color="gray"
        disabled={!connected}
        onClick={() => void commands.disconnect()}
      >
        Disconnect
      </Button>
    </form>
  );
}
