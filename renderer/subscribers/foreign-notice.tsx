import { IconUsers } from '@tabler/icons-react';
import { count, plural } from '../format/numbers';
import { VisibleText } from '../format/visible-text';
import { useBusdeck } from '../store/react';
import classes from './pane-grid.module.css';

/** Other programs that take their share of a topic: without a word on them the shares below would not add up. */
export function ForeignNotice() {
  const foreign = useBusdeck((s) => s.session.foreign);
  const sharing = foreign.filter(({ consumers }) => consumers > 0);
  if (sharing.length === 0) return null;
  return (
    <ul className={classes.notice} aria-label="Consumers of other programs">
      {sharing.map(({ topic, consumers, taken, ready }) => (
        <li key={topic}>
          <IconUsers size={14} aria-hidden />
          <span>
            <VisibleText text={topic} /> is shared with {plural(consumers, 'consumer')} of other programs:
            they took {plural(taken, 'message')}, and {count(ready)} wait in the topic.
          </span>
        </li>
      ))}
    </ul>
  );
}
