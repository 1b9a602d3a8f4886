import fc from 'fast-check';
import { readPayload } from '../../../electron/decode/read-payload';
import { binaryForms, charsets, packings, type ReadingStep, textForms } from '../../../shared/window/reading';
import { bytesOf, texts } from '../inputs';
import { target } from '../target';

/** Payloads of other libraries, see test/decode/make-fixtures.py: this file is bundled, and reads no others. */
const made = [
  // json.gzip
  'H4sIAAAAAAACA6tWykxRslIwMrY0tTAxMbMwMjW0MDQwBzIsdBSUkkuLS/JzU4uAKpR8D+/JyUktUlBTCD68LSMvVQkon1mSmlsMlIyuVirOLgWpctQ1BEnkgcysjQWySvJLEnOAPBMDPdNaACFwKnhuAAAA',
  // json.zlib
  'eJyrVspMUbJSMDK2NLUwMTGzMDI1tDA0MAcyLHQUlJJLi0vyc1OLgCqUfA/vyclJLVJQUwg+vC0jL1UJKJ9ZkppbDJSMrlYqzi4FqXLUNQRJ5IHMrI0FskrySxJzgDwTAz3TWgCxRx78',
  // json.br
  'G20AIJwFTlkTX8npCQe2NYG/B1IjVPq4udSxZB5Zf3r83tQiI4d5bRtEpKxuseg4xinvOOkwDKID3VlgWGrDWQtYh9ImuWitj9qpqGTIkQKDu0Dj49iHaLVcAwArVlf69wtkpl65QLr2ADHFSu4q',
  // json.zstd
  'KLUv/SBucQMAeyJpZCI6IDIzOTU4NDQ2ODI1MTgxMDc2ODI4LCAiY3VzdG9tZXIiOiAiTcO8bGxlciAmIFPDtmhuZSIsICJpdGVtcyI6IFt7InNrdSI6ICJBLTEiLCAibiI6IDJ9XSwgInRvdGFsIjogNDAuNX0=',
  // json-utf-16
  '//57ACIAaQBkACIAOgAgADIAMwA5ADUAOAA0ADQANgA4ADIANQAxADgAMQAwADcANgA4ADIAOAAsACAAIgBjAHUAcwB0AG8AbQBlAHIAIgA6ACAAIgBNAPwAbABsAGUAcgAgACYAIABTAPYAaABuAGUAIgAsACAAIgBpAHQAZQBtAHMAIgA6ACAAWwB7ACIAcwBrAHUAIgA6ACAAIgBBAC0AMQAiACwAIAAiAG4AIgA6ACAAMgB9AF0ALAAgACIAdABvAHQAYQBsACIAOgAgADQAMAAuADUAfQA=',
  // json-shift-jis
  'eyKWvJFPIjogIo5Sk2ORvphZIiwgIpVpIjogIoNlg1iDZyJ9',
  // msgpack
  'iKJpZM///////////6hjdXN0b21lcrBNw7xsbGVyICYgU8O2aG5lpWl0ZW1zkYKjc2t1o0EtMaFuAqV0b3RhbMtAREAAAAAAAKJhdNb/aX4Lm6NyYXfEAgABo2V4dNUFeHkHpXNldmVu',
  // cbor
  'qmJpZMJJAUx9gHNBAN1caGN1c3RvbWVycE3DvGxsZXIgJiBTw7ZobmVlaXRlbXOBomNza3VjQS0xYW4CZXRvdGFs+0BEQAAAAAAAYmF0wHQyMDI2LTAxLTMxVDE0OjAzOjA3WmNyYXdCAAFlcHJpY2X5fgBkdXVpZNglUAAAAAAAAAAAAAAAAAAAAAcHZXNldmVuY2JpZ8NJP///////////',
  // bson
  'iwAAAAdfaWQAZbnw8PDw8PDw8PDwEmlkAP////////9/AmN1c3RvbWVyABEAAABNw7xsbGVyICYgU8O2aG5lAAlhdAB4VV0UnAEAAAVyYXcAAgAAAAAAARNwcmljZQDSDwAAAAAAAAAAAAAAADwwBGl0ZW1zABQAAAADMAAMAAAAEG4AAgAAAAAAAA==',
  // protobuf
  'CgtvcmRlci5wcm90bxIEc2hvcCIRCgVPcmRlchIICgJpZBgBKANiBnByb3RvMw==',
  // msgpack.base64
  'aEtKcFpNLy8vLy8vLy8vLy82aGpkWE4wYjIxbGNyQk53N3hzYkdWeUlDWWdVOE8yYUc1bHBXbDBaVzF6a1lLamMydDFvMEV0TWFGdUFxVjBiM1JoYk10QVJFQUFBQUFBQUE9PQ==',
].map((text) => Buffer.from(text, 'base64'));

/** One of them with some bytes changed, and cut. */
const damaged = fc
  .record({
    bytes: fc.constantFrom(...made),
    changes: fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { maxLength: 4 }),
    cut: fc.nat(400),
  })
  .map(({ bytes, changes, cut }) => {
    const changed = Uint8Array.from(bytes.subarray(0, Math.max(1, bytes.length - (cut % 7 === 0 ? cut : 0))));
    for (const [at, byte] of changes) changed[at % changed.length] = byte;
    return changed;
  });

const written = texts(
  '{"a": [1, NaN, {"b": 23958446825181076828, "b": 2,}] /* c */}',
  '<?xml version="1.0"?><a b="c > d"><e/>text<!-- --><![CDATA[<]]></a>',
  'name=J%C3%BCrgen+M&city=K%C3%B6ln',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3In0.c2ln',
  '{"a":1}\n{"a":2}\n',
);

const steps: readonly ReadingStep[] = [...packings, ...charsets, ...textForms, ...binaryForms];
const names = ['gzip', 'br, gzip', 'zstd', 'deflate', 'utf-8', 'base64', 'x'];
const types = [
  ...['application/json', 'application/xml', 'text/plain; charset=shift_jis', 'application/msgpack'],
  ...[
    'application/cbor',
    'application/x-protobuf',
    'application/x-www-form-urlencoded',
    'text/plain; charset=x',
  ],
];

export const readingTargets = [
  target({
    name: 'payload as it is read',
    inputs: fc.record({
      bytes: fc.oneof(damaged, bytesOf(written)),
      chosen: fc.array(fc.constantFrom(...steps), { maxLength: 4 }),
      hints: fc.record(
        { contentEncoding: fc.constantFrom(...names), contentType: fc.constantFrom(...types) },
        { requiredKeys: [] },
      ),
    }),
    run: async ({ bytes, chosen, hints }) => {
      const { steps: chain, output } = await readPayload(bytes, hints, chosen);
      if (chain.length === 0) throw new Error('It says nothing of how it was read.');
      if (chain.join() === 'bytes' && output !== undefined)
        throw new Error('The bytes are not those that came.');
    },
  }),
];
