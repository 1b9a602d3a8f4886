import { randomUUID } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  lstatSync,
  openSync,
  realpathSync,
  renameSync,
  writeSync,
} from 'node:fs';
import {
  type FileHandle,
  mkdir,
  open,
  readdir,
  readlink,
  realpath,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { BusError } from '../../../shared/bus/errors';
import { readPlainFileSync, withoutMark } from '../../bus/plain-file';

/** A kept file is read whole; what is larger is none of ours, bytes. */
const maxKeptBytes = 256 * 1024 * 1024;

/** Whoever reads the file finds the old text or the new, whole, even after a power cut. Only the user may read it. */
export async function writeAtomically(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await replaceFile(path, 0o600, (file) => file.writeFile(text));
}

/**
 * The one way in which a file is written. What stood in it stays until all that `fill` has to write is on the disk, and for good
 * when it fails. A symbolic link stays one: the file that it names is replaced. `mode` is a new file's; an old one keeps its own.
 */
export async function replaceFile(
  path: string,
  mode: number,
  fill: (file: FileHandle) => Promise<void>,
): Promise<void> {
  const target = await targetOf(path);
  const found = await stat(target).catch(undefinedIfMissing);
  if (found !== undefined && !found.isFile()) {
    throw new BusError('invalid-argument', `“${basename(path)}” is not a plain file: nothing was written.`);
  }
  const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`);
  try {
    const file = await open(temporary, 'wx', mode);
    try {
      await fill(file);
      if (found !== undefined) await file.chmod(found.mode & 0o777);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** For the end, when the threads that write files stand still. */
export function writeAtomicallySync(path: string, text: string): void {
  const target = existsSync(path) ? realpathSync(path) : path;
  const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`);
  const file = openSync(temporary, 'wx', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, target);
}

/** Where a link leads to, also one whose file is not there yet. */
async function targetOf(path: string): Promise<string> {
  const whole = await realpath(path).catch(undefinedIfMissing);
  if (whole !== undefined) return whole;
  const link = await readlink(path).catch(() => undefined);
  return link === undefined ? path : resolve(dirname(path), link);
}

/** What processes that were killed while they wrote have left beside the file. Only for files that nobody else writes. */
export async function removeLeftovers(path: string): Promise<void> {
  const folder = dirname(path);
  const names = await readdir(folder).catch(() => []);
  const ours = names.filter((name) => name.startsWith(`.${basename(path)}.`) && name.endsWith('.tmp'));
  await Promise.all(ours.map((name) => rm(join(folder, name), { force: true })));
}

/** The text of a file, or undefined where there is none. */
export function readIfThere(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  return withoutMark(readPlainFileSync(path, { what: 'The file', maxBytes: maxKeptBytes }));
}

/**
 * Renames a file that cannot be used, so that it is neither lost nor written over; returns its new path. A symbolic link stays,
 * and what it names is copied.
 */
export function setAside(path: string): string {
  const extension = extname(path);
  const stem = path.slice(0, path.length - extension.length);
  const aside = `${stem}.damaged-${timeStamp()}${extension}`;
  if (lstatSync(path).isSymbolicLink()) copyFileSync(realpathSync(path), aside);
  else renameSync(path, aside);
  return aside;
}

/** The present time for the name of a file. */
export function timeStamp(): string {
  return new Date().toISOString().replace(/[:.]/g, '-');
}

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

export function undefinedIfMissing(error: unknown): undefined {
  if (isMissing(error)) return undefined;
  throw error;
}
