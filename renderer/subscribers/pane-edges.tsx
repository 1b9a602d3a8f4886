import type { CSSProperties, KeyboardEvent, PointerEvent } from 'react';
import { rowHeights } from '../../shared/window/window-view';
import { paneLayout } from '../store/pane-layout';
import classes from './pane-grid.module.css';

interface PaneEdgesProps {
  readonly widths: readonly number[];
  readonly rows: number;
  /** The rows that are drawn; `end` is the one after them. */
  readonly first: number;
  readonly end: number;
  readonly rowHeight: number;
}

/** No column is made narrower than this part of its pair. */
const leastPart = 0.15;
const keyStep = 0.05;
const keyPixels = 24;

/** What can be dragged between the panes: the widths of two columns, and the height of all rows. */
export function PaneEdges({ widths, rows, first, end, rowHeight }: PaneEdgesProps) {
  return (
    <>
      {widths.slice(1).map((_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an edge is nothing but its position
        <ColumnEdge key={index} index={index} widths={widths} rows={rows} />
      ))}
      {Array.from({ length: Math.max(0, Math.min(end, rows - 1) - first) }, (_, at) => first + at).map(
        (index) => (
          <RowEdge key={index} index={index} columns={widths.length} rowHeight={rowHeight} />
        ),
      )}
    </>
  );
}

function ColumnEdge({ index, widths, rows }: { index: number; widths: readonly number[]; rows: number }) {
  const left = widths[index] ?? 1;
  const pair = left + (widths[index + 1] ?? 1);
  const part = left / pair;

  function setPart(wanted: number): void {
    const next = Math.min(1 - leastPart, Math.max(leastPart, wanted));
    const changed = [...widths];
    changed[index] = pair * next;
    changed[index + 1] = pair * (1 - next);
    paneLayout.setWidths(changed);
  }

  function onPointerDown(event: PointerEvent<HTMLElement>): void {
    const grid = event.currentTarget.parentElement;
    if (grid === null) return;
    const total = widths.reduce((sum, width) => sum + width, 0);
    const pixels = (grid.clientWidth * pair) / total;
    follow(event, (moved) => setPart(part + moved.x / pixels));
  }

  return (
    <Edge
      orientation="vertical"
      label={`Width of column ${index + 1}`}
      min={Math.round(leastPart * 100)}
      max={Math.round((1 - leastPart) * 100)}
      now={Math.round(part * 100)}
      place={{ gridColumn: index + 1, gridRow: `1 / span ${rows}` }}
      onPointerDown={onPointerDown}
      onStep={(step) => setPart(part + step * keyStep)}
      onReset={() => setPart(0.5)}
    />
  );
}

function RowEdge({ index, columns, rowHeight }: { index: number; columns: number; rowHeight: number }) {
  function onPointerDown(event: PointerEvent<HTMLElement>): void {
    // Rows may be higher than they have to be; the first movement starts from what is seen.
    const seen = event.currentTarget.parentElement?.querySelector('article')?.clientHeight ?? rowHeight;
    follow(event, (moved) => paneLayout.setRowHeight(seen + moved.y / (index + 1)));
  }
  return (
    <Edge
      orientation="horizontal"
      label={`Height of the rows, under row ${index + 1}`}
      min={rowHeights.min}
      max={rowHeights.max}
      now={rowHeight}
      place={{ gridRow: index + 1, gridColumn: `1 / span ${columns}` }}
      onPointerDown={onPointerDown}
      onStep={(step) => paneLayout.setRowHeight(rowHeight + step * keyPixels)}
      onReset={() => paneLayout.setRowHeight(rowHeights.normal)}
    />
  );
}

interface EdgeProps {
  readonly orientation: 'vertical' | 'horizontal';
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly now: number;
  /** Where it lies in the grid. */
  readonly place: CSSProperties;
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onStep: (step: 1 | -1) => void;
  readonly onReset: () => void;
}

const stepKeys = {
  vertical: { less: 'ArrowLeft', more: 'ArrowRight' },
  horizontal: { less: 'ArrowUp', more: 'ArrowDown' },
} as const;

/** A line that is moved by the pointer or the arrow keys, and set back by Enter or two clicks. */
function Edge({ orientation, label, min, max, now, place, onPointerDown, onStep, onReset }: EdgeProps) {
  const { less, more } = stepKeys[orientation];
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === less) onStep(-1);
    else if (event.key === more) onStep(1);
    else if (event.key === 'Enter') onReset();
    else return;
    event.preventDefault();
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a line that is moved is no <hr>
    <div
      className={classes.edge}
      role="separator"
      tabIndex={0}
      aria-orientation={orientation}
      aria-label={label}
      aria-valuemin={min}
      aria-valuemax={max}
      aria-valuenow={now}
      style={place}
      onPointerDown={onPointerDown}
      onDoubleClick={onReset}
      onKeyDown={onKeyDown}
    />
  );
}

/** Tells how far the pointer has gone since it was pressed, until it is let go. */
function follow(start: PointerEvent<HTMLElement>, onMove: (moved: { x: number; y: number }) => void): void {
  const element = start.currentTarget;
  const from = { x: start.clientX, y: start.clientY };
  element.setPointerCapture(start.pointerId);
  const move = (event: globalThis.PointerEvent) =>
    onMove({ x: event.clientX - from.x, y: event.clientY - from.y });
  const end = () => {
    element.removeEventListener('pointermove', move);
    element.removeEventListener('lostpointercapture', end);
  };
  element.addEventListener('pointermove', move);
  element.addEventListener('lostpointercapture', end);
}
