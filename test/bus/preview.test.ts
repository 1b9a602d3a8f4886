import fc from 'fast-check';
import { expect, test } from 'vitest';
import { previewOf } from '../../electron/bus/preview';
import { previewBytes } from '../../shared/bus/message';
import { processorMs } from '../support/busy-machine';

test.for<[string, string | Uint8Array, string, string]>([
  ['nothing', '', 'empty', ''],
  ['text', 'hello', 'text', 'hello'],
  ['an object', '{"a":1}', 'json', '{"a":1}'],
  ['a list', ' [1] ', 'json', ' [1] '],
  ['a quoted string', '"x"', 'json', '"x"'],
  ['a number', '42', 'text', '42'],
  ['what looks like JSON and is none', '{a:1}', 'text', '{a:1}'],
  ['a byte order mark before JSON', '\ufeff{"a":1}', 'text', '\ufeff{"a":1}'],
  ['no UTF-8', Uint8Array.of(0xff, 0, 0x0a), 'binary', 'ff 00 0a'],
  ['a character that was cut by its sender', Uint8Array.of(0x61, 0xe2, 0x82), 'binary', '61 e2 82'],
])('%s', ([, body, format, text]) => {
  expect(previewOf(Buffer.from(body))).toEqual({ format, text, truncated: false });
});

test.for([
  ['two bytes', 'é'],
  ['three bytes', '漢'],
  ['four bytes', '🚌'],
])('a long text is never cut inside a character of %s', ([, character = '']) => {
  for (let shift = 0; shift < 4; shift += 1) {
    const text = 'x'.repeat(shift) + character.repeat(previewBytes);
    const preview = previewOf(Buffer.from(text));
    expect(preview.format).toBe('text');
    expect(preview.truncated).toBe(true);
    expect(text.startsWith(preview.text)).toBe(true);
    const bytes = Buffer.byteLength(preview.text);
    expect(bytes).toBeLessThanOrEqual(previewBytes);
    expect(bytes).toBeGreaterThan(previewBytes - 4);
  }
});

test('at the limit nothing is cut, one byte over it is', () => {
  expect(previewOf(Buffer.from('x'.repeat(previewBytes)))).toMatchObject({ truncated: false });
  expect(previewOf(Buffer.from('x'.repeat(previewBytes + 1)))).toMatchObject({
    truncated: true,
    text: 'x'.repeat(previewBytes),
  });
});

test('long bytes that are no UTF-8 are shown as the hexadecimal of their head', () => {
  const preview = previewOf(Buffer.alloc(10_000, 0xff));
  expect(preview.format).toBe('binary');
  expect(preview.truncated).toBe(true);
  expect(preview.text).toMatch(/^(ff )+ff$/);
});

test('long continuation bytes without a beginning are binary', () => {
  expect(previewOf(Buffer.alloc(10_000, 0x80)).format).toBe('binary');
});

test('a long JSON document is recognised by its beginning', () => {
  expect(previewOf(Buffer.from(JSON.stringify(Array(1000).fill(1)))).format).toBe('json');
});

test('any text of any length has a preview that is its beginning, and any bytes have some preview', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 700 }), (text) => {
      const body = Buffer.from(text);
      const preview = previewOf(body);
      expect(body.toString().startsWith(preview.text)).toBe(true);
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 700 }), (body) => {
      const { text, truncated } = previewOf(body);
      expect(text.length).toBeLessThanOrEqual(previewBytes);
      if (body.length > previewBytes) expect(truncated).toBe(true);
    }),
  );
});

test('a body of 100 MB costs no more than its head', () => {
  const body = Buffer.alloc(100_000_000, 'x');
  const took = processorMs(() => {
    for (let i = 0; i < 100; i += 1) previewOf(body);
  });
  expect(took).toBeLessThan(500);
});
