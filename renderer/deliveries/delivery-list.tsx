import { useElementSize, useMergedRef } from '@mantine/hooks';
import { type KeyboardEvent, type MouseEvent, useEffect, useId, useRef } from 'react';
import { useCommands } from '../commands/use-commands';
import { plural } from '../format/numbers';
import { visible } from '../format/visible-text';
import { useBusdeck, useBusdeckStore, usePaneList } from '../store/react';
import classes from './deliveries.module.css';
import { DeliveryRow } from './delivery-row';
import { useActiveRow } from './use-active-row';
import { useKeptScroll } from './use-kept-scroll';
import { useRevealed } from './use-revealed';
import { useRowsInView } from './use-rows-in-view';

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
  const { ref: sizeRef, width, height } = useElementSize();
  const ref = useMergedRef(scroller, sizeRef);
  const baseId = useId();

  const rowHeight = width > 0 && width < twoLinesBelow ? twoLinesHeight : oneLineHeight;
  const rows = useRowsInView(scroller, { count: list.length, rowHeight, height });

  const active = useActiveRow(list);
  const { unseen, toTop } = useKeptScroll(scroller, list, rowHeight);
  const calm = useArrivals(list.added) <= calmArrivals;

  useRevealed(subscriberId, list, (index, takesFocus) => {
    if (takesFocus) {
      active.goTo(index);
      scroller.current?.focus({ preventScroll: true });
    }
    scroller.current?.closest('article')?.scrollIntoView({ block: 'nearest' });
    rows.scrollTo(index);
  });

  function choose(deliveryId: string | undefined): void {
    const row = deliveryId === undefined ? undefined : store.getState().history.row(deliveryId);
    if (row !== undefined) commands.choose({ messageId: row.messageId, deliveryId: row.deliveryId });
  }

  function move(index: number): void {
    const target = Math.max(0, Math.min(list.length - 1, index));
    if (active.goTo(target) !== undefined) rows.scrollTo(target);
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
    const index = indices.find((each) => list.at(each) === deliveryId);
    if (index !== undefined) active.goTo(index);
    // The list keeps the focus: a row may scroll away, and the arrow keys with it.
    scroller.current?.focus({ preventScroll: true });
    choose(deliveryId);
  }

  const indices = Array.from({ length: rows.end - rows.first }, (_, at) => rows.first + at);
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
        <div className={classes.extent} style={{ height: list.length * rowHeight }} role="presentation">
          <div role="presentation" style={{ transform: `translateY(${rows.first * rowHeight}px)` }}>
            {indices.map((index) => {
              const deliveryId = list.at(index);
              if (deliveryId === undefined) return null;
              return (
                <DeliveryRow
                  // In a stream, rows take on the next delivery instead of being made anew: that is most of the work.
                  key={calm ? deliveryId : index - rows.first}
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
