import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPayload } from '../../renderer/compose/format-payload';
import { payloadProblem } from '../../renderer/editor/payload-problem';
import { hexDump, prettyJson, readPayload } from '../../renderer/format/payload';
import { duration } from '../../renderer/format/time';
import { visible } from '../../renderer/format/visible-text';
import { maskPasswords } from '../../shared/window/mask-url';

const bytes = (text: string) => new TextEncoder().encode(text);

describe('pretty JSON', () => {
  it('means the same', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(JSON.parse(prettyJson(text) ?? '')).toEqual(JSON.parse(text));
      }),
    );
  });

  it('keeps what parsing would change: digits, their form, and doubled keys', () => {
    const text = '{"a":1e400,"a":0.10,"b":12345678901234567890}';
    expect(prettyJson(text)).toBe('{\n  "a": 1e400,\n  "a": 0.10,\n  "b": 12345678901234567890\n}');
  });

  it('leaves what is no JSON alone', () => {
    expect(prettyJson('{"a":}')).toBeUndefined();
  });
});

describe('the composer’s text', () => {
  it('may hold marks that are filled in', () => {
    expect(payloadProblem('json', '{"n": {{seq}}, "id": "{{uuid}}", "at": "{{now}}"}')).toBeUndefined();
    expect(payloadProblem('json', '{"id": {{uuid}}}')).toBeDefined();
  });

  it('is formatted with its marks in place', () => {
    expect(formatPayload('json', '{"n":{{seq}},"id":"{{uuid}}"}')).toBe(
      '{\n  "n": {{seq}},\n  "id": "{{uuid}}"\n}',
    );
  });

  it('is formatted in no time where every number stands in it that a mark could step aside for', () => {
    const numbers = Array.from({ length: 10_000 }, (_, index) => 70_000 + index).join(',');
    const formatted = formatPayload('json', `[${numbers},{{seq}}7]`);
    expect(formatted?.split('\n').at(-2)).toBe('  {{seq}}7');
  });

  it.each([
    ['json', '{"a": }', 6],
    ['hex', '00 fg', 4],
    ['hex', '00 f', 4],
    ['base64', 'QUJD*', 4],
  ] as const)('as %s says where it breaks', (format, text, at) => {
    expect(payloadProblem(format, text)?.at).toBe(at);
  });
});

describe('a payload', () => {
  it.each([
    ['', 'empty'],
    ['{"a":1}', 'json'],
    ['hello', 'text'],
  ])('%j is %s', (text, format) => {
    expect(readPayload(bytes(text)).format).toBe(format);
  });

  it('that is no UTF-8 is shown as bytes', () => {
    const binary = new Uint8Array([0xff, 0xfe, 0x41, 0x00]);
    expect(readPayload(binary).format).toBe('binary');
    expect(hexDump(binary, 8)).toBe('00000000  ff fe 41 00              ··A·');
  });
});

describe('text from outside', () => {
  it('hides nothing', () => {
    expect(visible('a\u202Eb\u0007c\nd\u200b')).toBe('a⟨202E⟩b⟨BEL⟩c↵d⟨200B⟩');
  });
});

describe('a URL', () => {
  it.each([
    ['amqp://guest:guest@localhost:5672/', 'amqp://guest:••••@localhost:5672/'],
    ['amqp://u:p@ss/wo,rd@host', 'amqp://u:••••@host'],
    ['amqp://a:b@one,amqp://c:d@two', 'amqp://a:••••@one,amqp://c:••••@two'],
    ['amqp://host/vhost', 'amqp://host/vhost'],
  ])('%s shows no password', (url, shown) => {
    expect(maskPasswords(url)).toBe(shown);
  });
});

describe('a length of time', () => {
  it.each([
    [0, '0 ms'],
    [0.01, '< 0.1 ms'],
    [1.25, '1.3 ms'],
    [12.4, '12 ms'],
    [1250, '1.25 s'],
    [185_000, '3 min 05 s'],
  ])('%d is %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });
});
