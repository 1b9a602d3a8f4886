import type { MessageSummary } from '../../../shared/bus/message';
import { parseBeginning } from '../../../shared/window/json-path';
import {
  type AskedPayload,
  type PayloadQuestion,
  payloadTest,
} from '../../../shared/window/payload-question';
import { type FilteredRow, fieldOf, nearField, type RowTest } from './filter-fields';
import { parsePath } from './json-path';
import { unquote } from './tokens';
import { comparedTo, FilterProblem } from './values';
import type { WholeVerdict } from './whole-payloads';

/** `undefined`: cannot be told before the whole payload was looked at. */
export type Verdict = boolean | undefined;

/** Asks a whole payload, of which the row has the head only. */
export type AskWhole = (question: PayloadQuestion, row: FilteredRow) => WholeVerdict;

export type RowVerdict = (row: FilteredRow, whole: AskWhole) => Verdict;

interface ParsedWord {
  readonly test: RowVerdict;
  readonly question?: PayloadQuestion;
}

/** One word of a filter, without a minus before it. Throws a {@link FilterProblem} where it says nothing that is known. */
export function parseWord(text: string, now: number): ParsedWord {
  if (text.startsWith('$.') || text.startsWith('$[')) return jsonWord(text);
  if (/^header\./i.test(text)) return { test: headerTest(text) };
  const pattern = /^\/((?:\\.|[^/\\])+)\/(i?)$/.exec(text);
  if (pattern !== null) return patternWord(pattern[1] ?? '', pattern[2] === 'i' ? 'i' : '');
  const named = /^([a-z]+):(.*)$/is.exec(text);
  const field = named === null ? undefined : fieldOf(named[1] ?? '');
  if (field !== undefined) {
    const written = unquote(named?.[2] ?? '');
    if (written === '')
      throw new FilterProblem(`${field.name}: needs something after the colon: ${field.example}`);
    return { test: field.parse(written, now) };
  }
  // A text like `a:b` or `http://x` is looked for as it stands.
  if (named !== null) refuseUnknown(named[1] ?? '', named[2] ?? '');
  return anywhereWord(unquote(text));
}

function refuseUnknown(name: string, written: string): void {
  const near = nearField(name);
  if (near !== undefined) throw new FilterProblem(`There is no field “${name}”. Do you mean ${near}: ?`);
  if (name.length < 2 || written.startsWith('//')) return;
  const instead = /^(payload|body|message|content|text|data)$/i.test(name)
    ? 'A text in the payload is looked for by itself'
    : 'A header is header.name=value, a value in the payload $.name=value';
  throw new FilterProblem(
    `There is no field “${name}”. ${instead}; in quotes, “${name}:” is looked for as it stands.`,
  );
}

function jsonWord(text: string): ParsedWord {
  const [, path = '', operator, written = ''] =
    /^(\$(?:\["(?:\\.|[^"\\])*"\]|[^=~<>!])*)(!=|>=|<=|[=~<>])?(.*)$/s.exec(text) ?? [];
  const value = unquote(written);
  comparedTo(operator, value);
  return payloadWord({ type: 'json', path: parsePath(path), operator, written: value });
}

function headerTest(text: string): RowTest {
  const [, name = '', operator, written = ''] =
    /^header\.("(?:\\.|[^"\\])*"|[^=~<>!]+)(!=|>=|<=|[=~<>])?(.*)$/is.exec(text) ?? [];
  if (name === '')
    throw new FilterProblem('Write a header’s name after “header.”, for example header.tenant=a.');
  const wanted = unquote(name);
  const test = comparedTo(operator, unquote(written));
  return ({ message: { headers } }) => Object.hasOwn(headers, wanted) && test(headers[wanted]);
}

function patternWord(source: string, flags: '' | 'i'): ParsedWord {
  try {
    return payloadWord({ type: 'pattern', source, flags });
  } catch {
    throw new FilterProblem(`/${source}/ is not a valid regular expression.`);
  }
}

function anywhereWord(text: string): ParsedWord {
  const wanted = text.toLowerCase();
  const has = (part: string) => part.toLowerCase().includes(wanted);
  const { test, ...word } = payloadWord({ type: 'text', text });
  return {
    ...word,
    test: (row, whole) => {
      const { id, headers } = row.message;
      return (
        has(id) ||
        Object.entries(headers).some(([name, value]) => has(name) || has(String(value))) ||
        test(row, whole)
      );
    },
  };
}

function payloadWord(question: PayloadQuestion): ParsedWord & { readonly question: PayloadQuestion } {
  const test = payloadTest(question);
  return {
    question,
    test: (row, whole) => {
      // A pattern can take for ever, also on a short text: it is never tried on the window's own thread.
      if (question.type === 'pattern') return onlyKnown(whole(question, row));
      const { preview } = row.message;
      const inHead = test(headOf(row));
      if (!preview.truncated) return inHead;
      // The head of bytes is their hexadecimal, which the payload itself is not.
      if (inHead && (question.type === 'text' || preview.format === 'binary')) return true;
      const inWhole = whole(question, row);
      return inWhole === 'gone' ? inHead : inWhole;
    },
  };
}

function onlyKnown(verdict: WholeVerdict): Verdict {
  return verdict === 'gone' ? false : verdict;
}

const heads = new WeakMap<MessageSummary, AskedPayload>();

/** What the window has of a payload; its JSON is parsed once, however many rows and filters ask. */
function headOf({ message }: FilteredRow): AskedPayload {
  const known = heads.get(message);
  if (known !== undefined) return known;
  const { format, text } = message.preview;
  let json: { readonly value: unknown } | undefined;
  const head: AskedPayload = {
    text,
    json: () => {
      json ??= { value: format === 'json' || format === 'text' ? parseBeginning(text) : undefined };
      return json.value;
    },
  };
  heads.set(message, head);
  return head;
}
