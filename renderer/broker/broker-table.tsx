import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import type { BrokerPage, BrokerRow, BrokerSort } from '../../shared/window/broker-view';
import { visible } from '../format/visible-text';
import { brokerLook } from '../store/broker-look';
import classes from './broker.module.css';
import { type Column, chosenColumns, kindWords } from './columns';

const rowHeight = 26;
const nameColumn = { id: 'name', sort: 'name', word: 'Name', from: 'narrow' } as const;
type Head = Pick<Column, 'word' | 'title' | 'from' | 'sort'> & { readonly id: Column['id'] | 'name' };

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

  const chosenIds = useStore(brokerLook, (look) => look.columns);
  const columns = chosenColumns(chosenIds);
  const heads: readonly Head[] = [nameColumn, ...columns];
  return (
    <div
      ref={scroller}
      className={classes.scroller}
      data-columns={chosenIds === undefined ? 'fitting' : 'chosen'}
      style={chosenIds === undefined ? undefined : { '--numbers': Math.max(1, columns.length) }}
    >
      <table className={classes.table} aria-rowcount={page.matching + 1} data-testid="broker-table">
        <thead>
          <tr className={classes.head}>
            {heads.map((column) => (
              <th
                key={column.id}
                scope="col"
                className={classes.cell}
                title={column.title}
                data-column={column.id}
                data-from={column.from}
                aria-sort={column.sort !== sort ? 'none' : descending ? 'descending' : 'ascending'}
              >
                <HeadText column={column} {...{ sort, descending, onSort }} />
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
                    columns={columns}
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

interface HeadTextProps {
  readonly column: Head;
  readonly sort: BrokerSort;
  readonly descending: boolean;
  readonly onSort: (sort: BrokerSort) => void;
}

function HeadText({ column, sort, descending, onSort }: HeadTextProps) {
  const own = column.sort;
  if (own === undefined) return column.word;
  const Arrow = descending ? IconArrowDown : IconArrowUp;
  return (
    <button type="button" onClick={() => onSort(own)}>
      {column.word}
      {own === sort && <Arrow size={12} aria-hidden />}
    </button>
  );
}

interface CellsProps {
  readonly row: BrokerRow;
  readonly columns: readonly Column[];
  readonly now: number;
  readonly isChosen: boolean;
  readonly isStop: boolean;
  readonly onChoose: (row: BrokerRow) => void;
}

function Cells({ row, columns, now, isChosen, isStop, onChoose }: CellsProps) {
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
      {columns.map(({ id, sort, text, from }) => (
        <td
          key={id}
          className={classes.cell}
          data-column={id}
          data-from={from}
          data-strong={(sort !== undefined && isNews(row, sort)) || undefined}
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
