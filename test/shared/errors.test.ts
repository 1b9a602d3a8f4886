import { expect, test } from 'vitest';
import { BusError, describeThrown, errorInfoSchema, toErrorInfo } from '../../shared/bus/errors';

test('a BusError as plain data says the same, without its cause and stack', () => {
  const error = new BusError('unroutable', 'Nobody.', { detail: '312 NO_ROUTE', cause: new Error('inner') });
  expect(toErrorInfo(error)).toEqual({ code: 'unroutable', message: 'Nobody.', detail: '312 NO_ROUTE' });
  expect(toErrorInfo(new BusError('closed', 'Closed.'))).toEqual({ code: 'closed', message: 'Closed.' });
  expect(error.cause).toBeInstanceOf(Error);
  expect(error.name).toBe('BusError');
});

test.for<[unknown, string]>([
  [new Error('words'), 'words'],
  [new TypeError(''), 'TypeError'],
  ['words', 'words'],
  [undefined, 'undefined was thrown'],
  [null, 'null'],
  [42, '42'],
  [{ a: 1 }, '{"a":1}'],
  [Symbol('mark'), 'Symbol(mark)'],
  [7n, 'a value that cannot be shown was thrown'],
])('%o thrown reads %o', ([thrown, text]) => {
  expect(describeThrown(thrown)).toBe(text);
});

test.for<[string, unknown]>([
  ['an empty string', ''],
  ['an error whose message is a number', Object.assign(new Error('x'), { message: 42 })],
  ['an error whose message is an object', Object.assign(new Error('x'), { message: { deep: true } })],
  ['an error without message and name', Object.assign(new Error(''), { name: '' })],
])('%s becomes plain data with some words', ([, thrown]) => {
  const info = errorInfoSchema.parse(toErrorInfo(thrown));
  expect(info.code).toBe('internal');
  expect(info.message).not.toBe('');
});
