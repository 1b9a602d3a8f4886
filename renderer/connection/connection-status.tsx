import { Button, Popover, UnstyledButton } from '@mantine/core';
import { useRef } from 'react';
import type { ConnectionStatus as Status } from '../../shared/bus/connection';
import { useCommands } from '../commands/use-commands';
import { connectionLooks } from '../format/connection-words';
import { VisibleText } from '../format/visible-text';
import { useBusdeck } from '../store/react';
import classes from './connection.module.css';
import { useSecondsUntil } from './use-seconds-until';

/** The state of the link, always in sight: word, icon and colour, and the reason as a sentence. */
export function ConnectionStatus() {
  const commands = useCommands();
  const connection = useBusdeck((s) => s.session.connection);
  const box = useRef<HTMLDivElement>(null);
  const { state, reason, endpoint, server } = connection;
  const warning = state === 'ready' ? warningOf(connection) : undefined;
  const { word, icon: StateIcon, tone } = connectionLooks[state];
  const detail = connection.error?.detail;

  function tryNow(): void {
    // Its button goes with the pause that it ends, and must not take the focus along.
    box.current?.focus();
    void commands.reconnectNow();
  }

  return (
    <div
      ref={box}
      tabIndex={-1}
      className={classes.status}
      data-testid="connection-status"
      data-state={state}
    >
      <div className={classes.words} role="status">
        <span className={classes.state} data-tone={tone}>
          <StateIcon
            size={15}
            stroke={2}
            className={state === 'connecting' ? classes.turning : undefined}
            aria-hidden
          />
          {word}
        </span>
        <span
          className={classes.reason}
          data-tone={warning === undefined ? undefined : 'warning'}
          data-selectable
          title={warning ?? reason ?? server ?? endpoint}
        >
          <VisibleText
            text={warning ?? reason ?? (server === undefined ? endpoint : `${endpoint} · ${server}`)}
          />
        </span>
      </div>
      {detail !== undefined && <Detail text={detail} />}
      {connection.nextTry !== undefined && <NextTry nextTry={connection.nextTry} onTryNow={tryNow} />}
    </div>
  );
}

/** What was chosen for this connection, or is so everywhere else, and is not so here: a person believes it to be. */
function warningOf({ keepAlive, fallenPromises = [] }: Status): string | undefined {
  const unkept =
    keepAlive === undefined || keepAlive.on ? [] : ['Topics are not kept alive.', keepAlive.reason ?? ''];
  const sentences = [...unkept, ...fallenPromises].filter((sentence) => sentence !== '');
  return sentences.length === 0 ? undefined : sentences.join(' ');
}

/** The broker's or the system's own words, for whoever can use them. */
function Detail({ text }: { text: string }) {
  return (
    <Popover width={420} position="bottom-end">
      <Popover.Target>
        <UnstyledButton className={classes.detailButton}>Details</UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <pre className={classes.detail}>
          <VisibleText text={text} />
        </pre>
      </Popover.Dropdown>
    </Popover>
  );
}

interface NextTryProps {
  readonly nextTry: NonNullable<Status['nextTry']>;
  readonly onTryNow: () => void;
}

function NextTry({ nextTry, onTryNow }: NextTryProps) {
  const seconds = useSecondsUntil(nextTry.at);
  return (
    <>
      <span className={classes.countdown}>
        {seconds > 0 ? `Try ${nextTry.attempt} in ${seconds} s` : `Try ${nextTry.attempt} now`}
      </span>
      <Button className={classes.tryNow ?? ''} size="compact-xs" variant="default" onClick={onTryNow}>
        Try now
      </Button>
    </>
  );
}
