import { Button } from '@mantine/core';
import type { DeadLetterSelection } from '../../shared/ipc/requests-dead-letters';
import { confirm } from '../ask/confirm';
import { useCommands } from '../commands/use-commands';
import { plural } from '../format/numbers';
import { visible } from '../format/visible-text';
import classes from './dead-letters.module.css';
import { useAskBefore } from './use-ask-before';
import { exportHint, useExport } from './use-export';

interface ChosenBarProps {
  readonly selections: readonly DeadLetterSelection[];
  readonly count: number;
  readonly onClear: () => void;
}

/** What can be done with the letters that are ticked. */
export function ChosenBar({ selections, count, onClear }: ChosenBarProps) {
  const commands = useCommands();
  const exportLetters = useExport();
  const { askBefore, isGuarded } = useAskBefore();

  async function replay(): Promise<void> {
    for (const selection of selections) {
      if (!isGuarded(selection)) void commands.replay(selection);
      else {
        await askBefore({
          selection,
          title: `Replay ${manyOf(selection)}?`,
          text: 'They go to their topic again, and their attempts start at 1.',
          verb: 'Replay',
          dangerous: false,
          run: (confirmed) => void commands.replay(confirmed),
        });
      }
    }
  }

  async function discard(): Promise<void> {
    const question = { text: 'They are thrown away for good.', verb: 'Discard', dangerous: true };
    if (!selections.some(isGuarded)) {
      confirm({
        ...question,
        title: `Discard ${plural(count, 'dead letter')}?`,
        onYes: () => {
          for (const selection of selections) void commands.discard(selection);
        },
      });
      return;
    }
    // Each topic's name is to be typed, so each topic is asked about.
    for (const selection of selections) {
      await askBefore({
        ...question,
        selection,
        title: `Discard ${manyOf(selection)}?`,
        run: (confirmed) => void commands.discard(confirmed),
      });
    }
  }
  return (
    <section
      className={classes.chosen}
      data-testid="chosen-letters"
      data-count={count}
      aria-label="Selected dead letters"
    >
      <span className={classes.chosenCount}>{count} selected</span>
      <Button size="compact-xs" variant="default" data-testid="replay-chosen" onClick={() => void replay()}>
        Replay
      </Button>
      <Button
        size="compact-xs"
        variant="default"
        data-testid="export-chosen"
        title={exportHint}
        onClick={() => void exportLetters(selections)}
      >
        Export…
      </Button>
      <Button size="compact-xs" variant="default" data-testid="discard-chosen" onClick={() => void discard()}>
        Discard
      </Button>
      <Button size="compact-xs" variant="subtle" onClick={onClear}>
        Clear
      </Button>
    </section>
  );
}

function manyOf({ topic, ids }: DeadLetterSelection): string {
  const many = ids === 'all' ? 'all dead letters' : plural(ids.length, 'dead letter');
  return `${many} of ${visible(topic)}`;
}
