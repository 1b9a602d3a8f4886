import { expect, it } from 'vitest';
import { cell } from '../../electron/row-file';
import { prettyJson } from '../../renderer/format/payload';
import { jsonLines, maxLineLength, textLines } from '../../renderer/payload/lay-out';

it.each([
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "x"', '"say ""x"""'],
  ['two\nlines', '"two\nlines"'],
  ['=1+1', "'=1+1"],
  [-5, '-5'],
  [null, ''],
  [{ a: 1 }, '"{""a"":1}"'],
])('%j is a cell', (value, wanted) => {
  expect(cell(value)).toBe(wanted);
});

it.each(['{"a":[1,{"b":null}],"c":{},"d":[],"e":"x, {y}"}', '[]', '"text"', '{"n":1e400,"n":0.10}'])(
  '%s is laid out by the worker as by the window',
  (text) => {
    expect(jsonLines(text)?.join('\n')).toBe(prettyJson(text));
  },
);

it('a long line is broken, not within a character', () => {
  const text = `${'x'.repeat(maxLineLength - 1)}😀y\nz`;
  const lines = textLines(text);
  expect(lines).toEqual(['x'.repeat(maxLineLength - 1), '😀y', 'z']);
});
