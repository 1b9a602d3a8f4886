import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { PaneList } from '../store/pane-list';

/**
 * Keeps what a person is reading where it is while newer rows arrive above it, and counts those. At the top, the newest
 * simply come into view.
 */
export function useKeptScroll(scroller: RefObject<HTMLDivElement | null>, list: PaneList, rowHeight: number) {
  const seen = useRef(list.added);
  // Known from the scroll events: asking the element would make the browser lay out the page for each batch.
  const scrollTop = useRef(0);
  const [unseen, setUnseen] = useState(0);

  useLayoutEffect(() => {
    const arrived = list.added - seen.current;
    seen.current = list.added;
    const element = scroller.current;
    if (element === null || arrived === 0 || scrollTop.current <= 0) return;
    scrollTop.current += arrived * rowHeight;
    element.scrollTop = scrollTop.current;
    setUnseen((before) => before + arrived);
  }, [scroller, list, rowHeight]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const onScroll = () => {
      scrollTop.current = element.scrollTop;
      if (element.scrollTop <= 0) setUnseen(0);
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => element.removeEventListener('scroll', onScroll);
  }, [scroller]);

  const toTop = useCallback(() => scroller.current?.scrollTo({ top: 0 }), [scroller]);
  return { unseen, toTop };
}
