import { brotliCompressSync, deflateRawSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fixture, read } from './read-fixture';

const json =
  '{"id": 23958446825181076828, "customer": "Müller & Söhne", "items": [{"sku": "A-1", "n": 2}], "total": 40.5}';

describe('what a message says it is packed with', () => {
  it.each([
    ['json.gzip', 'gzip', 'gzip,utf-8,json'],
    ['json.gzip', 'x-gzip', 'gzip,utf-8,json'],
    ['json.zlib', 'deflate', 'deflate,utf-8,json'],
    ['json.deflate', 'deflate', 'deflate,utf-8,json'],
    ['json.br', 'br', 'br,utf-8,json'],
    ['json.zstd', 'zstd', 'zstd,utf-8,json'],
    ['json-unsized.zstd', 'zstd', 'zstd,utf-8,json'],
    ['json.gzip.zstd', 'gzip, zstd', 'zstd,gzip,utf-8,json'],
    ['json-members.gzip', 'gzip', 'gzip,utf-8,json'],
    ['json.base64', 'base64', 'base64,utf-8,json'],
  ])('%s with %s is read by %s', async (name, contentEncoding, chain) => {
    const found = await read(fixture(name), { contentEncoding });
    expect(found).toMatchObject({ chain, text: json, shows: 'json', problems: [] });
  });

  it.each([
    ['json.gzip', 'gzip,utf-8,json'],
    ['json.zlib', 'deflate,utf-8,json'],
    ['json.zstd', 'zstd,utf-8,json'],
    ['json.gzip.zstd', 'zstd,gzip,utf-8,json'],
    ['json.gzip.base64', 'base64,gzip,utf-8,json'],
    ['msgpack.gzip', 'gzip,msgpack'],
  ])('%s is known by its own marks', async (name, chain) => {
    expect(await read(fixture(name))).toMatchObject({ chain, problems: [] });
  });

  it('is read over where it is not so', async () => {
    const found = await read(new TextEncoder().encode('{"a":1}'), { contentEncoding: 'gzip' });
    expect(found).toMatchObject({ chain: 'utf-8,json', text: '{"a":1}', isAsItCame: true });
    expect(found.problems).toEqual([
      'As gzip it is damaged after 0 bytes.',
      'It is shown as the text it is.',
    ]);
  });

  it('may be another thing than what it is packed with', async () => {
    const found = await read(fixture('json.gzip'), { contentEncoding: 'zstd' });
    expect(found).toMatchObject({ chain: 'gzip,utf-8,json', text: json });
    expect(found.problems.join(' ')).toContain('The content encoding says Zstandard, but the bytes are not');
  });

  it('may be unknown, or a charset', async () => {
    const unknown = await read(new TextEncoder().encode('hi'), { contentEncoding: 'snappy' });
    expect(unknown).toMatchObject({ chain: 'utf-8,text' });
    expect(unknown.problems).toEqual(['The content encoding “snappy” is not known here: choose by hand.']);
    expect(await read(fixture('json-latin-1'), { contentEncoding: 'latin-1' })).toMatchObject({
      chain: 'iso-8859-1,json',
      problems: [],
    });
  });
});

describe('damaged', () => {
  it('gzip says after how many bytes, and the bytes are shown', async () => {
    const packed = Uint8Array.from(
      gzipSync(Buffer.from(JSON.stringify(Array.from({ length: 2000 }, (_, i) => i * 7919)))),
    );
    packed.fill(0xff, 312, 400);
    const found = await read(packed, { contentEncoding: 'gzip' });
    expect(found).toMatchObject({ chain: 'bytes', shows: 'bytes', isAsItCame: true });
    const [, at] = /^As gzip it is damaged after (\d+) bytes\.$/.exec(found.problems[0] ?? '') ?? [];
    expect(Number(at)).toBeGreaterThanOrEqual(288);
    expect(Number(at)).toBeLessThan(420);
    expect(found.problems[1]).toBe('The bytes are shown as they came.');
  });

  it.each(['json.gzip', 'json.zlib', 'json.br', 'json.zstd'])('%s that is cut says so', async (name) => {
    const encoding = { zlib: 'deflate' }[name.slice(5)] ?? name.slice(5);
    const packed = fixture(name);
    const found = await read(packed.subarray(0, packed.length - 20), { contentEncoding: encoding });
    expect(found).toMatchObject({ chain: 'bytes', isAsItCame: true });
    expect(found.problems[0]).toMatch(/it is cut: it ends after \d+ bytes before it is complete/);
  });

  it('a mark of deflate that is chance is none', async () => {
    // “x” and a byte that makes it a multiple of 31 begin many a text.
    const found = await read(new TextEncoder().encode('x^2 + y^2 = z^2'));
    expect(found).toMatchObject({ chain: 'utf-8,text', problems: [] });
  });
});

describe('a bomb', () => {
  it.each([
    ['bomb.gzip.gzip', undefined, 'gzip,bytes'],
    ['bomb.br', 'br', 'bytes'],
    ['bomb.zstd', undefined, 'bytes'],
  ])('%s of a gigabyte is stopped at the limit and says so', async (name, contentEncoding, chain) => {
    const before = process.memoryUsage().arrayBuffers;
    const found = await read(fixture(name), contentEncoding ? { contentEncoding } : {});
    expect(found.chain).toBe(chain);
    expect(found.problems[0]).toMatch(/unpack to more than 100 MB: stopped there\./);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(400_000_000);
  });

  it('is also what is packed over and over', async () => {
    let packed: Uint8Array = Buffer.from('x');
    for (let count = 0; count < 12; count += 1) packed = gzipSync(packed);
    const found = await read(packed);
    expect(found.chain).toBe('gzip,gzip,gzip,gzip,gzip,gzip,bytes');
    expect(found.problems).toEqual(['Packed more than 6 times: the rest is shown as bytes.']);
  });

  it('of Zstandard that asks for a window of gigabytes gets none', async () => {
    const frame = Uint8Array.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 0x01, 0x00, 0x00]);
    const found = await read(frame);
    expect(found.problems[0]).toMatch(/asks for more memory than 134 MB/);
  });
});

describe('steps chosen by hand', () => {
  it('go before what the message says', async () => {
    const packed = Uint8Array.from(brotliCompressSync(Buffer.from('{"a":1}')));
    expect(await read(packed, {}, ['br'])).toMatchObject({ chain: 'br,utf-8,json', text: '{"a":1}' });
    expect(
      await read(Uint8Array.from(deflateRawSync(Buffer.from('a=1'))), {}, ['deflate', 'utf-8', 'text']),
    ).toMatchObject({
      chain: 'deflate,utf-8,text',
      text: 'a=1',
    });
    expect(await read(fixture('json.gzip'), { contentEncoding: 'gzip' }, ['bytes'])).toMatchObject({
      chain: 'bytes',
      isAsItCame: true,
    });
    expect(await read(fixture('json.gzip'), {}, ['gzip', 'bytes'])).toMatchObject({
      chain: 'gzip,bytes',
      text: json,
    });
  });

  it('that do not fit say so and show what came', async () => {
    const found = await read(new TextEncoder().encode('hello'), {}, ['zstd', 'msgpack']);
    expect(found).toMatchObject({ chain: 'utf-8,text', text: 'hello' });
    expect(found.problems[0]).toMatch(/^As Zstandard/);
  });
});

it('an empty payload, packed or not, is an empty text', async () => {
  expect(await read(new Uint8Array())).toMatchObject({ text: '', problems: [] });
  expect(await read(gzipSync(''))).toMatchObject({ chain: 'gzip,utf-8,text', text: '', problems: [] });
});
