import { UnstyledButton } from '@mantine/core';
import {
  type Icon,
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconHourglass,
  IconLoader2,
  IconUserOff,
} from '@tabler/icons-react';
import type { ErrorInfo } from '../../shared/bus/errors';
import type { SendOutcome } from '../../shared/window/send';
import { SubscriberMark } from '../badges/subscriber-badge';
import { useCommands } from '../commands/use-commands';
import { furtherDetail } from '../format/further-detail';
import { count } from '../format/numbers';
import { VisibleText } from '../format/visible-text';
import { useBusdeck } from '../store/react';
import type { LastSend } from '../store/sending';
import { receiptWords } from './receipt-words';
import classes from './sending.module.css';

const looks: Record<SendOutcome, { readonly icon: Icon; readonly tone: string }> = {
  routed: { icon: IconCircleCheck, tone: 'good' },
  held: { icon: IconHourglass, tone: 'warning' },
  returned: { icon: IconUserOff, tone: 'warning' },
  failed: { icon: IconCircleX, tone: 'bad' },
  unknown: { icon: IconAlertTriangle, tone: 'bad' },
};

/** The answer to the last publish or broadcast, read out as it comes. */
export function SendReceipt() {
  const last = useBusdeck((s) => s.lastSend);
  return <div role="status">{last !== undefined && <Receipt last={last} />}</div>;
}

function Receipt({ last }: { last: LastSend }) {
  switch (last.type) {
    case 'sending':
      return <Sending last={last} />;
    case 'answered':
      return <Answered key={last.receipt.sendId} last={last} />;
    case 'refused':
      return <Refused error={last.error} />;
  }
}

function Sending({ last }: { last: Extract<LastSend, { type: 'sending' }> }) {
  const cancelled = useBusdeck((s) =>
    s.session.sends.some((send) => send.sendId === last.sendId && send.cancelled),
  );
  // The bar above says what it still waits for.
  if (cancelled) return null;
  return (
    <div className={classes.receipt} data-tone="quiet">
      <IconLoader2 size={15} aria-hidden />
      <p className={classes.headline}>
        {last.verb === 'publish' ? 'Publishing' : 'Broadcasting'} to <VisibleText text={last.topic} />…
      </p>
    </div>
  );
}

/** So many recipients are named; of more the count is told. */
const recipientsNamed = 50;

function Answered({ last: { receipt, recipients } }: { last: Extract<LastSend, { type: 'answered' }> }) {
  const commands = useCommands();
  const { icon: OutcomeIcon, tone } = looks[receipt.outcome];
  const { headline, notes } = receiptWords(
    receipt,
    useBusdeck((s) => s.session.connection.capabilities),
    useBusdeck((s) => s.session.found.find(({ topic }) => topic === receipt.topic)),
  );
  return (
    <div
      className={classes.receipt}
      data-tone={tone}
      data-testid="receipt"
      data-outcome={receipt.outcome}
      data-message-id={receipt.messageId}
    >
      <OutcomeIcon size={15} stroke={2} aria-hidden />
      <div className={classes.words}>
        <p className={classes.headline} data-selectable>
          <VisibleText text={[headline, ...notes].join(' · ')} />
        </p>
        {recipients.length > 0 && (
          <p className={classes.recipients} data-testid="receipt-recipients">
            {receipt.requested === 1 ? 'Got it:' : 'The last one went to'}
            {recipients.slice(0, recipientsNamed).map(({ id, name }) => (
              <span key={id} className={classes.recipient}>
                <SubscriberMark subscriberId={id} />
                <span>
                  <VisibleText text={name} />
                </span>
              </span>
            ))}
            {recipients.length > recipientsNamed && (
              <span>and {count(recipients.length - recipientsNamed)} more</span>
            )}
          </p>
        )}
        {receipt.messageId !== '' && (
          <UnstyledButton
            className={classes.link}
            onClick={() => commands.choose({ messageId: receipt.messageId })}
          >
            Show its trace
          </UnstyledButton>
        )}
      </div>
    </div>
  );
}

function Refused({ error }: { error: ErrorInfo }) {
  const { detail } = furtherDetail(error.message, error.detail);
  return (
    <div
      className={classes.receipt}
      data-tone="bad"
      data-testid="receipt"
      data-outcome="failed"
      data-message-id=""
    >
      <IconCircleX size={15} stroke={2} aria-hidden />
      <div className={classes.words}>
        <p className={classes.headline} data-selectable>
          <VisibleText text={error.message} />
        </p>
        {detail !== undefined && (
          <p className={classes.recipients} data-selectable>
            <span>
              <VisibleText text={detail} />
            </span>
          </p>
        )}
      </div>
    </div>
  );
}
