import type { RowFilter } from '../store/delivery-history';
import type { DeliveryRow } from '../store/delivery-row';
import { parseBeginning, parsePath, valuesAt } from './json-path';
import { unquote, type Word, wordsOf } from './tokens';
import { choiceTest, FilterProblem, numberTest, textTest, timeOf, valueTest } from './values';

export type ParsedFilter =
  /** No `matches`: everything does. */
  | { readonly ok: true; readonly matches: RowFilter | undefined }
  | { readonly ok: false; readonly problem: string };

export const outcomes = ['in-flight', 'acked', 'failed', 'retried', 'dead'] as const;
export const verbs = ['publish', 'broadcast'] as const;
export const traits = ['foreign', 'redelivered', 'interrupted', 'binary', 'json', 'text', 'empty'] as const;

interface Field {
  readonly name: string;
  readonly example: string;
  readonly says: string;
  readonly parse: (written: string, now: number) => RowFilter;
}

/** What stands before a colon. */
export const fields: readonly Field[] = [
  {
    name: 'topic',
    example: 'topic:orders',
    says: 'the topic has this in it; * stands for anything',
    parse: (written) => {
      const test = textTest('topic', written);
      return ({ topic }) => test(topic);
    },
  },
  {
    name: 'subscriber',
    example: 'subscriber:worker-1,worker-2',
    says: 'who got it; commas give a choice',
    parse: (written) => {
      const test = textTest('subscriber', written);
      return ({ subscriberName }) => test(subscriberName);
    },
  },
  {
    name: 'outcome',
    example: 'outcome:failed,dead',
    says: outcomes.join(', '),
    parse: (written) => {
      const test = choiceTest('outcome', written, outcomes);
      return ({ outcome }) => test(outcome);
    },
  },
  {
    name: 'attempt',
    example: 'attempt:>1',
    says: 'the attempt: 2, >1, 2..4',
    parse: (written) => {
      const test = numberTest('attempt', written);
      return ({ attempt }) => test(attempt);
    },
  },
  {
    name: 'verb',
    example: 'verb:broadcast',
    says: verbs.join(', '),
    parse: (written) => {
      const test = choiceTest('verb', written, verbs);
      return ({ verb }) => test(verb);
    },
  },
  {
    name: 'is',
    example: 'is:foreign',
    says: traits.join(', '),
    parse: (written) => {
      const test = choiceTest('is', written, traits);
      return (row) => traits.some((trait) => test(trait) && hasTrait(row, trait));
    },
  },
  {
    name: 'id',
    example: 'id:9b1d',
    says: 'the message id has this in it',
    parse: (written) => {
      const test = textTest('id', written);
      return ({ messageId }) => test(messageId);
    },
  },
  {
    name: 'size',
    example: 'size:>1000',
    says: 'the payload in bytes',
    parse: (written) => {
      const test = numberTest('size', written);
      return ({ message }) => test(message.size);
    },
  },
  {
    name: 'latency',
    example: 'latency:>100',
    says: 'from publish to ack, ms',
    parse: (written) => {
      const test = numberTest('latency', written);
      return ({ latencyMs }) => latencyMs !== undefined && test(latencyMs);
    },
  },
  {
    name: 'error',
    example: 'error:timeout',
    says: 'the error has this in it',
    parse: (written) => {
      const test = textTest('error', written);
      return ({ error }) => error !== undefined && test(error.message);
    },
  },
  {
    name: 'after',
    example: 'after:14:03',
    says: 'arrived then or later; 5m is five minutes ago',
    parse: (written, now) => {
      const from = timeOf('after', written, now);
      return ({ at }) => at >= from;
    },
  },
  {
    name: 'before',
    example: 'before:14:05:30',
    says: 'arrived earlier',
    parse: (written, now) => {
      const to = timeOf('before', written, now);
      return ({ at }) => at < to;
    },
  },
];

/** What else can stand in a filter, for the help. */
export const otherForms: readonly { readonly example: string; readonly says: string }[] = [
  { example: 'header.tenant=a', says: 'a header: =, !=, ~ (has in it), <, >; alone: it is there' },
  { example: '$.total>40', says: 'a value in a JSON payload: $.items[0].id, $.items[*].id' },
  { example: 'Paris "New York"', says: 'texts in the payload, the id or a header' },
  { example: '/ord(er)?-\\d+/i', says: 'a regular expression on the payload' },
  { example: '-outcome:acked', says: 'a minus turns a word round' },
];

/** Every word must hold. The grammar is told by {@link fields} and {@link otherForms}. */
export function parseFilter(text: string, now = Date.now()): ParsedFilter {
  try {
    const tests = wordsOf(text).map((word) => parseWord(word, now));
    if (tests.length === 0) return { ok: true, matches: undefined };
    return { ok: true, matches: (row) => tests.every((test) => test(row)) };
  } catch (error) {
    if (error instanceof FilterProblem) return { ok: false, problem: error.message };
    throw error;
  }
}

function parseWord({ text }: Word, now: number): RowFilter {
  if (text.startsWith('-') && text.length > 1 && !/^-[\d.]+$/.test(text)) {
    const test = parsePlain(text.slice(1), now);
    return (row) => !test(row);
  }
  return parsePlain(text, now);
}

function parsePlain(text: string, now: number): RowFilter {
  if (text.startsWith('$.') || text.startsWith('$[')) return jsonTest(text);
  if (/^header\./i.test(text)) return headerTest(text);
  const pattern = /^\/((?:\\.|[^/\\])+)\/(i?)$/.exec(text);
  if (pattern !== null) return patternTest(pattern[1] ?? '', pattern[2] ?? '');
  const named = /^([a-z]+):(.*)$/is.exec(text);
  const field = fields.find(({ name }) => name === named?.[1]?.toLowerCase());
  if (field !== undefined) {
    const written = unquote(named?.[2] ?? '');
    if (written === '')
      throw new FilterProblem(`${field.name}: needs something after the colon: ${field.example}`);
    return field.parse(written, now);
  }
  // A text like `a:b` or `http://x` is looked for as it stands; a field with a slip of the pen is told of.
  const near = named === null ? undefined : nearField(named[1] ?? '');
  if (near !== undefined)
    throw new FilterProblem(`There is no field “${named?.[1]}”. Do you mean ${near}: ?`);
  return anywhereTest(unquote(text));
}

function jsonTest(text: string): RowFilter {
  const [, path = '', operator, written = ''] =
    /^(\$(?:\["(?:\\.|[^"\\])*"\]|[^=~<>!])*)(!=|>=|<=|[=~<>])?(.*)$/s.exec(text) ?? [];
  const steps = parsePath(path);
  const test = valueTest(operator, unquote(written));
  return (row) => valuesAt(jsonOf(row), steps).some(test);
}

function headerTest(text: string): RowFilter {
  const [, name = '', operator, written = ''] =
    /^header\.("(?:\\.|[^"\\])*"|[^=~<>!]+)(!=|>=|<=|[=~<>])?(.*)$/is.exec(text) ?? [];
  if (name === '') throw new FilterProblem('After header. stands its name, as in header.tenant=a.');
  const wanted = unquote(name);
  const test = valueTest(operator, unquote(written));
  return ({ message: { headers } }) => Object.hasOwn(headers, wanted) && test(headers[wanted]);
}

function patternTest(source: string, flags: string): RowFilter {
  let pattern: RegExp;
  try {
    pattern = new RegExp(source, flags);
  } catch {
    throw new FilterProblem(`/${source}/ is no regular expression.`);
  }
  return ({ message }) => pattern.test(message.preview.text);
}

function anywhereTest(text: string): RowFilter {
  const wanted = text.toLowerCase();
  const has = (part: string) => part.toLowerCase().includes(wanted);
  return ({ message }) =>
    has(message.preview.text) ||
    has(message.id) ||
    Object.entries(message.headers).some(([name, value]) => has(name) || has(String(value)));
}

const parsed = new WeakMap<DeliveryRow['message'], { readonly value: unknown }>();

/** A message's JSON, parsed once however many rows and filters ask. */
function jsonOf({ message }: DeliveryRow): unknown {
  const known = parsed.get(message);
  if (known !== undefined) return known.value;
  const { format, text } = message.preview;
  const value = format === 'json' || format === 'text' ? parseBeginning(text) : undefined;
  parsed.set(message, { value });
  return value;
}

function hasTrait(
  { foreign, redelivered, cut, message }: DeliveryRow,
  trait: (typeof traits)[number],
): boolean {
  switch (trait) {
    case 'foreign':
      return foreign;
    case 'redelivered':
      return redelivered;
    case 'interrupted':
      return cut;
    default:
      return message.preview.format === trait;
  }
}

function nearField(word: string): string | undefined {
  const lower = word.toLowerCase();
  if (lower.length < 2) return undefined;
  return fields.find(({ name }) => name.startsWith(lower) || (lower.startsWith(name) && name.length > 2))
    ?.name;
}
