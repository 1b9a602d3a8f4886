import { createStore } from 'zustand/vanilla';
import type { BrokerRow, BrokerSort } from '../../shared/window/broker-view';
import type { BrokerColumn } from '../../shared/window/window-view';
import { showMiddle } from './middle-view';

export type BrokerList = 'topics' | 'map' | 'clients';

/** How the broker is looked at: it stays when the view or the window's size changes. */
export interface BrokerLook {
  readonly list: BrokerList;
  readonly filter: string;
  readonly everything: boolean;
  readonly sort: BrokerSort;
  readonly descending: boolean;
  readonly chosen: BrokerRow | undefined;
  /** Kept over restarts; undefined: as many as there is room for. */
  readonly columns: readonly BrokerColumn[] | undefined;
  /** Which connection that was chosen on. */
  readonly connection: number;
}

export const brokerLook = createStore<BrokerLook>(() => ({
  list: 'topics',
  filter: '',
  everything: false,
  sort: 'name',
  descending: false,
  chosen: undefined,
  columns: undefined,
  connection: 0,
}));

/** What was chosen on another broker is not chosen on this one. */
export function lookAt(connection: number): void {
  if (brokerLook.getState().connection !== connection) brokerLook.setState({ connection, chosen: undefined });
}

/** From a topic to all that the broker tells of it. */
export function showOnBroker(topic: string): void {
  brokerLook.setState({ list: 'topics', filter: topic });
  showMiddle('broker');
}

export function sortBroker(sort: BrokerSort): void {
  brokerLook.setState((before) => ({
    sort,
    // Of numbers the large ones are looked for.
    descending: sort === before.sort ? !before.descending : sort !== 'name',
  }));
}
