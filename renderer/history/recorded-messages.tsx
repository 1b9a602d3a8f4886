import { Button } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef, useState } from 'react';
import { type OpenedRecording, type RecordedMessage, recordingPageSize } from '../../shared/recording';
import { useCommands } from '../app/use-commands';
import { count } from '../format/numbers';
import { oneLine } from '../format/payload';
import { clock } from '../format/time';
import { VisibleText } from '../format/visible-text';
import { OutcomeMark } from '../marks/outcome-mark';
import { VerbMark } from '../marks/verb-mark';
import classes from './history.module.css';

const rowHeight = 26;

/** The messages of a recording in their order, fetched page by page. */
export function RecordedMessages({ opened }: { opened: OpenedRecording }) {
  const commands = useCommands();
  const { recordingId, messages } = opened;
  const [rows, setRows] = useState<readonly RecordedMessage[]>([]);
  const scroller = useRef<HTMLDivElement>(null);

  const load = useCallback(
    async (from: number) => {
      const page = await commands.recordingPage(recordingId, from);
      if (page !== undefined) setRows((before) => [...before.slice(0, from), ...page]);
    },
    [commands, recordingId],
  );
  useEffect(() => void load(0), [load]);

  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 4,
  });

  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a list of which only a part is drawn. */}
      <div ref={scroller} className={classes.messages} role="list" aria-label="Messages of the recording">
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="presentation">
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index];
            return row === undefined ? null : (
              // biome-ignore lint/a11y/useSemanticElements: see above.
              <div
                key={index}
                role="listitem"
                className={classes.place}
                style={{ transform: `translateY(${start}px)` }}
              >
                <Row row={row} onChoose={() => commands.choose({ messageId: row.messageId })} />
              </div>
            );
          })}
        </div>
      </div>
      {rows.length < messages && rows.length >= recordingPageSize && (
        <Button size="compact-xs" variant="default" onClick={() => void load(rows.length)}>
          Load more ({count(rows.length)} of {count(messages)})
        </Button>
      )}
    </>
  );
}

function Row({ row, onChoose }: { row: RecordedMessage; onChoose: () => void }) {
  const { at, message, outcome, attempt, messageId } = row;
  return (
    <button
      type="button"
      className={classes.row}
      data-testid="recorded-message"
      data-message-id={messageId}
      data-outcome={outcome}
      onClick={onChoose}
    >
      <time className={classes.time}>{clock(at)}</time>
      <OutcomeMark outcome={outcome} cut={false} />
      <span className={classes.attempt}>{attempt > 0 ? `#${attempt}` : ''}</span>
      <VerbMark verb={message.verb} />
      <span className={classes.topic}>
        <VisibleText text={message.topic} />
      </span>
      <span className={classes.preview}>
        <VisibleText text={oneLine(message.preview, 120)} />
      </span>
    </button>
  );
}
