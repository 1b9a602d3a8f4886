import { ActionIcon, Checkbox } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { count, plural } from '../format/numbers';
import { deadReasonWords } from '../format/trace-steps';
import { VisibleText, visible } from '../format/visible-text';
import type { GroupLine } from './dead-letter-lines';
import classes from './dead-letters.module.css';
import type { Choice } from './use-choice';

interface GroupHeadProps {
  readonly line: GroupLine;
  readonly choice: Choice;
  readonly onFold: () => void;
}

/** Letters that died in the same way, to be taken together. */
export function GroupHead({ line: { reason, error, members, folded }, choice, onFold }: GroupHeadProps) {
  const ticked = members.filter((key) => choice.chosen.has(key)).length;
  const words = `${deadReasonWords[reason]}${error === undefined ? '' : `: ${visible(error)}`}`;
  const Chevron = folded ? IconChevronRight : IconChevronDown;
  return (
    <div
      className={classes.group}
      data-testid="dead-letter-group"
      data-reason={reason}
      data-count={members.length}
    >
      <Checkbox
        size="xs"
        aria-label={`Select ${plural(members.length, 'dead letter')}: ${words}`}
        checked={ticked === members.length}
        indeterminate={ticked > 0 && ticked < members.length}
        onChange={(event) => choice.set(members, event.currentTarget.checked)}
      />
      <ActionIcon
        size={18}
        aria-label={folded ? 'Unfold this group' : 'Fold this group'}
        aria-expanded={!folded}
        onClick={onFold}
      >
        <Chevron size={14} aria-hidden />
      </ActionIcon>
      <span className={classes.groupWords} title={words}>
        <span className={classes.reason}>{deadReasonWords[reason]}</span>
        {error !== undefined && (
          <span className={classes.quiet}>
            <VisibleText text={error} />
          </span>
        )}
      </span>
      <span className={classes.total}>{count(members.length)}</span>
    </div>
  );
}
