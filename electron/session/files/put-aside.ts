import { mkdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile, timeStamp, undefinedIfMissing } from './replace-file';

/**
 * Moves the files of these names into a new folder beside them, and returns that. All are copies on the disk before the first
 * is removed: until then a failure changes nothing. A symbolic link goes, and what it names is copied and stays. What is no
 * plain file is left where it is.
 */
export async function putAside(folder: string, names: readonly string[]): Promise<string> {
  const aside = join(folder, `before-start-over-${timeStamp()}`);
  await mkdir(aside, { mode: 0o700 });
  const copied: string[] = [];
  try {
    for (const name of names) {
      const path = join(folder, name);
      const found = await stat(path).catch(undefinedIfMissing);
      if (!found?.isFile()) continue;
      // Each start reads them whole, too.
      const bytes = await readFile(path);
      await replaceFile(join(aside, name), 0o600, (file) => file.writeFile(bytes));
      copied.push(path);
    }
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    throw error;
  }
  for (const path of copied) await rm(path);
  return aside;
}
