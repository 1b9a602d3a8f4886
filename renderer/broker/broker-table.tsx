import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { BrokerPage, BrokerRow, BrokerSort } from '../../shared/window/broker-view';
import { visible } from '../format/visible-text';
import classes from './broker.module.css';
import { columns, kindWords } from './columns';

const rowHeight = 26;
const nameColumn = { sort: 'name', word: 'Name', from: 'narrow' } as const;

interface BrokerTableProps {
  readonly page: BrokerPage;
  readonly now: number;
  readonly sort: BrokerSort;
  readonly descending: boolean;
  readonly chosen: string | undefined;
  readonly onSort: (sort: BrokerSort) => void;
  readonly onChoose: (row: BrokerRow) => void;
  /** From the first row that can be seen now. */
  readonly onRange: (from: number) => void;
}

/** Of very many rows those that can be seen are drawn. */
export function BrokerTable(props: BrokerTableProps) {
  const { page, now, sort, descending, chosen, onSort, onChoose, onRange } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: page.matching,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  });
  const items = virtual.getVirtualItems();
  const from = items[0]?.index ?? 0;
  useEffect(() => onRange(from), [from, onRange]);
  const rowAt = (index: number) => page.rows[index - page.from];
  const isChosenDrawn = items.some(({ index }) => rowAt(index)?.id === chosen);

  return (
    <div ref={scroller} className={classes.scroller}>
      <table className={classes.table} aria-rowcount={page.matching + 1} data-testid="broker-table">
        <thead>
          <tr className={classes.head}>
            {[nameColumn, ...columns].map((column) => (
              <th
                key={column.sort}
                scope="col"
                className={classes.cell}
                data-column={column.sort}
                data-from={column.from}
                aria-sort={column.sort !== sort ? 'none' : descending ? 'descending' : 'ascending'}
              >
                <button type="button" onClick={() => onSort(column.sort)}>
                  {column.word}
                  {column.sort === sort &&
                    (descending ? (
                      <IconArrowDown size={12} aria-hidden />
                    ) : (
                      <IconArrowUp size={12} aria-hidden />
                    ))}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody className={classes.rows} style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, start }, nth) => {
            const row = rowAt(index);
            const isChosen = row !== undefined && row.id === chosen;
            return (
              <tr
                key={index}
                className={classes.row}
                aria-rowindex={index + 2}
                data-testid="broker-row"
                data-name={row?.name}
                data-kind={row?.kind}
                data-chosen={isChosen || undefined}
                style={{ transform: `translateY(${start}px)` }}
              >
                {row !== undefined && (
                  <Cells
                    row={row}
                    now={now}
                    isChosen={isChosen}
                    // One stop for the whole table; the arrows go on from there.
                    isStop={isChosen || (!isChosenDrawn && nth === 0)}
                    onChoose={onChoose}
                  />
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

interface CellsProps {
  readonly row: BrokerRow;
  readonly now: number;
  readonly isChosen: boolean;
  readonly isStop: boolean;
  readonly onChoose: (row: BrokerRow) => void;
}

function Cells({ row, now, isChosen, isStop, onChoose }: CellsProps) {
  return (
    <>
      <th scope="row" className={classes.cell} data-column="name" title={visible(row.id)}>
        <button
          type="button"
          className={classes.name}
          aria-pressed={isChosen}
          tabIndex={isStop ? 0 : -1}
          onClick={() => onChoose(row)}
          onKeyDown={goOn}
        >
          {visible(row.name)}
        </button>
        {row.kind !== 'topic' && <span className={classes.kind}>{kindWords[row.kind]}</span>}
      </th>
      {columns.map(({ sort, text, from }) => (
        <td
          key={sort}
          className={classes.cell}
          data-column={sort}
          data-from={from}
          data-strong={isNews(row, sort) || undefined}
        >
          {text(row, now)}
        </td>
      ))}
    </>
  );
}

/** The arrows go from row to row. */
function goOn(event: KeyboardEvent<HTMLButtonElement>): void {
  const row = event.currentTarget.closest('tr');
  const next =
    event.key === 'ArrowDown'
      ? row?.nextElementSibling
      : event.key === 'ArrowUp'
        ? row?.previousElementSibling
        : undefined;
  const button = next?.querySelector('button');
  if (button === null || button === undefined) return;
  event.preventDefault();
  button.focus();
  button.scrollIntoView({ block: 'nearest' });
}

/** What somebody looks for with a glance. */
function isNews(row: BrokerRow, sort: BrokerSort): boolean {
  const value = row[sort];
  return typeof value === 'number' && value > 0 && sort !== 'idleSince' && sort !== 'bytes';
}
