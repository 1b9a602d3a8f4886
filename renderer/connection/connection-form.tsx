import { Button } from '@mantine/core';
import { type SyntheticEvent, useState } from 'react';
import { isInside } from '../../shared/brokers';
import type { ErrorInfo } from '../../shared/bus/errors';
import { useCommands } from '../commands/use-commands';
import { KindSelect } from '../layout/kind-select';
import { offWithFocus } from '../layout/off-with-focus';
import { isConnected } from '../store/is-connected';
import { useBusdeck, useBusdeckStore } from '../store/react';
import { exampleUrl, targetOfKind } from '../store/settings';
import classes from './connection.module.css';
import { UrlInput } from './url-input';

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
      ? profile === undefined && connection.kind === kind && (isInside(kind) || url === lastUrl)
      : profile?.id === profileId;
  const isThere = connected && isSame;

  async function connect(event: SyntheticEvent): Promise<void> {
    event.preventDefault();
    if (isThere) return;
    setLastUrl(isInside(kind) ? undefined : url);
    setRefused(undefined);
    const answer = await commands.connectTarget(target);
    // What the link did is in the connection's state; only a URL that was never tried has to be explained here.
    if (!answer.ok && answer.error.code === 'invalid-argument') setRefused(answer.error);
  }

  return (
    <form className={classes.form} onSubmit={(event) => void connect(event)} aria-label="Connection">
      <KindSelect
        data-testid="connection-kind"
        aria-label="Kind of broker"
        className={classes.kind ?? ''}
        kind={kind}
        onKind={(chosen) => {
          actions.setTarget(targetOfKind(chosen, url));
          setRefused(undefined);
        }}
      />
      {!isInside(kind) && (
        <UrlInput
          url={url}
          example={exampleUrl(kind)}
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
