import { describe, expect, it } from 'vitest';
import { scanJson } from '../../electron/decode/text/scan-json';
import { read } from './read-fixture';

const readText = (text: string, contentType?: string) =>
  read(new TextEncoder().encode(text), contentType === undefined ? {} : { contentType });

describe('JSON', () => {
  it('is shown as it came', async () => {
    const text = '{"id": 23958446825181076828, "price": 0.10}';
    expect(await readText(text)).toMatchObject({ chain: 'utf-8,json', text, notes: [], isAsItCame: true });
  });

  it('names what stands in it more than once', async () => {
    const found = await readText('{"a":1,"b":[{"x":1},{"x":1,"y":2,"x":3}],"\\u0061":2}');
    expect(found).toMatchObject({ chain: 'utf-8,json', isAsItCame: true });
    expect(found.notes).toEqual([
      'Names given more than once: $.b[1].x, $.a. All are shown; most programs take the last.',
    ]);
  });

  it('with comments, words for no number and commas at the end is read, and what is odd is said', async () => {
    const commented = await readText('{\n  // who\n  "a": 1, /* and */ "b": 2\n}');
    expect(commented).toMatchObject({ chain: 'utf-8,json', isAsItCame: true, problems: [] });
    expect(commented.notes).toEqual(['It has comments, which JSON has not.']);
    const odd = await readText('{"a":NaN,"b":[-Infinity,],}');
    expect(odd).toMatchObject({ chain: 'utf-8,json', shows: 'json' });
    expect(odd.text).toContain('"a": NaN,');
    expect(odd.notes).toEqual([
      'It has NaN, -Infinity, which JSON has not.',
      'It has a comma before a closing bracket, which JSON has not.',
    ]);
  });

  it.each(['{"a":1', '{"a" 1}', '[1 2]', '{,}', '[,]', '{"a":1}}', '{"a":01}', '"a', '[1]/', '{a:1}', ''])(
    '%j is none',
    (text) => {
      expect(scanJson(text)).toBeUndefined();
    },
  );

  it('that is cut says so where the message says that it is JSON', async () => {
    const found = await readText('{"a": [1, 2', 'application/json');
    expect(found).toMatchObject({ chain: 'utf-8,text', isAsItCame: true });
    expect(found.problems).toHaveLength(1);
  });

  it('nested 200,000 deep is gone through', () => {
    expect(scanJson(`${'['.repeat(200_000)}${']'.repeat(200_000)}`)).toMatchObject({ doubledCount: 0 });
  });
});

it('lines of JSON are told', async () => {
  const text = '{"a":1}\n{"a":2}\n';
  expect(await readText(text)).toMatchObject({ chain: 'utf-8,json-lines', text, shows: 'json' });
  const damaged = await readText('{"a":1}\n{"a":', 'application/x-ndjson');
  expect(damaged).toMatchObject({ chain: 'utf-8,text' });
  expect(damaged.problems).toEqual(['As lines of JSON it is damaged in line 2.']);
});

describe('XML', () => {
  it('is laid out', async () => {
    const text =
      '<?xml version="1.0"?><!-- who --><o:order xmlns:o="urn:x" note="a > b"><id>7</id><items><i/><i n="2"/></items><t><![CDATA[<>]]></t><e></e></o:order>';
    const found = await readText(text);
    expect(found).toMatchObject({ chain: 'utf-8,xml', shows: 'text', problems: [] });
    expect(found.text.split('\n')).toEqual([
      '<?xml version="1.0"?>',
      '<!-- who -->',
      '<o:order xmlns:o="urn:x" note="a > b">',
      '  <id>7</id>',
      '  <items>',
      '    <i/>',
      '    <i n="2"/>',
      '  </items>',
      '  <t>',
      '    <![CDATA[<>]]>',
      '  </t>',
      '  <e></e>',
      '</o:order>',
    ]);
  });

  it.each([
    ['<a><b></a>', 'As XML it is damaged in line 1, after 6 characters.'],
    ['<a>', 'As XML it is cut: <a> is never closed.'],
    ['<a/><b/>', 'As XML it has two roots.'],
    ['<a/>\nmore', 'As XML it is damaged in line 1, after 4 characters.'],
  ])('%j is damaged and shown as it came', async (text, problem) => {
    const found = await readText(text, 'application/xml');
    expect(found).toMatchObject({ chain: 'utf-8,text', text, problems: [problem] });
  });
});

it('a form’s data is a field a line', async () => {
  const found = await readText('name=J%C3%BCrgen+M&city=K%C3%B6ln&empty=');
  expect(found).toMatchObject({ chain: 'utf-8,form', text: 'name = Jürgen M\ncity = Köln\nempty = ' });
  const damaged = await readText('a=%zz', 'application/x-www-form-urlencoded');
  expect(damaged).toMatchObject({ chain: 'utf-8,form', text: 'a = %zz' });
  expect(damaged.notes).toEqual(['1 of its names and values are not encoded as in a form.']);
});

it('a JSON Web Token is taken apart, and its signature is said not to be checked', async () => {
  const part = (text: string) => Buffer.from(text).toString('base64url');
  const token = `${part('{"alg":"HS256"}')}.${part('{"sub":"7","id":23958446825181076828,"exp":1769868187}')}.c2ln`;
  const found = await readText(token);
  expect(found).toMatchObject({ chain: 'utf-8,jwt', shows: 'json' });
  expect(found.text).toContain('"id": 23958446825181076828');
  expect(found.text).toContain('"signature": "c2ln"');
  expect(found.notes).toEqual(['The signature is not checked.', 'Valid until 2026-01-31T14:03:07.000Z.']);
});
