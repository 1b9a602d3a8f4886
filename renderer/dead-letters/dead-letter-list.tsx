import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';
import { useBusdeck } from '../store/react';
import { type Line, toLines } from './dead-letter-lines';
import { DeadLetterRow } from './dead-letter-row';
import classes from './dead-letters.module.css';
import { LookInTopic } from './look-in-topic';
import { TopicHead } from './topic-head';

const heights: Record<Line['type'], number> = { topic: 40, letter: 92 };

/** What could not be handled, by topic, with the way back to where it came from. */
export function DeadLetterList() {
  const byTopic = useBusdeck((s) => s.deadLetters.byTopic);
  const lines = useMemo(() => toLines(byTopic), [byTopic]);
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => heights[lines[index]?.type ?? 'letter'],
    getItemKey: (index) => lines[index]?.key ?? index,
    overscan: 6,
  });
  return (
    <div className={classes.panel}>
      <div ref={scroller} className={classes.scroller}>
        {lines.length === 0 ? (
          <p className={classes.empty}>
            No dead letters. A message comes here when all its attempts have failed.
          </p>
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
                  {line.type === 'topic' ? <TopicHead line={line} /> : <DeadLetterRow line={line} />}
                </div>
              );
            })}
          </div>
        )}
      </div>
      <LookInTopic />
    </div>
  );
}
