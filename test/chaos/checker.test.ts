import { expect, test } from 'vitest';
import { check, type Evidence } from './checker';
import type { Entry } from './journal';
import type { MessageKind } from './message-kind';

const plain: MessageKind = { type: 'plain' };
const started = (id: string, attempt = 1): Entry => ({ what: 'started', id, attempt });
const ok = (id: string, attempt = 1): Entry => ({ what: 'ok', id, attempt });

function evidence(parts: Partial<Evidence> & { kinds: Record<string, MessageKind> }): Evidence {
  const { kinds, ...rest } = parts;
  const messages = Object.entries(kinds).map(([id, kind]) => ({ id, kind }));
  const answers = new Map(messages.map(({ id }) => [id, 'acknowledged'] as const));
  return { messages, answers, journal: [], deadLetters: [], maxAttempts: 4, ...rest };
}

test('what was confirmed and is nowhere is lost', () => {
  const { counts, lost } = check(
    evidence({ kinds: { a: plain, b: plain }, journal: [started('a'), ok('a'), started('b')] }),
  );
  expect(counts).toMatchObject({ attempt: 2, acknowledged: 2, ok: 1, dead: 0, lost: 1 });
  expect(lost).toEqual(['b']);
});

test('a dead letter is kept, not lost; one that was handled too is doubled', () => {
  const deadLetters = [
    { id: 'a', reason: 'interrupted' as const },
    { id: 'b', reason: 'interrupted' as const },
  ];
  const { counts } = check(
    evidence({ kinds: { a: plain, b: plain }, journal: [started('b'), ok('b')], deadLetters }),
  );
  expect(counts).toMatchObject({ ok: 1, dead: 1, lost: 0, duplicated: 1 });
});

test('what was never confirmed is recovered when it arrived, and not lost when it did not', () => {
  const answers = new Map([
    ['a', 'unknown'],
    ['b', 'unknown'],
  ] as const);
  const { counts } = check(
    evidence({ kinds: { a: plain, b: plain }, answers, journal: [started('a'), ok('a')] }),
  );
  expect(counts).toMatchObject({ attempt: 2, acknowledged: 0, recovered: 1, lost: 0 });
});

test('what nobody sent is unexpected, what was handled twice is doubled', () => {
  const journal = [started('x'), ok('x'), started('a'), ok('a'), started('a'), ok('a')];
  expect(check(evidence({ kinds: { a: plain }, journal })).counts).toMatchObject({
    unexpected: 1,
    duplicated: 1,
    ok: 1,
  });
});

test('an attempt left out, one too many, and poison that was handled are told', () => {
  const kinds = { a: plain, b: plain, c: { type: 'throws' } as const };
  const journal = [
    started('a', 1),
    started('a', 3),
    ...[1, 2, 3, 4, 5].map((n) => started('b', n)),
    started('c'),
    ok('c'),
  ];
  expect(check(evidence({ kinds, journal })).broken).toEqual([
    'a: attempt 2 was left out (1, 3)',
    'b: began attempt 5',
    'c: handled, yet poison',
  ]);
});
