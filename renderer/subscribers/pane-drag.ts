import { type DragEvent, useState } from 'react';
import { paneLayout } from '../store/pane-layout';
import { useBusdeckStore } from '../store/react';

/** Tells a pane from a file or a text that is dragged over the window. */
const paneType = 'application/x-busdeck-pane';

export function startPaneDrag(event: DragEvent, subscriberId: string): void {
  event.dataTransfer.setData(paneType, subscriberId);
  event.dataTransfer.effectAllowed = 'move';
}

/** Makes a pane a place where another one can be dropped. */
export function usePaneDrop(subscriberId: string) {
  const store = useBusdeckStore();
  const [over, setOver] = useState(false);
  return {
    'data-drop': over || undefined,
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes(paneType)) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      setOver(false);
      const dragged = event.dataTransfer.getData(paneType);
      if (dragged === '') return;
      event.preventDefault();
      paneLayout.moveTo(store.getState().subscribers, dragged, subscriberId);
    },
  };
}
