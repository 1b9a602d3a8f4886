import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Behaviour, formatBehaviour, parseBehaviour, type Rule } from '../../shared/bus/behaviour';

const none = { min: 0, max: 0 };

test.for<[string, Rule, Behaviour['latency']]>([
  ['ack', { type: 'ack' }, none],
  ['ack always', { type: 'ack' }, none],
  ['', { type: 'ack' }, none],
  ['always', { type: 'always' }, none],
  ['fail always', { type: 'always' }, none],
  ['FAIL ALWAYS', { type: 'always' }, none],
  ['first:2', { type: 'first', attempts: 2 }, none],
  ['first 2', { type: 'first', attempts: 2 }, none],
  ['fail the first 2', { type: 'first', attempts: 2 }, none],
  ['  fails first: 2  ', { type: 'first', attempts: 2 }, none],
  ['every:3', { type: 'every', nth: 3 }, none],
  ['rate:0.25', { type: 'rate', probability: 0.25 }, none],
  ['rate:25%', { type: 'rate', probability: 0.25 }, none],
  ['match:^.{3}"n":1', { type: 'match', pattern: '^.{3}"n":1' }, none],
  ['match:{"n":1', { type: 'match', pattern: '{"n":1' }, none],
  ['match(tenant):a|b', { type: 'match', pattern: 'a|b', header: 'tenant' }, none],
  ['hang', { type: 'hang' }, none],
  ['crash', { type: 'crash' }, none],
  ['manual', { type: 'manual' }, none],
  ['200ms', { type: 'ack' }, { min: 200, max: 200 }],
  ['50..200ms', { type: 'ack' }, { min: 50, max: 200 }],
  ['first:2 50..200 ms', { type: 'first', attempts: 2 }, { min: 50, max: 200 }],
  ['fail always, 5ms', { type: 'always' }, { min: 5, max: 5 }],
])('%o', ([words, rule, latency]) => {
  const parsed = parseBehaviour(words);
  expect(parsed).toMatchObject({ ok: true, behaviour: { latency } });
  expect(parsed.ok && parsed.behaviour.rule).toEqual(rule);
});

test.for([
  'sometimes',
  'first',
  'first:0',
  'first:-1',
  'first:1.5',
  'first:1001',
  'every:0',
  'rate:2',
  'rate:101%',
  'match:',
  'match:(',
  'first:2 200..50ms',
  '9999999999ms',
  'first:2x',
])('%o is refused in words', (words) => {
  const parsed = parseBehaviour(words);
  expect(parsed.ok).toBe(false);
  expect(!parsed.ok && parsed.message.length).toBeGreaterThan(10);
});

const rule: fc.Arbitrary<Rule> = fc.oneof(
  fc.constantFrom<Rule>(
    { type: 'ack' },
    { type: 'always' },
    { type: 'hang' },
    { type: 'crash' },
    { type: 'manual' },
  ),
  fc.record({ type: fc.constant('first' as const), attempts: fc.integer({ min: 1, max: 1000 }) }),
  fc.record({ type: fc.constant('every' as const), nth: fc.integer({ min: 1, max: 1_000_000 }) }),
  fc.record({
    type: fc.constant('rate' as const),
    probability: fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000),
  }),
  fc.record({
    type: fc.constant('match' as const),
    pattern: fc.constantFrom('x', '^a.*b$', '\\d+ms', 'a b', '50ms', '{"n":1}'),
  }),
  fc.record({
    type: fc.constant('match' as const),
    pattern: fc.constantFrom('x', '[a-z]+'),
    header: fc.constantFrom('tenant', 'x-trace'),
  }),
);

const latency = fc
  .tuple(fc.integer({ min: 0, max: 3_600_000 }), fc.integer({ min: 0, max: 3_600_000 }))
  .map(([a, b]) => ({ min: Math.min(a, b), max: Math.max(a, b) }));

test('the words of any behaviour are read back as the same behaviour', () => {
  fc.assert(
    fc.property(rule, latency, (aRule, aLatency) => {
      const behaviour: Behaviour = { rule: aRule, latency: aLatency, seed: 1 };
      expect(parseBehaviour(formatBehaviour(behaviour))).toEqual({ ok: true, behaviour });
    }),
  );
});

test.for<[string, Rule]>([
  ['a tiny rate', { type: 'rate', probability: 1e-7 }],
  ['a pattern that begins with a space', { type: 'match', pattern: ' x' }],
  ['a pattern that ends with a space', { type: 'match', pattern: 'x ' }],
  ['a pattern that ends like a latency', { type: 'match', pattern: 'wait 50ms' }],
])('so are those of %s', ([, aRule]) => {
  const behaviour: Behaviour = { rule: aRule, latency: none, seed: 1 };
  expect(parseBehaviour(formatBehaviour(behaviour))).toEqual({ ok: true, behaviour });
});
