import { createWriteStream } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';

const FILE_TYPE = 0o170000;
const SYMBOLIC_LINK = 0o120000;

/**
 * Unpacks a zip file with its permission bits and symbolic links, one entry at a time and never wholly in memory.
 * The library refuses names that lead out of the folder.
 * @param {string} file
 * @param {string} folder
 * @param {(name: string) => string | undefined} place where an entry goes in the folder; undefined leaves it out
 */
export async function unzip(file, folder, place) {
  const zip = await openPromise(file);
  for await (const entry of zip.eachEntry()) {
    const path = entry.fileName.endsWith('/') ? undefined : place(entry.fileName);
    if (path === undefined) continue;
    const target = join(folder, path);
    const mode = entry.externalFileAttributes >>> 16;
    await mkdir(dirname(target), { recursive: true });
    const content = await zip.openReadStreamPromise(entry);
    if ((mode & FILE_TYPE) === SYMBOLIC_LINK) await symlink(await text(content), target);
    else await pipeline(content, createWriteStream(target, { mode: mode & 0o777 || 0o644 }));
  }
}
