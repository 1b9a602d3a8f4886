import { existsSync, readFileSync, renameSync } from 'node:fs';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, extname } from 'node:path';

/** Whoever reads the file finds the old text or the new, whole, even after a power cut. Only the user may read it. */
export async function writeAtomically(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await replaceFile(path, 0o600, (file) => file.writeFile(text));
}

/** What stood in the file stays until all that `fill` has to write is on the disk, and for good when it fails. */
export async function replaceFile(
  path: string,
  mode: number,
  fill: (file: FileHandle) => Promise<void>,
): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(temporary, 'w', mode);
    try {
      await fill(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** The text of a file, or undefined where there is none. */
export function readIfThere(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** Renames a file that cannot be used, so that it is neither lost nor written over; returns its new path. */
export function setAside(path: string): string {
  const extension = extname(path);
  const stem = path.slice(0, path.length - extension.length);
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  const aside = `${stem}.damaged-${stamp}${extension}`;
  renameSync(path, aside);
  return aside;
}
