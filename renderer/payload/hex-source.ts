import type { Result } from '../../shared/ipc/ipc';
import { hexDump } from '../format/payload';
import type { LineSource } from './line-source';

export type FetchSlice = (offset: number, length: number) => Promise<Result<Uint8Array>>;

/** Bytes that are fetched at once; a screen shows some hundreds. */
const pageBytes = 64 * 1024;
const maxPages = 32;

/** A hex dump of a payload of any size: the bytes come in pages, when they are looked at. */
export function hexSource(size: number, perLine: number, fetchSlice: FetchSlice): LineSource {
  const pages = new Map<number, Promise<Result<Uint8Array>>>();

  function page(index: number): Promise<Result<Uint8Array>> {
    const known = pages.get(index);
    if (known !== undefined) return known;
    const asked = fetchSlice(index * pageBytes, pageBytes);
    pages.set(index, asked);
    for (const oldest of pages.keys()) {
      if (pages.size <= maxPages) break;
      pages.delete(oldest);
    }
    return asked;
  }

  return {
    count: Math.ceil(size / perLine),
    // Offset, two blanks, the digits, two blanks, the characters.
    widest: 8 + 2 + perLine * 3 - 1 + 2 + perLine,
    async lines(from, to) {
      const first = from * perLine;
      const last = Math.min(size, to * perLine);
      const lines: string[] = [];
      // A page is a whole number of lines.
      for (let at = first; at < last; ) {
        const index = Math.floor(at / pageBytes);
        const answer = await page(index);
        const stop = Math.min(last, (index + 1) * pageBytes);
        if (!answer.ok) return lines;
        const part = answer.value.subarray(at - index * pageBytes, stop - index * pageBytes);
        lines.push(...hexDump(part, perLine, at).split('\n'));
        at = stop;
      }
      return lines;
    },
  };
}
