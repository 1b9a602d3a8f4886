import type { MessageSummary } from '../../shared/message';
import type { PayloadQuestion } from '../../shared/payload-question';
import { type AskedMessage, maxSearchedMessages, type PayloadAnswer } from '../../shared/requests-payload';
import type { FilteredRow, Verdict } from './parse-filter';

/** `gone`: nobody has the payload any more, and its head has to do. */
export type WholeVerdict = Verdict | 'gone';

/** Messages that are to be asked one question, with the deliveries that wait for the answer. */
export interface PayloadSearchStep {
  readonly question: PayloadQuestion;
  readonly messages: readonly AskedMessage[];
  readonly rows: readonly FilteredRow[];
}

interface Search {
  readonly question: PayloadQuestion;
  /** Goes with the message: what is evicted takes its answer along. */
  readonly known: WeakMap<MessageSummary, WholeVerdict>;
  readonly wanted: Map<string, Map<string, FilteredRow>>;
  /** Messages that were looked at in their beginning only, and have it not. */
  partly: number;
}

/** How many questions' answers are kept: those of the filter as it was written letter by letter. */
const maxSearches = 20;

export interface SearchProgress {
  /** Messages whose payloads are still to be looked at. */
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
    const rows = search.wanted.get(row.messageId) ?? new Map<string, FilteredRow>();
    rows.set(row.deliveryId, row);
    search.wanted.set(row.messageId, rows);
    this.#onWanted();
    return undefined;
  };

  progress(questions: readonly PayloadQuestion[]): SearchProgress {
    let waiting = 0;
    let partly = 0;
    for (const question of questions) {
      const search = this.#searches.get(keyOf(question));
      waiting += search?.wanted.size ?? 0;
      partly += search?.partly ?? 0;
    }
    return { waiting: waiting === 0 ? 0 : waiting + this.#underWay, partly };
  }

  /** The next messages to ask about. */
  take(): PayloadSearchStep | undefined {
    for (const { question, wanted } of this.#searches.values()) {
      const rows: FilteredRow[] = [];
      const messages: AskedMessage[] = [];
      for (const [messageId, waiting] of wanted) {
        wanted.delete(messageId);
        const [first] = waiting.values();
        if (first === undefined) continue;
        const { size, preview } = first.message;
        messages.push({ messageId, size, ...(question.type === 'pattern' ? { head: preview.text } : {}) });
        rows.push(...waiting.values());
        if (messages.length === maxSearchedMessages) break;
      }
      this.#underWay = messages.length;
      if (messages.length > 0) return { question, messages, rows };
    }
    return undefined;
  }

  /** Takes in the answers to a step. Returns the rows that can be told now; what was not answered is asked again. */
  answered(
    { question, messages, rows }: PayloadSearchStep,
    answers: readonly PayloadAnswer[],
  ): FilteredRow[] {
    this.#underWay = 0;
    const search = this.#searchFor(question);
    const byId = new Map(messages.map(({ messageId }, index) => [messageId, answers[index]]));
    for (const answer of answers) if (answer !== null && !answer.found && !answer.whole) search.partly += 1;
    return rows.filter((row) => {
      const answer = byId.get(row.messageId);
      if (answer === undefined) return this.answer(question, row) !== undefined;
      // Of deliveries of one message that differ in size, only the newest payload is kept.
      search.known.set(row.message, answer === null ? 'gone' : answer.found);
      return true;
    });
  }

  /** Nothing was to be learnt. */
  failed({ question, rows }: PayloadSearchStep): readonly FilteredRow[] {
    this.#underWay = 0;
    const { known, wanted } = this.#searchFor(question);
    const all = [...rows, ...[...wanted.values()].flatMap((waiting) => [...waiting.values()])];
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
    const search: Search = { question, known: new WeakMap(), wanted: new Map(), partly: 0 };
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
