import type { PayloadQuestion } from '../../../shared/window/payload-question';
import { type Token, tokensOf } from './groups';
import { parseWord, type RowVerdict, type Verdict } from './parse-word';
import { FilterProblem } from './values';

export type ParsedFilter =
  | {
      readonly ok: true;
      /** None: everything matches. */
      readonly matches: RowVerdict | undefined;
      /** What it may ask of whole payloads. */
      readonly questions: readonly PayloadQuestion[];
    }
  | { readonly ok: false; readonly problem: string };

interface Condition {
  readonly test: RowVerdict;
  readonly questions: readonly PayloadQuestion[];
}

/** As the main process takes of it. Longer ones are pasted by mistake: each of their words would look through each payload. */
export const maxFilterLength = 10_000;

/**
 * Conditions side by side must all hold, as with AND; OR binds less, NOT and a minus more, and brackets put together.
 * `filter-fields.ts` has the fields, and the help on all forms.
 */
export function parseFilter(text: string, now = Date.now()): ParsedFilter {
  if (text.length > maxFilterLength) {
    const problem = `A filter may have ${maxFilterLength} characters at most; this one has ${text.length}.`;
    return { ok: false, problem };
  }
  try {
    const tokens = tokensOf(text);
    if (tokens.length === 0) return { ok: true, matches: undefined, questions: [] };
    const { test, questions } = new FilterParser(tokens, now).parse();
    return { ok: true, matches: test, questions };
  } catch (error) {
    if (error instanceof FilterProblem) return { ok: false, problem: error.message };
    throw error;
  }
}

class FilterParser {
  readonly #tokens: readonly Token[];
  readonly #now: number;
  #at = 0;

  constructor(tokens: readonly Token[], now: number) {
    this.#tokens = tokens;
    this.#now = now;
  }

  parse(): Condition {
    return this.#either();
  }

  #either(): Condition {
    const choices = [this.#all()];
    while (this.#takes('or')) choices.push(this.#all());
    return joined(choices, true);
  }

  #all(): Condition {
    const conditions = [this.#one()];
    for (;;) {
      const next = this.#tokens[this.#at]?.type;
      if (next === undefined || next === 'or' || next === 'close') return joined(conditions, false);
      this.#takes('and');
      conditions.push(this.#one());
    }
  }

  #one(): Condition {
    let isTurned = false;
    while (this.#takes('not')) isTurned = !isTurned;
    const condition = this.#plain();
    return isTurned ? turned(condition) : condition;
  }

  #plain(): Condition {
    const token = this.#tokens[this.#at];
    const before = this.#tokens[this.#at - 1];
    if (token?.type === 'condition') {
      this.#at += 1;
      const { test, question } = parseWord(token.text, this.#now);
      return { test, questions: question === undefined ? [] : [question] };
    }
    if (!this.#takes('open')) throw new FilterProblem(nothingAt(token?.type, before?.type));
    const inside = this.#either();
    // The brackets pair: what ends the conditions in one is its end.
    this.#takes('close');
    return inside;
  }

  #takes(type: Token['type']): boolean {
    if (this.#tokens[this.#at]?.type !== type) return false;
    this.#at += 1;
    return true;
  }
}

/** Why there is no condition where one must be. */
function nothingAt(found: Token['type'] | undefined, before: Token['type'] | undefined): string {
  if (found === 'close' && before === 'open') return 'There is nothing in these brackets.';
  const word = (found === 'and' || found === 'or' ? found : before)?.toUpperCase();
  if (word === 'NOT')
    return 'NOT must be followed by a condition, as in NOT outcome:acked. To look for the word, put it in quotes.';
  return `${word} must have a condition on both sides, as in outcome:dead ${word} attempt:>1. To look for the word, put it in quotes.`;
}

/** All of them, or any. What the row itself tells comes first: it may spare the look at the payload. */
function joined(conditions: readonly Condition[], isAny: boolean): Condition {
  const [first, ...others] = conditions;
  if (first !== undefined && others.length === 0) return first;
  const tests = [...conditions]
    .sort((a, b) => Number(a.questions.length > 0) - Number(b.questions.length > 0))
    .map(({ test }) => test);
  const test: RowVerdict = (row, whole) => {
    for (const each of tests) {
      const verdict = each(row, whole);
      // One that cannot be told yet ends it: the next one may have no need to be asked.
      if (verdict !== !isAny) return verdict;
    }
    return !isAny;
  };
  return { test, questions: conditions.flatMap(({ questions }) => questions) };
}

function turned({ test, questions }: Condition): Condition {
  return {
    questions,
    test: (row, whole): Verdict => {
      const verdict = test(row, whole);
      return verdict === undefined ? undefined : !verdict;
    },
  };
}
