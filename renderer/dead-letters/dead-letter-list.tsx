import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import { deadLettersNote } from '../format/capability-words';
import { Empty } from '../layout/empty';
import { useBusdeck } from '../store/react';
import { ChosenBar } from './chosen-bar';
import { type Line, selectionsOf, toLines } from './dead-letter-lines';
import { DeadLetterRow } from './dead-letter-row';
import classes from './dead-letters.module.css';
import { GroupHead } from './group-head';
import { LookInTopic } from './look-in-topic';
import { MoreLetters } from './more-letters';
import { TopicHead } from './topic-head';
import { useChoice } from './use-choice';

const heights: Record<Line['type'], number> = { topic: 40, more: 32, group: 32, letter: 96 };

/** What could not be handled, by topic and by what went wrong, with the way back to where it came from. */
export function DeadLetterList() {
  const byTopic = useBusdeck((s) => s.deadLetters.byTopic);
  const note = useBusdeck((s) => deadLettersNote(s.session.connection.capabilities));
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const lines = useMemo(() => toLines(byTopic, folded), [byTopic, folded]);
  const choice = useChoice(lines);
  const selections = useMemo(() => selectionsOf(byTopic, choice.chosen), [byTopic, choice.chosen]);
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => heights[lines[index]?.type ?? 'letter'],
    getItemKey: (index) => lines[index]?.key ?? index,
    overscan: 6,
  });

  const fold = (key: string) =>
    setFolded((before) => {
      const next = new Set(before);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  function drawLine(line: Line) {
    switch (line.type) {
      case 'topic':
        return <TopicHead line={line} />;
      case 'more':
        return <MoreLetters line={line} />;
      case 'group':
        return <GroupHead line={line} choice={choice} onFold={() => fold(line.key)} />;
      case 'letter':
        return <DeadLetterRow line={line} choice={choice} />;
    }
  }

  return (
    <div className={classes.panel}>
      <div ref={scroller} className={classes.scroller}>
        {lines.length === 0 ? (
          <Empty>No dead letters. A message comes here when all its attempts have failed. {note}</Empty>
        ) : (
          <div className={classes.extent} style={{ height: rows.getTotalSize() }}>
            {rows.getVirtualItems().map(({ index, key, start, size }) => {
              const line = lines[index];
              if (line === undefined) return null;
              return (
                <div
                  key={key}
                  className={classes.line}
                  style={{ transform: `translateY(${start}px)`, height: size }}
                >
                  {drawLine(line)}
                </div>
              );
            })}
          </div>
        )}
      </div>
      {choice.chosen.size > 0 && (
        <ChosenBar selections={selections} count={choice.chosen.size} onClear={choice.clear} />
      )}
      {lines.length > 0 && note !== undefined && <p className={classes.note}>{note}</p>}
      <LookInTopic />
    </div>
  );
}
