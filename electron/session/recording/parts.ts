import { type FileHandle, open, readdir } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { openPlainFile } from '../../bus/plain-file';

/** How a part begins: with its recording's id, which those of old do not have. */
const head = /^\{(?:"recording":"([\w-]{1,64})",)?"event":/;
const headBytes = 128;

/** `recording.ndjson`, `recording.2.ndjson`, … */
export function partPath(path: string, part: number): string {
  if (part === 1) return path;
  const { stem, extension } = takeApart(path);
  return `${stem}.${part}${extension}`;
}

/** Begins a part under the first number from this one on that is free: a file that stands there may be anybody's. */
export async function createPart(
  path: string,
  from: number,
): Promise<{ readonly file: FileHandle; readonly number: number }> {
  for (let number = from; ; number += 1) {
    try {
      return { file: await open(partPath(path, number), 'wx'), number };
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }
}

/** The files of a recording, in their order. Others that only have such a name are left out. */
export async function partsOf(path: string): Promise<string[]> {
  const id = (await headOf(path))?.id;
  const parts = [path];
  for (const number of await numbersBeside(path)) {
    // Only the name tells the parts of a recording without an id, so none of them may be missing.
    if (id === undefined && number !== parts.length + 1) break;
    const part = partPath(path, number);
    const found = await headOf(part).catch(() => undefined);
    if (found !== undefined && found.id === id) parts.push(part);
  }
  return parts;
}

async function headOf(path: string): Promise<{ readonly id: string | undefined } | undefined> {
  const { file } = await openPlainFile(path, {
    what: 'The recording',
    maxBytes: Number.POSITIVE_INFINITY,
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    const found = head.exec(buffer.toString('latin1', 0, bytesRead));
    return found === null ? undefined : { id: found[1] };
  } finally {
    await file.close();
  }
}

/** The numbers of all files that are named like further parts of this one. */
async function numbersBeside(path: string): Promise<number[]> {
  const { stem, extension } = takeApart(path);
  const start = `${basename(stem)}.`;
  const names = await readdir(dirname(path));
  return names
    .filter((name) => name.startsWith(start) && name.endsWith(extension))
    .map((name) => name.slice(start.length, name.length - extension.length))
    .filter((number) => /^[1-9]\d{0,8}$/.test(number))
    .map(Number)
    .filter((number) => number > 1)
    .sort((a, b) => a - b);
}

function takeApart(path: string): { readonly stem: string; readonly extension: string } {
  const dot = path.lastIndexOf('.');
  const slash = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  const at = dot > slash + 1 ? dot : path.length;
  return { stem: path.slice(0, at), extension: path.slice(at) };
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}
