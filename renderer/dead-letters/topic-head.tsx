import { Button } from '@mantine/core';
import { useCommands } from '../app/use-commands';
import { count, plural } from '../format/numbers';
import { VisibleText, visible } from '../format/visible-text';
import { useReadOnly } from '../profiles/use-read-only';
import type { TopicLine } from './dead-letter-lines';
import classes from './dead-letters.module.css';
import { useAskBefore } from './use-ask-before';
import { useExport } from './use-export';

/** A topic's line in the dead letters, with what can be done to all of them. */
export function TopicHead({ line: { topic, letters, error } }: { line: TopicLine }) {
  const commands = useCommands();
  const exportLetters = useExport();
  const readOnly = useReadOnly();
  const { askBefore } = useAskBefore();
  const many = plural(letters, 'dead letter');
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
            onClick={() =>
              void askBefore({
                selection: { topic, ids: 'all' },
                title: `Replay ${many}?`,
                text: `All of them go to ${visible(topic)} again, and their attempts start at 1.`,
                verb: 'Replay all',
                dangerous: false,
                run: (selection) => void commands.replay(selection),
              })
            }
          >
            Replay all
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            data-testid="export-all"
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
            onClick={() =>
              void askBefore({
                selection: { topic, ids: 'all' },
                title: `Discard ${many}?`,
                text: `They are thrown away for good, also those of ${visible(topic)} that are not listed yet.`,
                verb: 'Discard all',
                dangerous: true,
                run: (selection) => void commands.discard(selection),
              })
            }
          >
            Discard all
          </Button>
        </div>
      )}
    </header>
  );
}
