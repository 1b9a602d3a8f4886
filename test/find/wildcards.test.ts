import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textTest } from '../../renderer/filter/engine/values';

test.for<[string, string[], string[]]>([
  ['ord*', ['ord', 'orders', 'ORDERS', 'ord\ners'], ['or', 'border']],
  ['*ers', ['ers', 'orders'], ['orders.eu']],
  ['*der*', ['der', 'orders', 'der border'], ['dre']],
  ['o*d*s', ['orders', 'ods'], ['orders.eu', 'os', 'sod']],
  ['a*a', ['aa', 'aba'], ['a', 'ab']],
  ['ab*ba', ['abba', 'ab ba'], ['aba', 'ab']],
  ['*aa*a', ['aaa', 'baaba'], ['aa']],
  ['*', ['', 'orders'], []],
  ['**', ['', 'orders'], []],
  ['a**b', ['ab', 'axb'], ['a', 'b']],
  ['A*', ['a', 'Ab'], ['b']],
  ['a.[b]+(c)*', ['a.[b]+(c)', 'a.[b]+(c)x'], ['axbc']],
  ['x*,*y', ['x1', '1y'], ['1x', 'y1']],
  ['x,*y', ['1x1', '1y'], ['y1']],
])('%s finds %j, and not %j', ([written, found, others]) => {
  const matches = textTest('topic', written);
  for (const value of found) expect.soft(matches(value), value).toBe(true);
  for (const value of others) expect.soft(matches(value), value).toBe(false);
});

test('a star finds what a regular expression does', () => {
  // Of few characters, so that they often meet.
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '.', '\n'), maxLength: 10 });
  const wildcards = fc
    .array(fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 2 }), { minLength: 2, maxLength: 4 })
    .map((pieces) => pieces.join('*'));
  fc.assert(
    fc.property(wildcards, text, (written, value) => {
      const pattern = written.replaceAll('.', '\\.').replaceAll('*', '.*');
      expect(textTest('topic', written)(value)).toBe(new RegExp(`^${pattern}$`, 's').test(value));
    }),
    { numRuns: 2000 },
  );
});

test('many stars do not take long on a text that has nearly what they ask for', () => {
  const started = performance.now();
  expect(textTest('id', '*a*a*a*a*b')('a'.repeat(245))).toBe(false);
  expect(textTest('id', `${'*a'.repeat(100)}*b`)('a'.repeat(10_000))).toBe(false);
  expect(performance.now() - started).toBeLessThan(1000);
});
