import { useElementSize, useMergedRef } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, useEffect, useId, useRef } from 'react';
import { useCommands } from '../app/use-commands';
import { plural } from '../format/numbers';
import { visible } from '../format/visible-text';
import { useBusdeck, useBusdeckStore, usePaneList } from '../store/react';
import classes from './deliveries.module.css';
import { DeliveryRow } from './delivery-row';
import { useActiveRow } from './use-active-row';
import { useKeptScroll } from './use-kept-scroll';
import { useRevealed } from './use-revealed';

interface DeliveryListProps {
  readonly subscriberId: string;
  readonly name: string;
  readonly topic: string;
}

/** A narrower pane gives each delivery two lines, so that there is still a payload to be seen. */
const twoLinesBelow = 420;
const oneLineHeight = 26;
const twoLinesHeight = 42;

/** More arrivals at once than this are a stream, and a stream of flashes tells nothing. */
const calmArrivals = 3;

/** The deliveries of one subscriber, the newest first. */
export function DeliveryList({ subscriberId, name, topic }: DeliveryListProps) {
  const list = usePaneList(subscriberId);
  const store = useBusdeckStore();
  const commands = useCommands();
  const chosen = useBusdeck((s) => s.selection?.deliveryId);
  const scroller = useRef<HTMLDivElement>(null);
  const { ref: sizeRef, width } = useElementSize();
  const ref = useMergedRef(scroller, sizeRef);
  const baseId = useId();

  const rowHeight = width > 0 && width < twoLinesBelow ? twoLinesHeight : oneLineHeight;
  const rows = useVirtualizer({
    count: list.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => list.at(index) ?? index,
    overscan: 4,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the list asks for its rows' height only when told to
  useEffect(() => rows.measure(), [rows, rowHeight]);

  const active = useActiveRow(list);
  const { unseen, toTop } = useKeptScroll(scroller, list, rowHeight);
  const calm = useArrivals(list.added) <= calmArrivals;

  useRevealed(subscriberId, list, (index, takesFocus) => {
    if (takesFocus) {
      active.goTo(index);
      scroller.current?.focus({ preventScroll: true });
    }
    scroller.current?.closest('article')?.scrollIntoView({ block: 'nearest' });
    rows.scrollToIndex(index, { align: 'auto' });
  });

  function choose(deliveryId: string | undefined): void {
    const row = deliveryId === undefined ? undefined : store.getState().history.row(deliveryId);
    if (row !== undefined) commands.choose({ messageId: row.messageId, deliveryId: row.deliveryId });
  }

  function move(index: number): void {
    const target = Math.max(0, Math.min(list.length - 1, index));
    if (active.goTo(target) !== undefined) rows.scrollToIndex(target, { align: 'auto' });
  }

  function onKeyDown(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1);
    const at = active.index ?? -1;
    switch (event.key) {
      case 'ArrowDown':
        move(at + 1);
        break;
      case 'ArrowUp':
        move(at - 1);
        break;
      case 'PageDown':
        move(at + page);
        break;
      case 'PageUp':
        move(at - page);
        break;
      case 'Home':
        move(0);
        break;
      case 'End':
        move(list.length - 1);
        break;
      case 'Enter':
      case ' ':
        choose(active.deliveryId ?? active.goTo(0));
        break;
      default:
        return;
    }
    event.preventDefault();
  }

  function onClick(event: MouseEvent): void {
    const element =
      event.target instanceof Element ? event.target.closest<HTMLElement>('[data-delivery-id]') : null;
    const deliveryId = element?.dataset.deliveryId;
    const item = rows.getVirtualItems().find(({ index }) => list.at(index) === deliveryId);
    if (item !== undefined) active.goTo(item.index);
    // The list keeps the focus: a row may scroll away, and the arrow keys with it.
    scroller.current?.focus({ preventScroll: true });
    choose(deliveryId);
  }

  const items = rows.getVirtualItems();
  const rowId = (deliveryId: string) => `${baseId}-${deliveryId}`;
  return (
    <div className={classes.list} data-lines={rowHeight === twoLinesHeight ? 2 : 1}>
      <div
        ref={ref}
        className={classes.scroller}
        role="listbox"
        tabIndex={0}
        aria-label={`Deliveries to ${visible(name)}, the newest first`}
        aria-activedescendant={active.deliveryId === undefined ? undefined : rowId(active.deliveryId)}
        onKeyDown={onKeyDown}
        onClick={onClick}
      >
        <div className={classes.extent} style={{ height: rows.getTotalSize() }} role="presentation">
          <div role="presentation" style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}>
            {items.map(({ index }) => {
              const deliveryId = list.at(index);
              if (deliveryId === undefined) return null;
              return (
                <DeliveryRow
                  // In a stream, rows take on the next delivery instead of being made anew: that is most of the work.
                  key={calm ? deliveryId : index - (items[0]?.index ?? 0)}
                  deliveryId={deliveryId}
                  elementId={rowId(deliveryId)}
                  selected={deliveryId === chosen}
                  active={deliveryId === active.deliveryId}
                  calm={calm}
                />
              );
            })}
          </div>
        </div>
      </div>
      {list.length === 0 && <NothingListed topic={topic} />}
      {unseen > 0 && (
        <button type="button" className={classes.newer} onClick={toTop}>
          {plural(unseen, 'new', 'new')} ↑
        </button>
      )}
    </div>
  );
}

function NothingListed({ topic }: { topic: string }) {
  const filtering = useBusdeck((s) => s.filtering);
  return (
    <p className={classes.nothing}>
      {filtering ? 'No delivery here matches the filter.' : `Waiting for deliveries on ${visible(topic)}.`}
    </p>
  );
}

/** How many were added since the last drawing. */
function useArrivals(added: number): number {
  const before = useRef(added);
  const arrivals = added - before.current;
  useEffect(() => {
    before.current = added;
  }, [added]);
  return arrivals;
}
