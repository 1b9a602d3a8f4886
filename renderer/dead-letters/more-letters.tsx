import { Button } from '@mantine/core';
import { mostDeadLettersListed } from '../../shared/bus/dead-letter';
import { useCommands } from '../commands/use-commands';
import { count } from '../format/numbers';
import type { MoreLine } from './dead-letter-lines';
import classes from './dead-letters.module.css';

/** Says that the list is not the whole, and gets the next part of it. */
export function MoreLetters({ line: { topic, listed, total } }: { line: MoreLine }) {
  const commands = useCommands();
  return (
    <div
      className={classes.more}
      data-testid="dead-letters-listed"
      data-listed={listed}
      data-total={total}
      title="A list reads at most 64 MB for each 1,000 letters. Replay all, Export and Discard all take every one of them, listed or not."
    >
      <span className={classes.moreWords}>
        The oldest {count(listed)} of {count(total)}
      </span>
      {listed < mostDeadLettersListed && (
        <Button
          size="compact-xs"
          variant="default"
          data-testid="list-more"
          onClick={() => commands.listMoreDeadLetters(topic)}
        >
          List more
        </Button>
      )}
    </div>
  );
}
