import type { StoreApi } from 'zustand/vanilla';
import type { ErrorInfo } from '../../shared/bus/errors';
import type { PayloadAnswer } from '../../shared/ipc/requests-payloads';
import type { PayloadQuestion } from '../../shared/window/payload-question';
import { parseFilter } from '../filter/engine/parse-filter';
import { type PayloadSearchStep, type SearchProgress, WholePayloads } from '../filter/engine/whole-payloads';
import type { DeliveryHistory } from './delivery-history';
import { type Ledger, type StreamTotals, takeStock } from './ledger';

/** Which rows are shown, and what of that is still being looked for in whole payloads. */
export interface Filtering {
  readonly filter: string;
  /** Why the filter's text is not in force. */
  readonly filterProblem: string | undefined;
  /** Whether a filter is in force. */
  readonly filtering: boolean;
  /** What the filter in force asks of whole payloads, and how far that is. */
  readonly questions: readonly PayloadQuestion[];
  readonly search: SearchProgress;
  /** Changed in place, as the history is. */
  readonly payloads: WholePayloads;
  /** Goes up whenever more is known of whole payloads. */
  readonly payloadsSearched: number;
}

export interface FilteringActions {
  readonly setFilter: (text: string) => void;
  readonly payloadsAnswered: (step: PayloadSearchStep, answers: readonly PayloadAnswer[]) => void;
  readonly payloadsFailed: (step: PayloadSearchStep, error: ErrorInfo) => void;
}

/** The same object as long as nothing is searched, which is nearly always. */
const noSearch: SearchProgress = { waiting: 0, partly: 0 };

export const noFiltering = (): Filtering => ({
  filter: '',
  filterProblem: undefined,
  filtering: false,
  questions: [],
  search: noSearch,
  payloads: new WholePayloads(),
  payloadsSearched: 0,
});

interface Counted extends Filtering {
  readonly history: DeliveryHistory;
  readonly totals: StreamTotals;
  readonly ledger: Ledger;
}

/** What changes with the rows that are there and with those that are shown of them. */
export const stockTaken = ({ totals, history, payloads, questions }: Omit<Counted, 'ledger'>) => ({
  ledger: takeStock(totals, history),
  search: questions.length === 0 ? noSearch : payloads.progress(questions),
});

export function filteringActions({
  setState: set,
  getState: get,
}: Pick<StoreApi<Counted>, 'getState'> & {
  setState(change: Partial<Counted> | ((state: Counted) => Partial<Counted>)): void;
}): FilteringActions {
  /** The rows of a filter that had to wait for whole payloads. */
  function tryAgain(rows: readonly { readonly deliveryId: string }[]): void {
    get().history.tryAgain(rows.map(({ deliveryId }) => deliveryId));
    set((s) => ({ payloadsSearched: s.payloadsSearched + 1, ...stockTaken(s) }));
  }

  return {
    setFilter: (filter) => {
      const parsed = parseFilter(filter);
      if (!parsed.ok) {
        // While it is being written a filter is often wrong; the one before stays in force.
        set({ filter, filterProblem: parsed.problem });
        return;
      }
      const { matches, questions } = parsed;
      const { history, payloads } = get();
      payloads.cancel();
      history.setFilter(matches === undefined ? undefined : (row) => matches(row, payloads.answer));
      set((s) => ({
        filter,
        filterProblem: undefined,
        filtering: matches !== undefined,
        questions,
        payloadsSearched: s.payloadsSearched + 1,
        ...stockTaken({ ...s, questions }),
      }));
    },

    payloadsAnswered: (step, answers) => tryAgain(get().payloads.answered(step, answers)),

    payloadsFailed: (step, error) => {
      tryAgain(get().payloads.failed(step));
      set({ filterProblem: error.message });
    },
  };
}
