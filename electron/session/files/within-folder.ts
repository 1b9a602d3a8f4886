import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, relative } from 'node:path';
import { isMissing } from './replace-file';

/** Whether a real path lies in the folder, wherever that itself really is. */
export async function isWithin(folder: string, real: string): Promise<boolean> {
  const from = relative(await realpath(folder), real);
  return from !== '' && !from.startsWith('..') && !isAbsolute(from);
}

/** The same for a path that may not be there yet: then for the innermost of its folders that is. */
export async function leadsInto(folder: string, path: string): Promise<boolean> {
  for (let at = path; ; at = dirname(at)) {
    try {
      const real = await realpath(at);
      return (await isWithin(folder, real)) || real === (await realpath(folder));
    } catch (error) {
      if (!isMissing(error) || at === dirname(at)) throw error;
    }
  }
}
