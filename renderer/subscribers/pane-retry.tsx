import { Alert, Button, Popover, UnstyledButton } from '@mantine/core';
import { IconRotateClockwise } from '@tabler/icons-react';
import { type SyntheticEvent, useState } from 'react';
import type { SubscriberInfo } from '../../shared/bus/bus-event';
import type { RetryInForce } from '../../shared/bus/connection';
import { useCommands } from '../commands/use-commands';
import { visible } from '../format/visible-text';
import { RetryChoiceFields } from '../retry/retry-choice-fields';
import { retryWords, shortRetryWords } from '../retry/retry-words';
import classes from './pane.module.css';

const sourceWords: Record<RetryInForce['from'], string> = {
  connection: 'The connection says so.',
  topic: 'It holds for the whole topic.',
  subscriber: 'It holds for this subscriber only.',
};

/** The retry policy in force, and the way to change it while the subscriber runs. */
export function PaneRetry({ info }: { info: SubscriberInfo }) {
  const [open, setOpen] = useState(false);
  const { policy, from } = info.retry;
  const words = `${retryWords(policy)} ${sourceWords[from]}`;
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" width={300} trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton
          className={classes.retry}
          data-testid="pane-retry"
          data-from={from}
          data-max-retries={policy.maxRetries}
          data-delay={policy.delay.type}
          title={words}
          aria-label={`Retries of ${visible(info.name)}: ${words} Change.`}
          onClick={() => setOpen(!open)}
        >
          <IconRotateClockwise size={11} aria-hidden />
          <span className={classes.retryWords}>{shortRetryWords(policy)}</span>
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown aria-label={`Retries of ${visible(info.name)}`}>
        <RetryForm info={info} onDone={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function RetryForm({ info, onDone }: { info: SubscriberInfo; onDone: () => void }) {
  const commands = useCommands();
  const [choice, setChoice] = useState(info.retry);
  const [refusal, setRefusal] = useState<string>();
  async function apply(event: SyntheticEvent): Promise<void> {
    event.preventDefault();
    const answer = await commands.setRetry(info, choice);
    if (answer.ok) onDone();
    else setRefusal(answer.error.message);
  }
  return (
    <form className={classes.retryForm} onSubmit={(event) => void apply(event)}>
      <RetryChoiceFields topic={info.topic} choice={choice} whose={visible(info.name)} onChange={setChoice} />
      {refusal !== undefined && (
        <Alert color="red" role="alert" p="xs">
          {refusal}
        </Alert>
      )}
      <Button type="submit" data-testid="retry-apply">
        Use from the next failure on
      </Button>
    </form>
  );
}
