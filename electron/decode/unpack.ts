import {
  type BrotliDecompress,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  type Gunzip,
  type Inflate,
  type InflateRaw,
} from 'node:zlib';
import type { Packing } from '../../shared/window/reading';
import { amount, ReadingProblem, tooLarge } from './problem';
import { unpackZstd } from './unpack-zstd';

/** What one packing may become, bytes. What goes beyond is made to fill a machine, or too large to be looked at here. */
export const maxUnpackedBytes = 100_000_000;

export const packingNames: Readonly<Record<Packing, string>> = {
  gzip: 'gzip',
  deflate: 'deflate',
  br: 'Brotli',
  zstd: 'Zstandard',
  base64: 'Base64',
};

/** Unpacked, or a {@link ReadingProblem}. Of a packing that is too large nothing is kept. */
export async function unpack(packing: Packing, packed: Uint8Array): Promise<Uint8Array> {
  switch (packing) {
    case 'gzip':
      return inflate('gzip', packed, () => createGunzip(options));
    case 'deflate':
      return hasZlibHead(packed)
        ? inflate('deflate', packed, () => createInflate(options))
        : inflate('deflate', packed, () => createInflateRaw(options));
    case 'br':
      return inflate('br', packed, () => createBrotliDecompress(options));
    case 'zstd':
      return unpackZstd(packed, maxUnpackedBytes);
    case 'base64':
      return unpackBase64(packed);
  }
}

/** What bytes say of themselves by their first ones. Brotli has no such mark. */
export function packingMark(bytes: Uint8Array): Packing | undefined {
  const [first, second, third, fourth] = bytes;
  if (first === 0x1f && second === 0x8b && third === 0x08) return 'gzip';
  if (first === 0x28 && second === 0xb5 && third === 0x2f && fourth === 0xfd) return 'zstd';
  if (bytes.length > 6 && hasZlibHead(bytes)) return 'deflate';
  return undefined;
}

/** RFC 1950: deflate with a window of up to 32 kB, no dictionary, and two bytes that are a multiple of 31. */
function hasZlibHead(bytes: Uint8Array): boolean {
  const [first = 0, second = 0] = bytes;
  return (
    (first & 0x0f) === 8 && first >> 4 <= 7 && (second & 0x20) === 0 && (first * 256 + second) % 31 === 0
  );
}

const options = { chunkSize: 256 * 1024 };
/** Handed over bit by bit, so that it is known how far it was good. */
const sliceBytes = 64 * 1024;
const fineSliceBytes = 16;

type Stream = Gunzip | Inflate | InflateRaw | BrotliDecompress;

/** The packed bytes up to here were good. */
class Damaged extends Error {
  readonly at: number;
  readonly isCut: boolean;

  constructor(at: number, isCut: boolean) {
    super();
    this.at = at;
    this.isCut = isCut;
  }
}

async function inflate(
  packing: 'gzip' | 'deflate' | 'br',
  packed: Uint8Array,
  start: () => Stream,
): Promise<Uint8Array> {
  const name = packingNames[packing];
  try {
    return await run(name, packed, start(), packed.length);
  } catch (error) {
    if (!(error instanceof Damaged)) throw error;
    const isCut = `As ${name} it is cut: it ends after ${amount(packed.length)} before it is complete.`;
    if (error.isCut) throw new ReadingProblem(isCut);
    // Once more, in small steps from where it was still good.
    const again = await run(name, packed, start(), error.at).catch((cause: unknown) => cause);
    const at = again instanceof Damaged ? again.at : error.at;
    throw new ReadingProblem(`As ${name} it is damaged after ${at} bytes.`);
  }
}

/** Unpacked, or {@link Damaged}. `fineFrom`: from there on it is handed over in small slices. */
function run(name: string, packed: Uint8Array, stream: Stream, fineFrom: number): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    let size = 0;
    let at = 0;
    stream.on('data', (part: Buffer) => {
      size += part.length;
      parts.push(part);
      if (size <= maxUnpackedBytes) return;
      parts.length = 0;
      stream.destroy();
      reject(tooLarge(name, packed.length, maxUnpackedBytes));
    });
    stream.on('error', ({ code }: NodeJS.ErrnoException) => {
      reject(new Damaged(at, code === 'Z_BUF_ERROR' || at >= packed.length));
    });
    stream.on('end', () => resolve(Buffer.concat(parts, size)));
    const next = (): void => {
      if (stream.destroyed) return;
      if (at >= packed.length) {
        stream.end();
        return;
      }
      const end = Math.min(packed.length, at + (at < fineFrom ? sliceBytes : fineSliceBytes));
      stream.write(packed.subarray(at, end), (error) => {
        if (error) return;
        at = end;
        next();
      });
    };
    next();
  });
}

function unpackBase64(packed: Uint8Array): Uint8Array {
  const text = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength).toString('latin1');
  const digits = text.replace(/\s+/g, '');
  const bare = digits.replace(/={1,2}$/, '');
  const wrong = /[^A-Za-z0-9+/_-]/.exec(bare);
  if (wrong !== null) throw new ReadingProblem(`As Base64 it is damaged after ${wrong.index} characters.`);
  if (bare.length % 4 === 1) throw new ReadingProblem('As Base64 it is cut: its last character is missing.');
  // Both alphabets.
  return Buffer.from(bare, 'base64');
}
