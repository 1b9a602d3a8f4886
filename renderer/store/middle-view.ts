import { createStore } from 'zustand/vanilla';
import type { MiddleView } from '../../shared/window/window-view';

/** What the middle of the window shows; kept over restarts. */
export const middleView = createStore<{ readonly view: MiddleView }>(() => ({ view: 'console' }));

export function showMiddle(view: MiddleView): void {
  middleView.setState({ view });
}
