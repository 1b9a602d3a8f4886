import { Button } from '@mantine/core';
import { useCommands } from '../commands/use-commands';
import { count } from '../format/numbers';
import { VisibleText } from '../format/visible-text';
import { useBusdeckStore } from '../store/react';
import { useReadOnly } from '../store/use-read-only';
import type { TopicLine } from './dead-letter-lines';
import classes from './dead-letters.module.css';
import { discardTopic, replayTopic } from './topic-actions';
import { exportHint, useExport } from './use-export';

/** A topic's line in the dead letters, with what can be done to all of them. */
export function TopicHead({ line: { topic, letters, error } }: { line: TopicLine }) {
  const commands = useCommands();
  const store = useBusdeckStore();
  const exportLetters = useExport();
  const readOnly = useReadOnly();
  return (
    <header className={classes.head}>
      <span className={classes.topic}>
        <VisibleText text={topic} />
      </span>
      <span className={classes.total}>{count(letters)}</span>
      {error !== undefined && (
        <span className={classes.problem} title={error.message}>
          <VisibleText text={error.message} />
        </span>
      )}
      {letters > 0 && (
        <div className={classes.actions}>
          <Button
            size="compact-xs"
            variant="default"
            data-testid="replay-all"
            disabled={readOnly !== undefined}
            title={readOnly}
            onClick={() => replayTopic(store, commands, topic, letters)}
          >
            Replay all
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            data-testid="export-all"
            title={exportHint}
            onClick={() => void exportLetters([{ topic, ids: 'all' }])}
          >
            Export…
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            data-testid="discard-all"
            disabled={readOnly !== undefined}
            title={readOnly}
            onClick={() => discardTopic(store, commands, topic, letters)}
          >
            Discard all
          </Button>
        </div>
      )}
    </header>
  );
}
