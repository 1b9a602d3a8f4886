import { decode, type TagDecoder } from 'cborg';
import { Marked, writeValue } from './write-value';

/** CBOR as JSON. Throws the library's words where it is none, or where bytes are left over. */
export function readCbor(bytes: Uint8Array): string {
  return writeValue(decode(bytes, { useMaps: true, allowBigInt: true, tags }));
}

const integerOf = (value: unknown): bigint =>
  value instanceof Uint8Array && value.length > 0 ? BigInt(`0x${Buffer.from(value).toString('hex')}`) : 0n;

const known: Readonly<Record<number, TagDecoder>> = {
  // A time as text is shown as text; as seconds it may have a fraction.
  0: (content) => content(),
  1: (content) => {
    const seconds = content();
    return typeof seconds === 'number' || typeof seconds === 'bigint'
      ? new Date(Number(seconds) * 1000)
      : seconds;
  },
  2: (content) => integerOf(content()),
  3: (content) => -1n - integerOf(content()),
  // Says of itself that it is CBOR.
  55799: (content) => content(),
};

/** Any tag is taken: an unknown one is shown with its number. */
const tags = new Proxy<Record<number, TagDecoder>>(
  {},
  {
    get: (_, name): TagDecoder => {
      const tag = Number(name);
      return known[tag] ?? ((content) => new Marked({ $tag: tag, value: content() }));
    },
  },
);

/** The first byte is that of a map or a list, or the three that say it. */
export function startsLikeCbor(bytes: Uint8Array): boolean {
  const first = bytes[0] ?? 0;
  if (first === 0xd9 && bytes[1] === 0xd9 && bytes[2] === 0xf7) return true;
  return first >= 0x80 && first <= 0xbf;
}
