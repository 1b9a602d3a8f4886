import { type RefObject, useEffect, useState } from 'react';
import { flushSync } from 'react-dom';

interface Rows {
  readonly count: number;
  readonly rowHeight: number;
  /** The height of the part that is seen. */
  readonly height: number;
  /** Rows that are drawn beyond both ends of what is seen; 4 if not told. */
  readonly overscan?: number;
}

/**
 * Which rows of a long list are drawn. All are of one height, so that each place is a product: a list of a hundred
 * thousand that changes twenty times a second costs no more than a short one. The library that draws the other lists
 * keeps a measurement of each row and makes all of them anew whenever there are more rows.
 */
export function useRowsInView(
  scroller: RefObject<HTMLElement | null>,
  { count, rowHeight, height, overscan = 4 }: Rows,
): { first: number; end: number; scrollTo: (index: number) => void } {
  // In pixels, which stay true when the rows' height changes; by whole rows, since nothing changes between.
  const [top, setTop] = useState(0);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    // At once, or one picture would show the place without its rows.
    const onScroll = () => flushSync(() => setTop(element.scrollTop - (element.scrollTop % rowHeight)));
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => element.removeEventListener('scroll', onScroll);
  }, [scroller, rowHeight]);

  // The list may have become shorter than it was scrolled to.
  const inView = Math.ceil(height / rowHeight) + 1;
  const topmost = Math.max(0, Math.min(Math.floor(top / rowHeight), count - inView));
  return {
    first: Math.max(0, topmost - overscan),
    end: Math.min(count, topmost + inView + overscan),
    /** Brings it into view by the shortest way. */
    scrollTo: (index) => {
      const element = scroller.current;
      if (element === null) return;
      const above = index * rowHeight;
      const below = above + rowHeight - element.clientHeight;
      if (element.scrollTop > above) element.scrollTop = above;
      else if (element.scrollTop < below) element.scrollTop = below;
    },
  };
}
