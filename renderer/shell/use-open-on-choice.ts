import { type RefObject, useEffect, useRef } from 'react';
import type { PanelImperativeHandle } from 'react-resizable-panels';
import { useBusdeckStore } from '../store/react';

/** Unfolds a panel when something is chosen that it shows, or another tab of it. */
export function useOpenOnChoice(height: number): RefObject<PanelImperativeHandle | null> {
  const store = useBusdeckStore();
  const panel = useRef<PanelImperativeHandle>(null);
  useEffect(
    () =>
      store.subscribe((now, before) => {
        const isChoice = now.selection !== before.selection || now.tabAsked !== before.tabAsked;
        if (isChoice && panel.current?.isCollapsed()) panel.current.resize(height);
      }),
    [store, height],
  );
  return panel;
}
