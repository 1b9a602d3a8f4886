import { expect, test } from 'vitest';
import { selectionsOf, toLines } from '../../renderer/dead-letters/dead-letter-lines';
import { editablePayload, editOf, headerChanges } from '../../renderer/dead-letters/edit';
import { askedOf, askForMore, noDeadLetters, withLetters } from '../../renderer/store/dead-letters';
import { headerDraft, headerDrafts } from '../../renderer/store/draft';
import type { DeadLetter } from '../../shared/bus/dead-letter';
import type { DeadReason } from '../../shared/bus/message';

const letter = (id: string, error: string, reason: DeadReason = 'max-retries', at = 0): DeadLetter => ({
  id,
  message: {
    id,
    topic: 't',
    verb: 'publish',
    headers: {},
    properties: {},
    size: 0,
    preview: { format: 'empty', text: '', truncated: false },
  },
  reason,
  attempts: 4,
  error,
  at,
});

const byTopic = new Map([
  [
    't',
    {
      letters: [
        letter('a', 'order 1 is gone', 'max-retries', 1),
        letter('b', 'no stock', 'max-retries', 2),
        letter('c', 'order 23 is gone', 'max-retries', 3),
        letter('d', 'no stock', 'rejected', 4),
      ],
      total: 4,
    },
  ],
]);

test('letters are grouped by reason and error; numbers in an error make no other', () => {
  expect(toLines(byTopic).map(({ key }) => key.split(' ').slice(0, 1)[0])).toEqual([
    'topic',
    'group',
    'letter',
    'letter',
    'group',
    'letter',
    'group',
    'letter',
  ]);
  const groups = toLines(byTopic).filter((line) => line.type === 'group');
  expect(groups.map(({ members, reason }) => [members, reason])).toEqual([
    [['letter t c', 'letter t a'], 'max-retries'],
    [['letter t d'], 'rejected'],
    [['letter t b'], 'max-retries'],
  ]);
});

test('a folded group keeps its letters’ keys and draws none', () => {
  const folded = new Set(toLines(byTopic).flatMap(({ type, key }) => (type === 'group' ? [key] : [])));
  expect(toLines(byTopic, folded).some(({ type }) => type === 'letter')).toBe(false);
});

test('what is chosen becomes one selection a topic', () => {
  expect(selectionsOf(byTopic, new Set(['letter t a', 'letter t d', 'letter t gone']))).toEqual([
    { topic: 't', ids: ['a', 'd'] },
  ]);
});

test('an edit says only what was changed, and numbers stay numbers', () => {
  const headers = { n: 1, on: true, text: 'x' };
  const rows = headerDrafts(headers);
  const original = editablePayload(new TextEncoder().encode('{"a":1}'));
  expect(editOf(original, original, headers, rows)).toBeUndefined();
  const changed = [...rows.filter(({ name }) => name !== 'text'), headerDraft('new', 'v')];
  expect(headerChanges(headers, changed)).toEqual([
    { name: 'new', before: undefined, after: 'v' },
    { name: 'text', before: 'x', after: undefined },
  ]);
  expect(editOf(original, original, headers, changed)).toEqual({ headers: { n: 1, on: true, new: 'v' } });
  expect(editOf(original, { ...original, text: '{}' }, headers, rows)).toEqual({
    payload: { format: 'json', text: '{}' },
  });
});

test('a list that is not the whole says so beneath its topic, and asks for more until it is', () => {
  const part = new Map([['t', { letters: [letter('a', 'x'), letter('b', 'x')], total: 2500 }]]);
  expect(toLines(part).slice(0, 2)).toEqual([
    { type: 'topic', key: 'topic t', topic: 't', letters: 2500 },
    { type: 'more', key: 'more t', topic: 't', listed: 2, total: 2500 },
  ]);
  const asked = askForMore(noDeadLetters, 't');
  expect(askedOf(asked, 't')).toBe(2000);
  expect(askedOf(askForMore(asked, 't'), 't')).toBe(3000);
  expect(asked.stale).toEqual(new Set(['t']));
  // Where it has become short again, so has the question.
  expect(askedOf(withLetters(asked, 't', { letters: [letter('a', 'x')], total: 1 }), 't')).toBe(1000);
  expect(askedOf(withLetters(asked, 't', { letters: [letter('a', 'x')], total: 1500 }), 't')).toBe(2000);
});
