import type { FileHandle } from 'node:fs/promises';

export interface LineAt {
  /** Undefined for a line that is longer than {@link maxLineBytes}. */
  readonly text: string | undefined;
  readonly offset: number;
  readonly length: number;
}

/** The largest payload in base64, with room for all that is told beside it. */
export const maxLineBytes = 200_000_000;

/** What is read, and so what is worked on, before anybody else has a turn. */
const sliceBytes = 1 << 18;
const newLine = 0x0a;

/**
 * A file's lines with the bytes they stand at, a slice of the file at a time; lines that hold nothing are left out. A last line
 * without its end is told of, too.
 */
export async function* readLines(file: FileHandle): AsyncGenerator<LineAt[]> {
  let parts: Buffer[] = [];
  let offset = 0;
  let length = 0;
  const keep = (part: Buffer) => {
    length += part.length;
    if (length <= maxLineBytes) parts.push(part);
    else parts = [];
  };
  const take = (lines: LineAt[]) => {
    if (length > 0) {
      const text = length > maxLineBytes ? undefined : Buffer.concat(parts, length).toString('utf8');
      lines.push({ text, offset, length });
    }
    offset += length + 1;
    parts = [];
    length = 0;
  };
  for (let position = 0; ; ) {
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(sliceBytes), 0, sliceBytes, position);
    if (bytesRead === 0) break;
    position += bytesRead;
    const chunk = buffer.subarray(0, bytesRead);
    const lines: LineAt[] = [];
    let from = 0;
    for (let at = chunk.indexOf(newLine); at >= 0; at = chunk.indexOf(newLine, from)) {
      if (at > from) keep(chunk.subarray(from, at));
      take(lines);
      from = at + 1;
    }
    if (from < chunk.length) keep(chunk.subarray(from));
    if (lines.length > 0) yield lines;
  }
  const last: LineAt[] = [];
  take(last);
  if (last.length > 0) yield last;
}
