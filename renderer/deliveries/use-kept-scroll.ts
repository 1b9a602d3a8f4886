import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { PaneList } from '../store/pane-list';

/**
 * Keeps what a person is reading where it is while newer rows arrive above it, and counts those. At the top, the newest
 * simply come into view.
 */
export function useKeptScroll(scroller: RefObject<HTMLDivElement | null>, list: PaneList, rowHeight: number) {
  const seen = useRef({ added: list.added, rowHeight });
  const [unseen, setUnseen] = useState(0);

  useLayoutEffect(() => {
    const element = scroller.current;
    const arrived = list.added - seen.current.added;
    seen.current = { added: list.added, rowHeight };
    if (element === null || arrived === 0) return;
    if (element.scrollTop > 0) {
      element.scrollTop += arrived * rowHeight;
      setUnseen((before) => before + arrived);
    }
  }, [scroller, list, rowHeight]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const onScroll = () => {
      if (element.scrollTop <= 0) setUnseen(0);
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => element.removeEventListener('scroll', onScroll);
  }, [scroller]);

  const toTop = useCallback(() => scroller.current?.scrollTo({ top: 0 }), [scroller]);
  return { unseen, toTop };
}
