import { Decompress } from 'fzstd';
import { amount, ReadingProblem, tooLarge } from './problem';

/** Handed over bit by bit, so that what is too large is noticed before it is all unpacked. */
const sliceBytes = 64 * 1024;
/** What a frame may ask for to look back into. The program `zstd` takes no more either, unless it is told to. */
const maxWindowBytes = 128 * 1024 * 1024;

class TooLarge extends Error {}

/** Zstandard in plain JavaScript: the Node of an older Electron has none. Its checksum is not looked at. */
export function unpackZstd(packed: Uint8Array, maxBytes: number): Uint8Array {
  if (windowBytes(packed) > maxWindowBytes)
    throw new ReadingProblem(
      `As Zstandard it asks for more memory than ${amount(maxWindowBytes)}, which it does not get.`,
    );
  const parts: Uint8Array[] = [];
  let size = 0;
  let taken = 0;
  const stream = new Decompress((part) => {
    size += part.length;
    if (size > maxBytes) throw new TooLarge();
    // Its buffer may be used again.
    parts.push(part.slice());
  });
  try {
    do {
      const slice = packed.subarray(taken, taken + sliceBytes);
      stream.push(slice, taken + slice.length >= packed.length);
      taken += slice.length;
    } while (taken < packed.length);
  } catch (error) {
    if (error instanceof TooLarge) throw tooLarge('Zstandard', packed.length, maxBytes);
    const isCut = taken + sliceBytes >= packed.length && /end|EOF/i.test(String(error));
    throw new ReadingProblem(
      isCut
        ? `As Zstandard it is cut: it ends after ${amount(packed.length)} before it is complete.`
        : `As Zstandard it is damaged within the first ${amount(Math.min(packed.length, taken + sliceBytes))}.`,
    );
  }
  return Buffer.concat(parts, size);
}

/** What the first frame says of its window (RFC 8878, 3.1.1.1). */
function windowBytes(frame: Uint8Array): number {
  const descriptor = frame[4] ?? 0;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  if (!isSingleSegment) {
    const window = frame[5] ?? 0;
    const base = 2 ** (10 + (window >> 3));
    return base + (base / 8) * (window & 7);
  }
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const sizeBytes = [1, 2, 4, 8][descriptor >> 6] ?? 1;
  let size = 0;
  for (let at = sizeBytes - 1; at >= 0; at -= 1) size = size * 256 + (frame[5 + dictionaryBytes + at] ?? 0);
  return sizeBytes === 2 ? size + 256 : size;
}
