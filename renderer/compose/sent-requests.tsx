import { Button, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { maxSent, type SentSummary } from '../../shared/window/compose';
import { confirm } from '../ask/confirm';
import { VerbMark } from '../badges/verb-badge';
import { useCommands } from '../commands/use-commands';
import { count, plural } from '../format/numbers';
import { clock, dayAndClock } from '../format/time';
import { VisibleText } from '../format/visible-text';
import { useBusdeck } from '../store/react';
import classes from './request-list.module.css';

/** What was sent, to be opened in the composer again. */
export function SentRequests() {
  const commands = useCommands();
  const lastSend = useBusdeck((s) => s.lastSend);
  const [sent, setSent] = useState<readonly SentSummary[]>();

  // biome-ignore lint/correctness/useExhaustiveDependencies: each send adds to it.
  useEffect(() => {
    let stale = false;
    void commands.sentRequests().then((found) => {
      if (!stale && found.ok) setSent(found.value);
    });
    return () => {
      stale = true;
    };
  }, [commands, lastSend]);

  if (sent === undefined) return null;
  if (sent.length === 0) {
    return (
      <div className={classes.empty}>
        <p>
          Nothing was sent yet. What you publish or broadcast is kept here, also when it was refused, to be
          opened again.
        </p>
      </div>
    );
  }
  const clear = () =>
    confirm({
      title: 'Clear the history of what was sent?',
      text: 'Saved requests and the messages themselves stay.',
      verb: 'Clear',
      dangerous: true,
      onYes: () => void commands.clearSent().then(({ ok }) => ok && setSent([])),
    });
  return (
    <div className={classes.panel}>
      <div className={classes.head}>
        <span className={classes.title}>
          <bdi>
            {sent.length === maxSent ? `The last ${maxSent} requests` : plural(sent.length, 'request')}
          </bdi>
        </span>
        <Button variant="subtle" size="compact-xs" onClick={clear}>
          Clear
        </Button>
      </div>
      <ul className={classes.list} aria-label="Sent requests">
        {sent.map((each) => (
          <SentItem key={each.id} sent={each} onOpen={() => void commands.openSent(each.id)} />
        ))}
      </ul>
    </div>
  );
}

function SentItem({ sent, onOpen }: { sent: SentSummary; onOpen: () => void }) {
  const { verb, topic, at, times, count: messages, preview, outcome, reason } = sent;
  const amount = [
    ...(messages > 1 ? [`${count(messages)} messages`] : []),
    ...(times > 1 ? [`${count(times)} times`] : []),
  ];
  return (
    <li className={classes.item} data-testid="sent-request" data-outcome={outcome}>
      <UnstyledButton className={classes.words} title="Open in the composer" onClick={onOpen}>
        <span className={classes.line}>
          <VerbMark verb={verb} />
          <span className={classes.name}>
            <VisibleText text={topic} />
          </span>
          <time className={classes.time} title={dayAndClock(at)}>
            {clock(at)}
          </time>
        </span>
        {amount.length > 0 && <span className={classes.quiet}>{amount.join(', ')}</span>}
        {reason !== undefined && (
          <span className={classes.problem}>
            <IconAlertTriangle size={13} aria-hidden /> <VisibleText text={reason} />
          </span>
        )}
        <span className={classes.preview}>
          <VisibleText text={preview.replace(/\s+/g, ' ')} />
        </span>
      </UnstyledButton>
    </li>
  );
}
