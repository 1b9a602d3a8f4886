import { describe, expect, it } from 'vitest';
import { parseFilter } from '../../renderer/filter/engine/parse-filter';
import { suggest } from '../../renderer/filter/suggest';
import { type DeliveryRow, toRow } from '../../renderer/store/delivery-row';
import { type PayloadQuestion, payloadTest } from '../../shared/window/payload-question';
import { delivered, message } from '../store/events';

const now = Date.parse('2026-01-31T14:10:00');

function row(
  change: Partial<DeliveryRow> = {},
  text = '{"total":42,"items":[{"id":"a"},{"id":"b"}]}',
): DeliveryRow {
  const base = toRow(delivered('1', { text }), 1);
  return { ...base, at: now - 60_000, outcome: 'acked', ...change };
}

function finds(filter: string, target: DeliveryRow): boolean {
  const parsed = parseFilter(filter, now);
  if (!parsed.ok) throw new Error(parsed.problem);
  const { text } = target.message.preview;
  return (
    parsed.matches?.(target, (question) => payloadTest(question)({ text, json: () => undefined })) ?? true
  );
}

describe('a filter', () => {
  const withHeaders = row({ message: { ...message('m'), headers: { tenant: 'a', retries: 3, 'x y': 'z' } } });

  it.each([
    ['', row()],
    ['topic:orders', row()],
    ['topic:ord*', row()],
    ['topic:invoices,orders', row()],
    ['TOPIC:ORDERS', row()],
    ['subscriber:a', row()],
    ['outcome:dead,acked', row()],
    ['attempt:1', row()],
    ['attempt:>1', row({ attempt: 2 })],
    ['attempt:2..4', row({ attempt: 4 })],
    ['$.total>40', row()],
    ['$.total=42', row()],
    ['$.items[1].id=b', row()],
    ['$.items[*].id=a', row()],
    ['$["total"]<=42', row()],
    ['$.total', row()],
    ['-$.missing', row()],
    ['header.tenant=a', withHeaders],
    ['header.retries>2', withHeaders],
    ['header."x y"~Z', withHeaders],
    ['header.tenant!=b', withHeaders],
    ['-header.other', withHeaders],
    ['after:14:08', row()],
    ['after:5m', row()],
    ['before:14:09:30', row()],
    ['TOTAL', row()],
    ['"item" total', row()],
    ['/tot.l/', row()],
    ['-outcome:dead -topic:x', row()],
    ['outcome:dead OR outcome:acked', row()],
    ['topic:x OR topic:orders AND outcome:acked', row()],
    ['(topic:x OR topic:orders) AND outcome:acked', row()],
    ['NOT outcome:dead', row()],
    ['NOT (outcome:dead OR topic:x)', row()],
    ['-(outcome:dead OR -topic:orders)', row()],
    ['((topic:orders) ("item" OR nowhere))', row()],
    ['(/tot.l/ OR /(x)/i)', row()],
    ['"AND"', row({}, '"this AND that"')],
    ['and', row({}, '"this and that"')],
    ['"(" ")"', row({}, '"a (b)"')],
    ['f(x)', row({}, '"f(x)"')],
    ['(f(x))', row({}, '"f(x)"')],
    ['"payload:x"', row({}, '"payload:x"')],
    ['$.items.id=b', row()],
    ['$.id=23958446825181076828', row({}, '{"id":23958446825181076828}')],
    ['$.id>23958446825181076827', row({}, '{"id":23958446825181076828}')],
    ['$.id>=23958446825181076828', row({}, '{"id":"23958446825181076828"}')],
    ['$.list=[1,23958446825181076828]', row({}, '{"list":[1,23958446825181076828]}')],
    ['$.id=9007199254740993', row({}, '{"id":9007199254740993,"cut":"he')],
    ['$.id<9007199254740993', row({}, '{"id":9007199254740992}')],
    ['is:json', row()],
    ['is:foreign', row({ foreign: true })],
    ['error:stock', row({ error: { code: 'handler-failed', message: 'No stock' } })],
    ['latency:<5', row({ latencyMs: 2 })],
    ['http://x', row({}, '"http://x/y"')],
    ['$.a=1', row({}, '{"a":1,"b":"cut he')],
    ['$.a.b=1', row({}, '{"a":{"b":1,"c":[1,2')],
  ])('%s finds', (filter, target) => {
    expect(finds(filter, target)).toBe(true);
  });

  it.each([
    ['$.id=23958446825181076829', '{"id":23958446825181076828}'],
    ['$.id>23958446825181076828', '{"id":23958446825181076828}'],
    ['$.id=9007199254740993', '{"id":9007199254740992}'],
    ['$.id=9007199254740993', '{"id":9007199254740994,"cut":"he'],
  ])('%s does not find %s', (filter, text) => {
    expect(finds(filter, row({}, text))).toBe(false);
  });

  it.each([
    'topic:order*x',
    'topic:invoices',
    'subscriber:b',
    'outcome:dead',
    'attempt:>1',
    '$.total>42',
    '$.total!=42',
    '$.items[2].id',
    '$.items[*].id=c',
    'header.tenant',
    'after:14:09:30',
    'before:5m',
    'nowhere',
    '-total',
    'total nowhere',
    'is:binary,foreign',
    'latency:<5',
    'topic:x OR topic:y',
    'topic:orders AND topic:x',
    'NOT topic:orders',
    '-(topic:orders topic:ord)',
    '(topic:x OR topic:orders) outcome:dead',
    '$.items.id=c',
    '$.items.other',
  ])('%s does not find', (filter) => {
    expect(finds(filter, row())).toBe(false);
  });

  it.each([
    ['outcome:lost', /outcome: takes in-flight, acked, failed, retried, dead, tapped; not “lost”/],
    ['attempt:many', /attempt: takes a number/],
    ['$.total>lots', /> must be followed by a number/],
    ['$.a..b', /is not a path/],
    ['topic:', /needs something after the colon: topic:orders/],
    ['after:noon', /after: takes a time/],
    ['/(/', /is not a valid regular expression/],
    ['subscr:a', /Do you mean subscriber:/],
    ['payload:x', /There is no field “payload”. A text in the payload is looked for by itself; in quotes/],
    ['tenant:a', /There is no field “tenant”. A header is header.name=value/],
    ['AND', /AND must have a condition on both sides/],
    ['topic:a OR', /OR must have a condition on both sides/],
    ['topic:a AND OR topic:b', /OR must have a condition on both sides/],
    ['(topic:a AND)', /AND must have a condition on both sides/],
    ['NOT', /NOT must be followed by a condition/],
    ['(((', /3 brackets are never closed/],
    ['(topic:a', /A bracket is never closed/],
    ['topic:a)', /A “\)” closes no bracket/],
    ['()', /There is nothing in these brackets/],
  ])('%s is refused in words', (filter, problem) => {
    const parsed = parseFilter(filter);
    expect(parsed.ok ? '' : parsed.problem).toMatch(problem);
  });
});

describe('a payload that goes on after its head', () => {
  const long = (text: string): DeliveryRow => {
    const base = row({}, text);
    return { ...base, message: { ...base.message, preview: { ...base.message.preview, truncated: true } } };
  };
  const verdict = (filter: string, target: DeliveryRow, whole: boolean | 'gone' | undefined) => {
    const asked: PayloadQuestion[] = [];
    const parsed = parseFilter(filter, now);
    if (!parsed.ok) throw new Error(parsed.problem);
    const answer = parsed.matches?.(target, (question) => {
      asked.push(question);
      return whole;
    });
    return { answer, asked: asked.length };
  };

  it.each([
    ['needle', undefined, undefined, 1],
    ['needle', true, true, 1],
    ['needle', false, false, 1],
    ['-needle', undefined, undefined, 1],
    ['-needle', true, false, 1],
    ['needle', 'gone', false, 1],
    ['total', false, true, 0],
    ['$.total=42', 'gone', true, 1],
    ['$.deep=1', true, true, 1],
    ['/^x/', false, false, 1],
    ['/total/', undefined, undefined, 1],
    ['/total/', 'gone', false, 1],
    ['outcome:dead needle', true, false, 0],
    ['needle outcome:dead', true, false, 0],
    ['needle other', undefined, undefined, 1],
    ['outcome:acked OR needle', true, true, 0],
    ['outcome:dead OR needle', undefined, undefined, 1],
    ['needle OR outcome:dead', true, true, 1],
    ['NOT (needle OR outcome:dead)', false, true, 1],
  ] as const)('%s with the answer %s', (filter, whole, answer, asked) => {
    expect(verdict(filter, long('{"total":42,"rest":"cut he'), whole)).toEqual({ answer, asked });
  });
});

describe('what is far too much', () => {
  it('as a filter is refused in words, and nothing is suggested', () => {
    const filter = `header.a=b ${'"n '.repeat(40_000)}`;
    expect(parseFilter(filter)).toEqual({
      ok: false,
      problem: 'A filter may have 10000 characters at most; this one has 120011.',
    });
    expect(suggest(filter, { topics: [], subscribers: [] })).toEqual([]);
  });

  it('as one word is refused in words', () => {
    expect(parseFilter(`a ${'('.repeat(1001)}`)).toEqual({
      ok: false,
      problem: 'A word of a filter may have 1000 characters at most.',
    });
    expect(parseFilter('('.repeat(1000))).toEqual({
      ok: false,
      problem: 'A filter may have 100 brackets in one another at most.',
    });
  });

  it('as a value is no match, where it is too deep to be written', () => {
    const json: unknown = JSON.parse(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
    const ask = (operator: string) =>
      payloadTest({ type: 'json', path: ['a'], operator, written: 'x' })({ text: '', json: () => json });
    expect([ask('~'), ask('='), ask('!=')]).toEqual([false, false, true]);
  });
});

describe('suggestions', () => {
  const known = { topics: ['orders', 'my topic'], subscribers: ['worker-1'] };
  it.each([
    ['out', ['outcome:'], 'outcome:'],
    ['x outcome:d', ['outcome:dead'], 'x outcome:dead '],
    ['-topic:m', ['-topic:"my topic"'], '-topic:"my topic" '],
    ['subscriber:w', ['subscriber:worker-1'], 'subscriber:worker-1 '],
    ['NOT (outcome:d', ['(outcome:dead'], 'NOT (outcome:dead '],
  ])('after %s', (filter, words, first) => {
    const found = suggest(filter, known);
    expect(found.map(({ word }) => word)).toEqual(words);
    expect(found[0]?.filter).toBe(first);
  });
});
