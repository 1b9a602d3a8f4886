import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { DeliveryRow } from './delivery-row';
import type { PaneList } from './pane-list';
import type { BusdeckState, BusdeckStore } from './store';

/** The only place where the store meets React. */
export const StoreContext = createContext<BusdeckStore | undefined>(undefined);

export function useBusdeckStore(): BusdeckStore {
  const store = use(StoreContext);
  if (store === undefined) throw new Error('There is no store around this component.');
  return store;
}

/** Draws again when what is selected is another object; so select what is stored, and build nothing new. */
export function useBusdeck<Value>(selector: (state: BusdeckState) => Value): Value {
  return useStore(useBusdeckStore(), selector);
}

export function useDelivery(deliveryId: string | undefined): DeliveryRow | undefined {
  return useBusdeck((s) => (deliveryId === undefined ? undefined : s.history.row(deliveryId)));
}

export function usePaneList(subscriberId: string): PaneList {
  return useBusdeck((s) => s.history.list(subscriberId));
}
