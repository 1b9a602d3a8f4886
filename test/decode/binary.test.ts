import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fixture, read } from './read-fixture';

const small = {
  id: 18446744073709551615n,
  customer: 'Müller & Söhne',
  items: [{ sku: 'A-1', n: 2 }],
  total: 40.5,
};

/** The lines that are shown, without their indentation. */
const linesOf = (text: string) => text.split('\n').map((line) => line.trim());

describe('MessagePack', () => {
  it('is shown as JSON with whole integers, times, bytes, extensions and keys of any kind', async () => {
    const found = await read(fixture('msgpack'));
    expect(found).toMatchObject({ chain: 'msgpack', shows: 'json', problems: [] });
    expect(found.remarks).toEqual(['Nothing says that it is MessagePack: it reads as such.']);
    expect(linesOf(found.text)).toEqual(
      expect.arrayContaining([
        `"id": ${small.id},`,
        '"customer": "Müller & Söhne",',
        '"total": 40.5,',
        '"at": { "$date": "2026-01-31T14:03:07.000Z" },',
        '"raw": { "$base64": "AAE=" },',
        '"$ext": 5,',
      ]),
    );
    expect(found.text).toContain('"7": "seven"');
  });

  it('is read where the message says so, without a note', async () => {
    for (const contentType of ['application/msgpack', 'application/x-msgpack', 'application/vnd.msgpack'])
      expect(await read(fixture('msgpack'), { contentType })).toMatchObject({
        chain: 'msgpack',
        remarks: [],
      });
  });

  it('that is cut says so and shows the bytes', async () => {
    const found = await read(fixture('msgpack').subarray(0, 60), { contentType: 'application/msgpack' });
    expect(found).toMatchObject({ chain: 'bytes', isAsItCame: true });
    expect(found.problems[0]).toMatch(/^As MessagePack it cannot be read: /);
    expect(found.problems[1]).toBe('The bytes are shown as they came.');
  });
});

describe('CBOR', () => {
  it('is shown as JSON with whole integers, NaN, tags and keys of any kind', async () => {
    const found = await read(fixture('cbor'));
    expect(found).toMatchObject({ chain: 'cbor', shows: 'json', problems: [] });
    expect(linesOf(found.text)).toEqual(
      expect.arrayContaining([
        '"id": 23958446825181076828,',
        '"customer": "Müller & Söhne",',
        '"at": "2026-01-31T14:03:07Z",',
        '"price": NaN,',
        '"$tag": 37,',
        '"7": "seven",',
        `"big": ${-(2n ** 70n)}`,
      ]),
    );
  });

  it('that is nested without end says so', async () => {
    const found = await read(new Uint8Array(100_000).fill(0x81), { contentType: 'application/cbor' });
    expect(found.chain).toBe('bytes');
    expect(found.problems[0]).toMatch(/^As CBOR it/);
  });
});

it('BSON is shown with the marks of its own JSON', async () => {
  const found = await read(fixture('bson'));
  expect(found).toMatchObject({ chain: 'bson', shows: 'json', problems: [] });
  const lines = linesOf(found.text);
  expect(lines).toEqual(
    expect.arrayContaining([
      '"$oid": "65b9f0f0f0f0f0f0f0f0f0f0"',
      `"id": ${2n ** 63n - 1n},`,
      '"at": { "$date": "2026-01-31T14:03:07.000Z" },',
      '"raw": { "$base64": "AAE=" },',
      '"$numberDecimal": "40.50"',
      '"n": 2',
    ]),
  );
});

describe('Protocol Buffers', () => {
  it('without a schema are numbers of fields and guesses', async () => {
    const found = await read(fixture('protobuf'));
    expect(found).toMatchObject({ chain: 'protobuf', shows: 'text', problems: [] });
    expect(found.text.split('\n')).toEqual([
      '1: "order.proto"',
      '2: "shop"',
      '4 {',
      '  1: "Order"',
      '  2 {',
      '    1: "id"',
      '    3: 1',
      '    5: 3',
      '  }',
      '}',
      '12: "proto3"',
    ]);
    expect(found.remarks.join(' ')).toContain('Without its schema');
  });

  it('tell of a number whether it may be negative, or a fraction', async () => {
    const bytes = Uint8Array.from([0x08, ...Array(9).fill(0xff), 0x01, 0x15, 0, 0, 0xc0, 0x3f]);
    const found = await read(bytes, { contentType: 'application/x-protobuf' });
    expect(found.text).toBe('1: 18446744073709551615 (or -1)\n2: 1069547520 (or 1.5)');
  });

  it('that do not come out even are bytes', async () => {
    const found = await read(Uint8Array.from([0x0a, 0x05, 0x41]), { contentType: 'application/protobuf' });
    expect(found.problems[0]).toBe('As Protocol Buffers it cannot be read: The fields do not come out even.');
  });
});

describe('Base64', () => {
  it.each([
    ['msgpack.base64', 'base64,msgpack', '"customer": "Müller & Söhne"'],
    ['cbor.base64', 'base64,cbor', '"id": 23958446825181076828'],
    ['json.base64', 'base64,utf-8,json', '"customer": "Müller & Söhne"'],
    ['json.gzip.base64', 'base64,gzip,utf-8,json', '"customer": "Müller & Söhne"'],
  ])('of something that says what it is: %s', async (name, chain, word) => {
    const found = await read(fixture(name));
    expect(found).toMatchObject({ chain, problems: [] });
    expect(found.text).toContain(word);
  });

  it.each(['test', 'deadbeef', 'password', 'aGVsbG8gd29ybGQh', 'ORDER0000000001', '2026010112000000'])(
    '%s is a text',
    async (word) => {
      expect((await read(new TextEncoder().encode(word))).chain).toMatch(/^utf-8,/);
    },
  );
});

it('whatever bytes come, they are read or shown as they are, and chosen steps never fail', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 200 }),
      fc.constantFrom(
        [],
        ['gzip'],
        ['msgpack'],
        ['cbor'],
        ['bson'],
        ['protobuf'],
        ['base64'],
        ['utf-16le', 'xml'],
        ['jwt'],
      ),
      async (bytes, chosen) => {
        const found = await read(bytes, {}, chosen as never);
        expect(found.chain).not.toBe('');
        if (found.chain === 'bytes') expect(found.isAsItCame).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});
