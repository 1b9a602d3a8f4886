import { describe, expect, it } from 'vitest';
import { fixture, read } from './read-fixture';

describe('a charset', () => {
  it.each([
    ['json-shift-jis', 'application/json; charset=Shift_JIS', 'shift_jis,json', '山田太郎'],
    ['json-shift-jis', 'application/json; charset="SJIS"', 'shift_jis,json', 'テスト'],
    ['json-gbk', 'application/json;charset=gbk', 'gbk,json', '上海'],
    ['json-gbk', 'text/plain; charset=gb2312', 'gbk,json', '上海'],
    ['json-latin-1', 'application/json; charset=ISO-8859-1', 'iso-8859-1,json', 'Königstraße'],
    ['json-windows-1252', 'application/json; charset=windows-1252', 'windows-1252,json', '5 €'],
    ['json-utf-16', 'application/json; charset=utf-16', 'utf-16le,json', 'Müller'],
    ['json-utf-16-le-no-bom', 'application/json; charset=utf-16', 'utf-16le,json', 'Müller'],
  ])('of %s is what %s says', async (name, contentType, chain, word) => {
    const found = await read(fixture(name), { contentType });
    expect(found).toMatchObject({ chain, shows: 'json', problems: [], notes: [], remarks: [] });
    expect(found.text).toContain(word);
  });

  it.each([
    ['json-utf-8-bom', 'utf-8,json'],
    ['json-utf-16', 'utf-16le,json'],
    ['json-utf-16-be-bom', 'utf-16be,json'],
  ])('of %s is told by its byte order mark, which hides nothing', async (name, chain) => {
    const found = await read(fixture(name));
    expect(found).toMatchObject({ chain, shows: 'json', problems: [], isAsItCame: false });
    expect(found.text.startsWith('{"id": 23958446825181076828')).toBe(true);
  });

  it.each([
    ['json-utf-16-le-no-bom', 'utf-16le,json'],
    ['json-latin-1', 'windows-1252,json'],
  ])('of %s is guessed, and that is said', async (name, chain) => {
    const found = await read(fixture(name));
    expect(found).toMatchObject({ chain, shows: 'json', problems: [] });
    expect(found.text).toContain('Müller');
    expect(found.remarks).toEqual(['Nothing says which charset it is in: this one is a guess by its looks.']);
  });

  it('that nothing tells is chosen by hand', async () => {
    expect(await read(fixture('json-shift-jis'))).toMatchObject({ chain: 'bytes' });
    expect(await read(fixture('json-shift-jis'), {}, ['shift_jis'])).toMatchObject({
      chain: 'shift_jis,json',
    });
    expect(await read(fixture('json-gbk'), {}, ['gbk', 'text'])).toMatchObject({ chain: 'gbk,text' });
  });

  it('that does not fit is said', async () => {
    const said = await read(Uint8Array.from([0x41, 0xff]), { contentType: 'text/plain; charset=utf-8' });
    expect(said).toMatchObject({ chain: 'bytes', isAsItCame: true });
    expect(said.problems).toEqual(['The message says that it is in utf-8, which it is not.']);
    const chosen = await read(Uint8Array.from([0x41]), {}, ['utf-16le']);
    expect(chosen.problems).toEqual(['It is not text in utf-16le. The bytes are shown as they came.']);
    const unknown = await read(new TextEncoder().encode('hi'), {
      contentType: 'text/plain; charset=klingon',
    });
    expect(unknown).toMatchObject({ chain: 'utf-8,text' });
    expect(unknown.problems).toEqual([
      'The content type names the charset “klingon”, which is not known here.',
    ]);
  });

  it('plain UTF-8 is shown as it came', async () => {
    const found = await read(new TextEncoder().encode('Grüße\n'));
    expect(found).toEqual({
      chain: 'utf-8,text',
      shows: 'text',
      problems: [],
      notes: [],
      remarks: [],
      isAsItCame: true,
      text: 'Grüße\n',
    });
  });

  it('a mark with one character, or with control characters, is a number as likely', async () => {
    for (const bytes of [
      [0xff, 0xfe, 0x00, 0x01],
      [0xff, 0xfe, 0x01, 0x00, 0x02, 0x00, 0x03, 0x00],
    ])
      expect(await read(Uint8Array.from(bytes))).toMatchObject({ chain: 'bytes', isAsItCame: true });
    const said = await read(Uint8Array.from([0xff, 0xfe, 0x41, 0x00]), {
      contentType: 'text/plain; charset=utf-16',
    });
    expect(said).toMatchObject({ chain: 'utf-16le,text', text: 'A' });
  });

  it('bytes that are no text stay bytes', async () => {
    const bytes = Uint8Array.from({ length: 300 }, (_, index) => (index * 89) % 256);
    expect(await read(bytes)).toMatchObject({ chain: 'bytes', problems: [], isAsItCame: true });
  });
});
