import { createReadStream } from 'node:fs';

export interface LineAt {
  readonly text: string;
  readonly offset: number;
  readonly length: number;
}

const newLine = 0x0a;

/** A file's lines with the bytes they stand at. A last line without its end is told of, too. */
export async function* readLines(path: string): AsyncGenerator<LineAt> {
  let parts: Buffer[] = [];
  let offset = 0;
  let length = 0;
  const take = (): LineAt => {
    const line = { text: Buffer.concat(parts, length).toString('utf8'), offset, length };
    offset += length + 1;
    parts = [];
    length = 0;
    return line;
  };
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let at = chunk.indexOf(newLine); at >= 0; at = chunk.indexOf(newLine, from)) {
      parts.push(chunk.subarray(from, at));
      length += at - from;
      yield take();
      from = at + 1;
    }
    if (from < chunk.length) {
      parts.push(chunk.subarray(from));
      length += chunk.length - from;
    }
  }
  if (length > 0) yield take();
}
