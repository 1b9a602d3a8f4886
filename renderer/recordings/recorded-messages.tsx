import { Button, Switch } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import type { OpenedRecording, RecordedMessage } from '../../shared/window/recording';
import { OutcomeMark } from '../badges/outcome-badge';
import { VerbMark } from '../badges/verb-badge';
import { useCommands } from '../commands/use-commands';
import { parseFilter } from '../filter/engine/parse-filter';
import { FilterField } from '../filter/filter-field';
import { count, plural } from '../format/numbers';
import { oneLine } from '../format/payload';
import { clock } from '../format/time';
import { VisibleText } from '../format/visible-text';
import { useBusdeck } from '../store/react';
import classes from './history.module.css';
import { type RecordedLine, recordedLines } from './recorded-lines';
import { useRecordedMessages } from './use-recorded-messages';

const rowHeight = 26;

/** The messages of a recording in their order or by subscriber, through a filter like that of the panes. */
export function RecordedMessages({ opened }: { opened: OpenedRecording }) {
  const commands = useCommands();
  const { messages, loading, loadMore } = useRecordedMessages(opened);
  const [filter, setFilter] = useState('');
  const [bySubscriber, setBySubscriber] = useState(false);
  const { parsed, problem } = useFilter(filter);
  const payloads = useBusdeck((s) => s.payloads);
  // The filter may have had to wait for whole payloads.
  const searched = useBusdeck((s) => s.payloadsSearched);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is known of payloads changes in place.
  const { lines, found } = useMemo(
    () => recordedLines(messages, bySubscriber, parsed.matches, payloads.answer),
    [messages, bySubscriber, parsed, payloads, searched],
  );
  const waiting = payloads.progress(parsed.questions).waiting;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 4,
  });

  return (
    <>
      <div className={classes.find}>
        <FilterField
          testId="recording-filter"
          label="Filter the recording"
          filter={filter}
          problem={problem}
          known={() => knownValues(messages)}
          onFilter={setFilter}
        />
      </div>
      <div className={classes.line}>
        <Switch
          size="xs"
          label="By subscriber"
          data-testid="recording-by-subscriber"
          checked={bySubscriber}
          onChange={(event) => setBySubscriber(event.currentTarget.checked)}
        />
        <span className={classes.found} role="status" data-testid="recording-found" data-count={found}>
          {waiting > 0
            ? `Looking into ${plural(waiting, 'payload')}…`
            : filter === ''
              ? plural(messages.length, 'message')
              : `${count(found)} of ${plural(messages.length, 'message')}`}
        </span>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a list of which only a part is drawn. */}
      <div ref={scroller} className={classes.messages} role="list" aria-label="Messages of the recording">
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="presentation">
          {virtual.getVirtualItems().map(({ index, start }) => {
            const line = lines[index];
            return line === undefined ? null : (
              // biome-ignore lint/a11y/useSemanticElements: see above.
              <div
                key={line.key}
                role="listitem"
                className={classes.place}
                style={{ transform: `translateY(${start}px)` }}
              >
                {line.type === 'head' ? (
                  <Head line={line} />
                ) : (
                  <Row row={line} onChoose={() => commands.choose(chosenBy(line))} />
                )}
              </div>
            );
          })}
        </div>
      </div>
      {!loading && messages.length < opened.messages && (
        <Button size="compact-xs" variant="default" onClick={loadMore}>
          Load more ({count(messages.length)} of {count(opened.messages)})
        </Button>
      )}
    </>
  );
}

/** While it is being written a filter is often wrong; the one before stays in force. */
function useFilter(filter: string) {
  const parsed = useMemo(() => parseFilter(filter), [filter]);
  const last = useRef(everything);
  if (parsed.ok) last.current = parsed;
  return { parsed: last.current, problem: parsed.ok ? undefined : parsed.problem };
}

const everything: Extract<ReturnType<typeof parseFilter>, { ok: true }> = {
  ok: true,
  matches: undefined,
  questions: [],
};

/** For suggestions a look at the first messages does. */
function knownValues(messages: readonly RecordedMessage[]) {
  const first = messages.slice(0, 500);
  return {
    topics: [...new Set(first.map(({ message }) => message.topic))],
    subscribers: [
      ...new Set(first.flatMap(({ deliveries }) => deliveries.map(({ subscriberName }) => subscriberName))),
    ],
  };
}

function Head({ line: { name, count: many } }: { line: Extract<RecordedLine, { type: 'head' }> }) {
  return (
    <p className={classes.head} data-testid="recorded-subscriber" data-name={name} data-count={many}>
      <span>
        <VisibleText text={name} />
      </span>
      <span>{count(many)}</span>
    </p>
  );
}

interface RowProps {
  readonly row: Extract<RecordedLine, { type: 'row' }>;
  readonly onChoose: () => void;
}

const chosenBy = ({ messageId, deliveryId }: RowProps['row']) =>
  deliveryId === undefined ? { messageId } : { messageId, deliveryId };

function Row({ row, onChoose }: RowProps) {
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
      <OutcomeMark outcome={outcome} interrupted={false} />
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
