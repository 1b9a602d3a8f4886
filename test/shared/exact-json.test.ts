import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exactNumber, parseExact, stringifyExact } from '../../shared/window/exact-json';

describe('exact JSON', () => {
  it('has bigints for integers that a number cannot hold, and nothing else changed', () => {
    const text =
      '{"id":23958446825181076828,"card":"4111111111111111","n":[-9007199254740993,1e300,0.1234567890123456789]}';
    expect(parseExact(text)).toEqual({
      id: 23958446825181076828n,
      card: '4111111111111111',
      n: [-9007199254740993n, 1e300, 0.12345678901234568],
    });
  });

  it('reads what JSON.parse reads, and refuses what it refuses', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const padded = `["1234567890123456",${text}]`;
        const rounded = JSON.parse(stringifyExact(parseExact(padded)) ?? '');
        expect(rounded).toEqual(JSON.parse(padded));
      }),
    );
    for (const text of [
      '',
      '1234567890123456 1234567890123456',
      '{"a":12345678901234567890',
      '01234567890123456789',
      '{12345678901234567890:1}',
    ])
      expect(() => parseExact(text)).toThrow(SyntaxError);
  });

  it('comes back to the same text', () => {
    fc.assert(
      fc.property(fc.array(fc.bigInt()), (values) => {
        const text = `[${values.join(',')}]`;
        expect(stringifyExact(parseExact(text))).toBe(text);
      }),
    );
    expect(stringifyExact(undefined)).toBeUndefined();
  });

  it.each([
    ['40', 40],
    ['4.5', 4.5],
    ['23958446825181076828', 23958446825181076828n],
    ['-9007199254740993', -9007199254740993n],
    ['', undefined],
    ['x', undefined],
  ])('%j writes %s', (written, number) => {
    expect(exactNumber(written)).toBe(number);
  });
});
