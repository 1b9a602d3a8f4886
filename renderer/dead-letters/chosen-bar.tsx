import { Button } from '@mantine/core';
import type { DeadLetterSelection } from '../../shared/dead-letter';
import { useCommands } from '../app/use-commands';
import { plural } from '../format/numbers';
import { confirm } from './confirm';
import classes from './dead-letters.module.css';
import { useExport } from './use-export';

interface ChosenBarProps {
  readonly selections: readonly DeadLetterSelection[];
  readonly count: number;
  readonly onClear: () => void;
}

/** What can be done with the letters that are ticked. */
export function ChosenBar({ selections, count, onClear }: ChosenBarProps) {
  const commands = useCommands();
  const exportLetters = useExport();
  const many = plural(count, 'dead letter');
  return (
    <section
      className={classes.chosen}
      data-testid="chosen-letters"
      data-count={count}
      aria-label="Selected dead letters"
    >
      <span className={classes.chosenCount}>{count} selected</span>
      <Button
        size="compact-xs"
        variant="default"
        data-testid="replay-chosen"
        onClick={() => {
          for (const selection of selections) void commands.replay(selection);
        }}
      >
        Replay
      </Button>
      <Button
        size="compact-xs"
        variant="default"
        data-testid="export-chosen"
        onClick={() => void exportLetters(selections)}
      >
        Export…
      </Button>
      <Button
        size="compact-xs"
        variant="default"
        data-testid="discard-chosen"
        onClick={() =>
          confirm({
            title: `Discard ${many}?`,
            text: 'They are thrown away for good.',
            verb: 'Discard',
            dangerous: true,
            onYes: () => {
              for (const selection of selections) void commands.discard(selection);
            },
          })
        }
      >
        Discard
      </Button>
      <Button size="compact-xs" variant="subtle" onClick={onClear}>
        Clear
      </Button>
    </section>
  );
}
