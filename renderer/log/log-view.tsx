import { Button } from '@mantine/core';
import {
  type Icon,
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleX,
  IconPointFilled,
} from '@tabler/icons-react';
import { useCopy } from '../commands/use-copy';
import { plural } from '../format/numbers';
import { clock } from '../format/time';
import { VisibleText } from '../format/visible-text';
import { Empty } from '../layout/empty';
import type { LogEntry, LogLevel } from '../store/log';
import { useBusdeck } from '../store/react';
import classes from './log.module.css';
import { logText } from './log-text';

const looks: Record<LogLevel, { readonly icon: Icon; readonly word: string }> = {
  info: { icon: IconPointFilled, word: 'Note' },
  good: { icon: IconCircleCheck, word: 'Good' },
  warning: { icon: IconAlertTriangle, word: 'Warning' },
  error: { icon: IconCircleX, word: 'Error' },
};

/** What the connection and the subscribers did, and what was refused; the newest first. */
export function LogView() {
  const { entries } = useBusdeck((s) => s.log);
  const connection = useBusdeck((s) => s.session.connection);
  const version = useBusdeck((s) => s.version);
  const { copied, copy } = useCopy();
  return (
    <div className={classes.log}>
      <div className={classes.bar}>
        <span className={classes.total}>{plural(entries.length, 'entry', 'entries')}</span>
        <Button
          size="compact-xs"
          variant="default"
          data-testid="log-copy"
          onClick={() => copy(logText({ entries, connection, version }))}
        >
          {copied ? 'Copied' : 'Copy'}
        </Button>
      </div>
      {entries.length === 0 ? (
        <Empty>Nothing yet. What the connection and the subscribers do is written here.</Empty>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls has to be reached by the keyboard
        <ol className={classes.entries} aria-label="Log" tabIndex={0}>
          {entries.toReversed().map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </ol>
      )}
    </div>
  );
}

function Entry({ entry: { at, level, text, detail, times } }: { entry: LogEntry }) {
  const { icon: LevelIcon, word } = looks[level];
  return (
    <li className={classes.entry} data-testid="log-entry" data-level={level} data-selectable>
      <time className={classes.time}>{clock(at)}</time>
      <LevelIcon size={13} className={classes.icon} aria-label={word} />
      <div className={classes.words}>
        <VisibleText text={text} />
        {times > 1 && <span className={classes.times}>{plural(times, 'time')}</span>}
        {detail !== undefined && (
          <p className={classes.detail}>
            <VisibleText text={detail} />
          </p>
        )}
      </div>
    </li>
  );
}
