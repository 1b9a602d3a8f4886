import { useElementSize, useMergedRef } from '@mantine/hooks';
import { type KeyboardEvent, memo, useCallback, useEffect, useRef, useState } from 'react';
import { VisibleText } from '../format/visible-text';
import { JsonLine } from './json-line';
import type { LineSource } from './line-source';
import classes from './line-view.module.css';

interface LineViewProps {
  readonly source: LineSource;
  readonly label: string;
  readonly language: 'json' | 'text';
  /** A line to bring into view and mark; another object brings it there again. */
  readonly target?: { readonly line: number } | undefined;
}

const rowHeight = 18;
/** A browser's elements end at some 33 million pixels; above this the scroll bar is a scale and not the text itself. */
const maxExtent = 8_000_000;

interface Fetched {
  readonly source: LineSource;
  readonly from: number;
  readonly lines: readonly string[];
}

/** Lines of a text of any length: holds and draws only those in view. */
export function LineView({ source, label, language, target }: LineViewProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const { ref: sizeRef, height } = useElementSize();
  const ref = useMergedRef(scroller, sizeRef);
  const [first, setFirst] = useState(0);
  const [fetched, setFetched] = useState<Fetched>();

  const visibleRows = Math.max(1, Math.ceil(height / rowHeight));
  const lastFirst = Math.max(0, source.count - Math.floor(height / rowHeight));
  const extent = Math.min(maxExtent, source.count * rowHeight);
  const isScaled = source.count * rowHeight > maxExtent;
  const to = Math.min(source.count, first + visibleRows + 1);

  useEffect(() => {
    let gone = false;
    void source.lines(first, to).then((lines) => {
      if (!gone) setFetched({ source, from: first, lines });
    });
    return () => {
      gone = true;
    };
  }, [source, first, to]);

  const goTo = useCallback(
    (line: number) => {
      const element = scroller.current;
      if (element === null) return;
      const next = Math.max(0, Math.min(lastFirst, Math.round(line)));
      setFirst(next);
      const room = extent - element.clientHeight;
      element.scrollTop = isScaled ? (next / Math.max(1, lastFirst)) * room : next * rowHeight;
    },
    [lastFirst, extent, isScaled],
  );

  useEffect(() => {
    if (target !== undefined) goTo(target.line - 3);
  }, [target, goTo]);

  // On the scale, a turn of the wheel would skip pages: it moves by lines instead.
  const shown = useRef(first);
  shown.current = first;
  useEffect(() => {
    const element = scroller.current;
    if (element === null || !isScaled) return;
    const onWheel = (event: WheelEvent) => {
      if (event.deltaY === 0 || event.shiftKey) return;
      event.preventDefault();
      goTo(shown.current + Math.sign(event.deltaY) * Math.max(1, Math.abs(event.deltaY) / rowHeight));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [isScaled, goTo]);

  function onScroll(): void {
    const element = scroller.current;
    if (element === null) return;
    if (!isScaled) {
      setFirst(Math.min(lastFirst, Math.floor(element.scrollTop / rowHeight)));
      return;
    }
    const share = element.scrollTop / Math.max(1, extent - element.clientHeight);
    const next = Math.round(share * lastFirst);
    // A step by lines moves the bar by less than a pixel: what the bar says then is too coarse to be followed.
    const coarse = (lastFirst / Math.max(1, extent - element.clientHeight)) * 2;
    if (Math.abs(next - shown.current) > coarse) setFirst(next);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const moves: Record<string, number> = {
      ArrowDown: first + 1,
      ArrowUp: first - 1,
      PageDown: first + visibleRows - 2,
      PageUp: first - visibleRows + 2,
      Home: 0,
      End: source.count,
    };
    const line = moves[event.key];
    if (line === undefined) return;
    event.preventDefault();
    goTo(line);
  }

  const current = fetched?.source === source ? fetched : undefined;
  const rows: { line: number; text: string | undefined }[] = [];
  for (let line = first; line < to; line += 1) {
    rows.push({ line, text: current?.lines[line - current.from] });
  }
  const top = first * rowHeight;
  return (
    // biome-ignore lint/a11y/useSemanticElements: no element is a read-only text that is drawn in parts.
    <div
      ref={ref}
      className={classes.scroller}
      role="group"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must be reached by keyboard.
      tabIndex={0}
      data-testid="payload-lines"
      data-lines={source.count}
      data-first={first}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
      data-selectable
    >
      <div className={classes.extent} style={{ height: extent, width: `calc(${source.widest}ch + 24px)` }}>
        <div
          className={isScaled ? classes.pinned : classes.rows}
          style={isScaled ? undefined : { transform: `translateY(${top}px)` }}
        >
          {rows.map(({ line, text }) => (
            <Line key={line} text={text} language={language} marked={line === target?.line} />
          ))}
        </div>
      </div>
    </div>
  );
}

interface LineProps {
  readonly text: string | undefined;
  readonly language: 'json' | 'text';
  readonly marked: boolean;
}

const Line = memo(function Line({ text, language, marked }: LineProps) {
  return (
    <div className={classes.line} data-marked={marked || undefined}>
      {text === undefined ? '' : language === 'json' ? <JsonLine text={text} /> : <VisibleText text={text} />}
    </div>
  );
});
