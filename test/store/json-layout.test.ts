import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CrashLimit } from '../../electron/app/crash-limit';
import { isDeep, isHardToEdit } from '../../renderer/format/drawing-cost';
import { jsonLines, maxLineLength, textLines } from '../../renderer/format/lay-out';
import { prettyJson } from '../../renderer/format/payload';
import { headOf, maxVisibleLength, splitUnseen } from '../../renderer/format/visible-text';
import { maxIndentedLevels } from '../../shared/window/json-layout';

const deep = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

describe('JSON laid out', () => {
  it('of any nesting has lines of a bounded indentation', () => {
    const pretty = prettyJson(deep(20_000)) ?? '';
    expect(pretty.length).toBeLessThan(40_000 * (maxIndentedLevels * 2 + 2));
    expect(pretty.replace(/\s/g, '')).toBe(deep(20_000));
  });

  it('is left as it came where its indentation would make it too long', () => {
    expect(prettyJson(deep(90_000))).toBeUndefined();
  });

  it.each([
    ['a string of 9 MB', JSON.stringify('x'.repeat(9_000_000))],
    ['a string of 5 MB that is all escapes', JSON.stringify('\\"'.repeat(1_250_000))],
    ['a number of 1 MB', '1'.repeat(1_000_000)],
  ])('keeps %s', (_, text) => {
    expect(jsonLines(text)?.join('')).toBe(text);
  });

  it('keeps every token of any JSON', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(JSON.parse((jsonLines(text) ?? []).join(''))).toEqual(JSON.parse(text));
      }),
    );
  });
});

describe('lines to be drawn', () => {
  it('lose and add nothing, and are bounded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 5000 }), (text) => {
        const lines = textLines(text) ?? [];
        expect(lines.every((line) => line.length <= maxLineLength)).toBe(true);
        expect(lines.join('')).toBe(text.replaceAll('\n', ''));
      }),
    );
  });

  it('are shorter where each character is much to draw', () => {
    const [line = ''] = textLines('👩\u200d'.repeat(18_000)) ?? [];
    expect(line.length).toBeLessThan(maxLineLength / 2);
    expect(line.length).toBeGreaterThan(0);
  });

  it('too many of them are not laid out', () => {
    expect(textLines('\n'.repeat(9_000_000))).toBeUndefined();
  });
});

describe('what an editor takes', () => {
  it.each([
    ['plain lines of any length', 'x'.repeat(1_000_000), false],
    ['a page of Chinese', '漢字'.repeat(500), false],
    ['joined emoji', '👩\u200d'.repeat(18_000), true],
    ['accents on one letter', `a${'\u0301'.repeat(60_000)}`, true],
    ['joined emoji on lines of their own', '👩\u200d👩\n'.repeat(10_000), false],
  ])('%s', (_, text, hard) => {
    expect(isHardToEdit(text)).toBe(hard);
  });

  it('is no deeper than can be walked', () => {
    expect(isDeep(deep(100))).toBe(false);
    expect(isDeep(deep(20_000))).toBe(true);
    expect(isDeep('[]'.repeat(20_000))).toBe(false);
  });
});

describe('text in which nothing hides', () => {
  it('has a bounded number of pieces, and hides nothing in the last', () => {
    const parts = splitUnseen('a\u200b'.repeat(2000));
    expect(parts.length).toBeLessThan(500);
    const shown = parts.map((part) => (part.type === 'plain' ? part.text : part.mark)).join('');
    expect(shown).toBe('a⟨200B⟩'.repeat(2000));
  });

  it('is cut between characters', () => {
    expect(headOf(`${'x'.repeat(maxVisibleLength - 1)}😀`, maxVisibleLength)).toBe(
      'x'.repeat(maxVisibleLength - 1),
    );
  });
});

describe('a page that crashes', () => {
  it('is loaded again twice within five minutes, and not a third time', () => {
    const limit = new CrashLimit();
    expect([0, 100_000, 299_000].map((at) => limit.allows(at))).toEqual([true, true, false]);
    limit.forget();
    expect(limit.allows(300_000)).toBe(true);
  });

  it('now and then is loaded again each time', () => {
    const limit = new CrashLimit();
    expect([0, 200_000, 400_000, 600_000].map((at) => limit.allows(at))).toEqual([true, true, true, true]);
  });
});
