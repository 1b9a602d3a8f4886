import { fields, outcomes, traits, verbs } from './engine/filter-fields';
import { maxFilterLength } from './engine/parse-filter';
import { quote, wordsOf } from './engine/tokens';

export interface Suggestion {
  /** What is shown, and stands in the place of the last word when it is taken. */
  readonly word: string;
  readonly says: string;
  /** The whole filter with it. */
  readonly filter: string;
}

export interface KnownValues {
  readonly topics: readonly string[];
  readonly subscribers: readonly string[];
}

const most = 8;

/** How the word that is being written could go on. */
export function suggest(filter: string, known: KnownValues): Suggestion[] {
  if (filter.length > maxFilterLength) return [];
  const last = wordsOf(filter).at(-1);
  const isOpen = last !== undefined && last.to === filter.length;
  const written = isOpen ? last.text : '';
  const before = isOpen ? filter.slice(0, last.from) : filter;
  // A minus, and brackets that are opened, stay before what is completed.
  const opening = /^[-(]*/.exec(written)?.[0] ?? '';
  const word = written.slice(opening.length).toLowerCase();
  const named = /^([a-z]+):(.*)$/.exec(word);
  const found = named === null ? fieldsFor(word) : valuesFor(named[1] ?? '', named[2] ?? '', known);
  return found.slice(0, most).map(({ word: completed, says }) => ({
    word: opening + completed,
    says,
    filter: `${before}${opening}${completed}${completed.endsWith(':') || completed.endsWith('.') ? '' : ' '}`,
  }));
}

type Completion = Pick<Suggestion, 'word' | 'says'>;

function fieldsFor(word: string): Completion[] {
  const all = [
    ...fields.map(({ name, says }) => ({ word: `${name}:`, says })),
    { word: 'header.', says: 'a header, as in header.tenant=a' },
    { word: '$.', says: 'a value in JSON, as in $.total>40' },
  ];
  return all.filter((each) => each.word.startsWith(word));
}

function valuesFor(name: string, started: string, { topics, subscribers }: KnownValues): Completion[] {
  const values: Record<string, readonly string[]> = {
    topic: topics,
    subscriber: subscribers,
    outcome: outcomes,
    verb: verbs,
    is: traits,
    attempt: ['1', '>1', '2..4'],
    after: ['1m', '5m', '1h'],
    before: ['1m', '5m', '1h'],
  };
  return [...new Set(Object.hasOwn(values, name) ? values[name] : [])]
    .filter((value) => value.toLowerCase().startsWith(started.replace(/^"/, '')) && value !== started)
    .map((value) => ({ word: `${name}:${quote(value)}`, says: '' }));
}
