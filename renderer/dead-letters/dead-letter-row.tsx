import { Button, Checkbox, UnstyledButton } from '@mantine/core';
import { IconMailX } from '@tabler/icons-react';
import { confirm } from '../ask/confirm';
import { useCommands } from '../commands/use-commands';
import { plural } from '../format/numbers';
import { oneLine } from '../format/payload';
import { clock, dayAndClock } from '../format/time';
import { deadReasonWords } from '../format/trace-steps';
import { VisibleText, visible } from '../format/visible-text';
import { useBusdeck } from '../store/react';
import { useReadOnly } from '../store/use-read-only';
import type { LetterLine } from './dead-letter-lines';
import classes from './dead-letters.module.css';
import type { Choice } from './use-choice';

interface DeadLetterRowProps {
  readonly line: LetterLine;
  readonly choice: Choice;
}

export function DeadLetterRow({ line: { key, topic, letter }, choice }: DeadLetterRowProps) {
  const commands = useCommands();
  const readOnly = useReadOnly();
  const { id, message, reason, attempts, error, lastBy, at } = letter;
  const chosen = useBusdeck((s) => s.selection?.messageId === message.id);
  const selection = { topic, ids: [id] };
  return (
    <article
      className={classes.letter}
      data-testid="dead-letter"
      data-message-id={message.id}
      data-reason={reason}
      data-attempts={attempts}
      data-chosen={chosen || undefined}
      aria-label={`Dead letter ${visible(message.id)}`}
    >
      <Checkbox
        size="xs"
        aria-label={`Select dead letter ${visible(message.id)}`}
        checked={choice.chosen.has(key)}
        onChange={(event) => {
          const { nativeEvent } = event;
          const withShift = nativeEvent instanceof MouseEvent && nativeEvent.shiftKey;
          choice.tick(key, event.currentTarget.checked, withShift);
        }}
      />
      <UnstyledButton
        className={classes.letterWords}
        onClick={() => commands.choose({ messageId: message.id })}
      >
        <span className={classes.letterHead}>
          <IconMailX size={13} stroke={2} aria-hidden />
          <span className={classes.reason}>{deadReasonWords[reason]}</span>
          <span className={classes.quiet}>after {plural(attempts, 'attempt')}</span>
        </span>
        {error !== undefined && (
          <span className={classes.error} title={visible(error)}>
            <VisibleText text={error} />
          </span>
        )}
        <span className={classes.last}>
          {at !== undefined && (
            <time className={classes.time} title={dayAndClock(at)}>
              {clock(at)}
            </time>
          )}
          {lastBy !== undefined && (
            <span className={classes.quiet}>
              last by <VisibleText text={lastBy} />
            </span>
          )}
        </span>
        <span className={classes.preview}>
          <VisibleText text={oneLine(message.preview, 200)} />
        </span>
      </UnstyledButton>
      <div className={classes.actions}>
        <Button
          size="compact-xs"
          variant="default"
          data-testid="replay"
          disabled={readOnly !== undefined}
          title={readOnly}
          onClick={() => void commands.replay(selection)}
        >
          Replay
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          data-testid="edit-and-replay"
          onClick={() => commands.openDialog({ type: 'edit-letter', topic, letter })}
        >
          Edit…
        </Button>
        <Button
          size="compact-xs"
          variant="default"
          data-testid="discard"
          disabled={readOnly !== undefined}
          title={readOnly}
          onClick={() =>
            confirm({
              title: 'Discard this dead letter?',
              text: 'It is thrown away for good.',
              verb: 'Discard',
              dangerous: true,
              onYes: () => void commands.discard(selection),
            })
          }
        >
          Discard
        </Button>
      </div>
    </article>
  );
}
