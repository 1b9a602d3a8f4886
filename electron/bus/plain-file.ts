import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { BusError } from '../../shared/bus/errors';

/*
 * Only plain files are read. Opening a pipe without a writer waits for ever in one of the few threads that all of Node's file
 * work shares: five of them, and nothing is read or written any more. `O_NONBLOCK` opens it at once, and then it is refused.
 */
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
const noLink = constants.O_NOFOLLOW ?? 0;

interface Limits {
  /** What the file is for, in words: `The CA certificate`. */
  readonly what: string;
  /** A larger file is refused, bytes. */
  readonly maxBytes: number;
  /** Refuses a symbolic link at the end of the path. */
  readonly noLink?: boolean;
}

/** Throws `invalid-argument` or `too-large`; what the system says, like ENOENT, goes through. Whoever opens it closes it. */
export async function openPlainFile(
  path: string,
  limits: Limits,
): Promise<{ file: FileHandle; size: number }> {
  const file = await open(path, limits.noLink ? flags | noLink : flags);
  try {
    const stats = await file.stat();
    check(path, stats.isFile(), stats.size, limits);
    return { file, size: stats.size };
  } catch (error) {
    await file.close();
    throw error;
  }
}

export async function readPlainFile(path: string, limits: Limits): Promise<Buffer<ArrayBuffer>> {
  const { file } = await openPlainFile(path, limits);
  try {
    return await file.readFile();
  } finally {
    await file.close();
  }
}

/** For the start, when nothing else can go on anyway. */
export function readPlainFileSync(path: string, limits: Limits): Buffer {
  const file = openSync(path, flags);
  try {
    const stats = fstatSync(file);
    check(path, stats.isFile(), stats.size, limits);
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

function check(path: string, isFile: boolean, size: number, { what, maxBytes }: Limits): void {
  const name = `${what} “${basename(path)}”`;
  if (!isFile) {
    throw new BusError('invalid-argument', `${name} is not a plain file but a folder, a pipe or a device.`);
  }
  if (size > maxBytes) {
    throw new BusError('too-large', `${name} has ${size} bytes; ${maxBytes} are the most that is read.`);
  }
}

/** Text as UTF-8, without the mark that some editors put before it. */
export function withoutMark(bytes: Uint8Array): string {
  return new TextDecoder('utf-8').decode(bytes);
}
