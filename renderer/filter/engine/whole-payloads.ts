import type { MessageSummary } from '../../../shared/bus/message';
import {
  type AskedDelivery,
  maxSearchedDeliveries,
  type PayloadAnswer,
} from '../../../shared/ipc/requests-payloads';
import type { PayloadQuestion } from '../../../shared/window/payload-question';
import type { FilteredRow } from './filter-fields';
import type { Verdict } from './parse-word';

/** `gone`: nobody has the payload any more, and its head has to do. */
export type WholeVerdict = Verdict | 'gone';

/** Deliveries whose payloads are to be asked one question: as they are asked about, and their rows, in one order. */
export interface PayloadSearchStep {
  readonly question: PayloadQuestion;
  readonly deliveries: readonly AskedDelivery[];
  readonly rows: readonly FilteredRow[];
}

interface Search {
  readonly question: PayloadQuestion;
  /** Goes with the message: what is evicted takes its answer along. */
  readonly known: WeakMap<MessageSummary, WholeVerdict>;
  /** By delivery: each may hold another payload, also where it is the same message. */
  readonly wanted: Map<string, FilteredRow>;
  /** Messages that were looked at in their beginning only, and have it not. */
  readonly partly: Set<string>;
}

/** How many questions' answers are kept: those of the filter as it was written letter by letter. */
const maxSearches = 20;

export interface SearchProgress {
  /** Deliveries whose payloads are still to be looked at. */
  readonly waiting: number;
  /** Messages that may have it beyond what is looked at. */
  readonly partly: number;
}

/**
 * What is known of whole payloads, which the window does not hold. Changed in place: whoever asks gets what is known at
 * once; what is not is gathered for the main process, and the rows are tried again when it has answered.
 */
export class WholePayloads {
  readonly #searches = new Map<string, Search>();
  #onWanted: () => void = () => {};
  #underWay = 0;

  /** Calls back when something is to be asked; perhaps many times. */
  set onWanted(listener: () => void) {
    this.#onWanted = listener;
  }

  readonly answer = (question: PayloadQuestion, row: FilteredRow): WholeVerdict => {
    const search = this.#searchFor(question);
    const known = search.known.get(row.message);
    if (known !== undefined) return known;
    search.wanted.set(row.deliveryId, row);
    this.#onWanted();
    return undefined;
  };

  progress(questions: readonly PayloadQuestion[]): SearchProgress {
    let waiting = 0;
    let partly = 0;
    for (const question of questions) {
      const search = this.#searches.get(keyOf(question));
      waiting += search?.wanted.size ?? 0;
      partly += search?.partly.size ?? 0;
    }
    return { waiting: waiting === 0 ? 0 : waiting + this.#underWay, partly };
  }

  /** The next deliveries to ask about. */
  take(): PayloadSearchStep | undefined {
    for (const { question, wanted } of this.#searches.values()) {
      const rows: FilteredRow[] = [];
      for (const [deliveryId, row] of wanted) {
        wanted.delete(deliveryId);
        rows.push(row);
        if (rows.length === maxSearchedDeliveries) break;
      }
      const deliveries = rows.map(({ deliveryId, messageId, message: { size, preview } }) => ({
        messageId,
        deliveryId,
        size,
        ...(question.type === 'pattern' ? { head: preview.text } : {}),
      }));
      this.#underWay = rows.length;
      if (rows.length > 0) return { question, deliveries, rows };
    }
    return undefined;
  }

  /** Takes in the answers to a step. Returns the rows that can be told now; what was not answered is asked again. */
  answered({ question, rows }: PayloadSearchStep, answers: readonly PayloadAnswer[]): FilteredRow[] {
    this.#underWay = 0;
    const search = this.#searchFor(question);
    return rows.filter((row, index) => {
      const answer = answers[index];
      if (answer === undefined) return this.answer(question, row) !== undefined;
      if (answer !== null && !answer.found && !answer.whole) search.partly.add(row.messageId);
      search.known.set(row.message, answer === null ? 'gone' : answer.found);
      return true;
    });
  }

  /** Nothing was to be learnt. */
  failed({ question, rows }: PayloadSearchStep): readonly FilteredRow[] {
    this.#underWay = 0;
    const { known, wanted } = this.#searchFor(question);
    const all = [...rows, ...wanted.values()];
    wanted.clear();
    for (const { message } of all) known.set(message, 'gone');
    return all;
  }

  /** Nobody waits any more: what is still wanted is asked for again. The answers stay. */
  cancel(): void {
    for (const { wanted } of this.#searches.values()) wanted.clear();
    for (const key of this.#searches.keys()) {
      if (this.#searches.size <= maxSearches) return;
      this.#searches.delete(key);
    }
  }

  #searchFor(question: PayloadQuestion): Search {
    const key = keyOf(question);
    const known = this.#searches.get(key);
    if (known !== undefined) return known;
    const search: Search = { question, known: new WeakMap(), wanted: new Map(), partly: new Set() };
    this.#searches.set(key, search);
    return search;
  }
}

const keys = new WeakMap<PayloadQuestion, string>();

function keyOf(question: PayloadQuestion): string {
  const known = keys.get(question);
  if (known !== undefined) return known;
  const key = JSON.stringify(question);
  keys.set(question, key);
  return key;
}
